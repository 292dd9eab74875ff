import Glibc
import TideDurableIO
import TideModel
import TidePlots

/// Whoever read our stdout has closed it: the command ends quietly.
struct BrokenPipe: Error {}

/// Results on stdout, written in large pieces.
///
/// `finish()` must be called at the end; what is buffered is lost otherwise.
struct StandardOutput: ~Copyable {
    private static let flushSize = 1 << 16
    private var buffer: [UInt8] = []

    init() {}

    mutating func write(_ text: String) throws {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.flushSize { try flush() }
    }

    mutating func write(_ bytes: [UInt8]) throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.flushSize { try flush() }
    }

    /// Writes one line.
    mutating func line(_ text: String) throws {
        try write(text)
        try write([UInt8(ascii: "\n")])
    }

    /// Writes what is still buffered.
    consuming func finish() throws {
        try flush()
    }

    /// Writes what is buffered so far: a result stands although a later one fails.
    mutating func flush() throws {
        defer { buffer.removeAll(keepingCapacity: true) }
        let failure = writeAll(buffer, to: STDOUT_FILENO)
        guard let failure else { return }
        if failure == EPIPE { throw BrokenPipe() }
        let reason = IOFailure(operation: "write", path: "stdout", errno: failure).reason
        throw TidemarkError(
            IOFailure.isOutOfSpace(failure) ? .outputDiskFull : .outputFailed, ["failure": reason])
    }
}

/// Everything that is not a result, on stderr. A stderr that cannot be written to is nobody's concern.
enum StandardError {
    /// Writes one line with a single system call, so that lines of several processes do not mix.
    static func line(_ text: String) {
        raw(text + "\n")
    }

    static func raw(_ text: String) {
        _ = writeAll(Array(text.utf8), to: STDERR_FILENO)
    }
}

/// What a terminal on stdout or stderr offers.
enum Terminal {
    /// How a chart on stdout is drawn: the terminal's width or else $COLUMNS or else 80, blocks where the
    /// locale is UTF-8, colours on a terminal unless NO_COLOR is set (no-color.org) or it is a dumb one.
    static var stdoutStyle: TerminalStyle {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let isPlain = !(ProcessFacts.environment("NO_COLOR") ?? "").isEmpty || isDumb
        return TerminalStyle(
            width: columns(of: STDOUT_FILENO) ?? ProcessFacts.environment("COLUMNS").flatMap(Int.init) ?? 80,
            isUnicode: isUTF8, isColored: isTerminal && !isPlain)
    }

    /// Whether the locale's characters are UTF-8: LC_ALL, LC_CTYPE, LANG, the first that is set (locale(7)).
    private static var isUTF8: Bool {
        let names = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap(ProcessFacts.environment)
        let name = (names.first { !$0.isEmpty } ?? "").lowercased()
        return name.hasSuffix("utf-8") || name.hasSuffix("utf8")
    }

    private static var isDumb: Bool { ProcessFacts.environment("TERM") == "dumb" }

    /// Columns of the terminal at a descriptor; nil when it is none or does not say.
    private static func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Whether stderr is a terminal that can redraw a line.
    static var isStderr: Bool { isatty(STDERR_FILENO) == 1 && !isDumb }

    /// Columns of the terminal on stderr; 80 when it does not say.
    static var width: Int { columns(of: STDERR_FILENO) ?? 80 }
}

/// Writes all bytes; returns the errno of a failure.
///
/// Safety: the pointer is valid for the closure's duration and `write` reads no more than `count` bytes.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    bytes.withUnsafeBytes { pointer in
        var done = 0
        while done < pointer.count {
            let count = write(descriptor, pointer.baseAddress.map { $0 + done }, pointer.count - done)
            if count >= 0 {
                done += count
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }
}
