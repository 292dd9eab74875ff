import Glibc
import TestSupport
import Testing
import TideConnectors
import TideDurableIO
import TideFormats
import TideModel

/// What is said of input, word for word. The errors are made here: files change under a reader, or may not be
/// read by whoever runs the tests, at no command.
@Suite("Errors of input files") struct InputErrorTests {
    private static let rows: [(condition: ErrorCondition, error: TidemarkError, text: String)] = [
        (
            .inputNotReadable,
            InputErrors.cannotOpen(
                IOFailure(operation: "open", path: "/in/a", errno: EACCES), path: "/in/a"),
            """
            error [PATH_NOT_READABLE]: cannot read input file '/in/a': open /in/a: Permission denied (13)
              next: make it readable, then run the same command again; nothing was lost
            """
        ),
        (
            .inputGone,
            InputErrors.cannotOpen(
                IOFailure(operation: "open", path: "/in/a", errno: ENOENT), path: "/in/a"),
            """
            error [INPUT_MISSING]: input file '/in/a' is gone before it was read
              next: run the same command again: with the file back it is read, without it the others are
            """
        ),
        (
            .inputGoneHalfRead, InputErrors.goneInTheMiddle("/in/a", position: 42, of: 84),
            """
            error [INPUT_MISSING]: input file '/in/a' is gone: 42 of its 84 bytes were read, the rest was not
              next: put it back and run the same command again; or set OPTIONS (onChangedInput 'skip') to \
            leave the rest of it unread
            """
        ),
        (
            .inputChangedWhileRead, InputErrors.changedWhileReading("/in/a"),
            """
            error [INPUT_CHANGED]: input file '/in/a' changed while it was being read; nothing of it was \
            committed
              next: files should land whole (write elsewhere, then rename); run the same command again
            """
        ),
        (
            .inputChangedAfterRead, InputErrors.changedAfterReading("/in/a", "its first bytes are others"),
            """
            error [INPUT_CHANGED]: input file '/in/a' changed after it was read: its first bytes are others
              next: restore the file and run the same command again; or set OPTIONS (onChangedInput 'skip') \
            to leave the rest of it unread, 'as-new' to read it from its start
            """
        ),
        (
            .lineTooLong, InputErrors.lineTooLong("/in/a", offset: 7),
            """
            error [MALFORMED_RECORD]: the line at byte 7 of '/in/a' is longer than \
            \(SliceReader.lineBytesMax) bytes
              next: break it up or move the file away, then run the same command again
            """
        ),
    ]

    @Test("each says what was read, and what to do", arguments: rows)
    func text(condition: ErrorCondition, error: TidemarkError, text: String) {
        #expect("\(error)" == text)
        #expect(condition.fits(text))
    }

    @Test("a directory that cannot be listed") func listing() throws {
        let directory = try TemporaryDirectory("tide-errors")
        let loop = directory.path("loop")
        #expect(symlink("loop", loop) == 0)
        var discovery = FileDiscovery(SourceFiles(root: loop), settleTimeUs: 0, clock: SystemClock())
        let error = try #require(throws: TidemarkError.self) { _ = try discovery.list() }
        #expect(ErrorCondition.inputNotListable.fits("\(error)"))
        #expect(
            "\(error)" == """
                error [PATH_NOT_READABLE]: cannot list input directory '\(loop)': stat \(loop): Too many \
                levels of symbolic links (40)
                  next: make it readable, then run the same command again; nothing was lost
                """)
    }
}
