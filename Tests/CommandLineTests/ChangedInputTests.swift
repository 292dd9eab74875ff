import Foundation
import TestSupport
import Testing
import TideFormats

/// Input that is not what it was, under a plan or after it was read: named, nothing lost, and mended by
/// putting the file back.
@Suite("Changed input", .timeLimit(.minutes(5)))
struct ChangedInputTests {
    /// What may happen to a file.
    enum Change: CaseIterable {
        case truncated, rewritten, appended, removed, touched
    }

    private func url(_ stream: NotebookStream, _ name: String) -> URL {
        URL(fileURLWithPath: stream.path("events/\(name)"))
    }

    /// Writes other bytes, and gives the file the modification time of one written long ago.
    private func write(_ data: Data, _ stream: NotebookStream, _ name: String, modified seconds: Double)
        throws
    {
        try data.write(to: url(stream, name))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: seconds)], ofItemAtPath: url(stream, name).path)
    }

    private func apply(_ change: Change, to name: String, _ stream: NotebookStream) throws {
        var data = try Data(contentsOf: url(stream, name))
        switch change {
        case .truncated: data = data.prefix(1_000)
        case .rewritten: data[data.count - 3] ^= 1
        case .appended: data += Data("\n{\"time\":1469501112,\"action\":\"Open\"}\n".utf8)
        case .removed: return try FileManager.default.removeItem(at: url(stream, name))
        case .touched: break
        }
        try write(data, stream, name, modified: 1_500_000_000)
    }

    @Test(
        "a file that changes under the plan: 3 naming it; put back, the same command goes on",
        arguments: Change.allCases)
    func underThePlan(change: Change) throws {
        let stream = try NotebookStream(files: 4)
        let original = try Data(contentsOf: url(stream, "file-2.json"))
        let running = try stream.start(failPoints: "compute.before:3:stop")
        try running.waitUntilStopped()
        try apply(change, to: "file-2.json", stream)
        running.send(SIGCONT)
        let result = try running.wait()
        #expect(result.status == 3, "\(result)")
        let file = url(stream, "file-2.json").path
        let text =
            change == .removed
            ? """
            error [INPUT_MISSING]: input file '\(file)' is gone before it was read
              next: run the same command again: with the file back it is read, without it the others are

            """
            : """
            error [INPUT_CHANGED]: input file '\(file)' changed while it was being read; \
            nothing of it was committed
              next: files should land whole (write elsewhere, then rename); run the same command again

            """
        #expect(result.stderr.hasSuffix(text), "\(result.stderr)")
        #expect(try stream.lastBatch() == 1)
        #expect(try stream.total() == 4_000)
        try write(original, stream, "file-2.json", modified: 1_500_000_001)
        #expect(try stream.run().status == 0)
        #expect(try stream.total() == 8_000)
        #expect(try stream.verify(fast: false).status == 0)
    }

    @Test(
        "a plan that was not committed is made afresh when its file is not what it was",
        arguments: [(Change.rewritten, 8_000), (.touched, 8_000), (.removed, 6_000)])
    func underAnOldPlan(change: Change, rows: Int) throws {
        let stream = try NotebookStream(files: 4)
        #expect(try stream.run(failPoints: "compute.before:3:kill").signal == SIGKILL)
        try apply(change, to: "file-2.json", stream)
        let result = try stream.run()
        #expect(result.status == 0)
        #expect(
            result.stderr.hasPrefix(
                "resuming after batch 1, the run before did not end by itself\nbatch 2: "), "\(result.stderr)"
        )
        #expect(try stream.total() == rows)
        #expect(try stream.verify(fast: false).status == 0)
    }

    @Test("a plan that was not committed is carried out, unless --replan says otherwise")
    func oldPlan() throws {
        for (option, reuses) in [(["--max-batches", "9"], true), (["--replan"], false)] {
            let stream = try NotebookStream(files: 4)
            #expect(try stream.run(failPoints: "compute.before:3:kill").signal == SIGKILL)
            let result = try stream.tidemark().run(NotebookStream.arguments("ck", option))
            #expect(result.status == 0)
            #expect(result.stderr.contains("; batch 2 was planned and is done first\n") == reuses)
            #expect(try stream.total() == 8_000)
        }
    }

    @Test(
        "a file that changed after it was read: 3 naming it and how; put back, the same command goes on",
        arguments: [
            (Change.truncated, "changed after it was read: 72961 bytes were read, it has 1000 now"),
            (Change.rewritten, "changed after it was read: its first 72961 bytes differ"),
            (Change.appended, "grew after it was read: 72961 bytes were read, it has 72998 now"),
        ])
    func afterReading(change: Change, text: String) throws {
        let stream = try NotebookStream(files: 4)
        #expect(try stream.run("ck", "--max-batches", "2").status == 0)
        let file = url(stream, "file-1.json").path
        let original = try Data(contentsOf: url(stream, "file-1.json"))
        try apply(change, to: "file-1.json", stream)
        for _ in 0..<2 {
            let result = try stream.run()
            #expect(result.status == 3)
            #expect(
                result.stderr.hasPrefix("error [INPUT_CHANGED]: input file '\(file)' \(text)\n  next: "),
                "\(result.stderr)")
            #expect(try stream.total() == 4_000, "what is committed stays and can be asked for")
        }
        for fast in [false, true] {
            let verified = try stream.verify(fast: fast)
            if change == .appended {
                #expect(verified.status == 0, "what was read is still there: \(verified)")
            } else {
                #expect(verified.status == 3)
                #expect(
                    verified.stderr == """
                        error [INPUT_CHANGED]: cannot verify: input file '\(file)' has other bytes in \
                        0-72961 than batch 1 read
                          next: restore the file and verify again; what was committed stays as it is

                        """)
            }
        }
        try write(original, stream, "file-1.json", modified: 1_500_000_001)
        #expect(try stream.run().status == 0)
        #expect(try stream.total() == 8_000)
        #expect(try stream.verify(fast: false).status == 0)
    }

    @Test("a file that is only touched, or written again with the same bytes, goes on unread") func touched()
        throws
    {
        let stream = try NotebookStream(files: 4)
        #expect(try stream.run("ck", "--max-batches", "2").status == 0)
        try apply(.touched, to: "file-0.json", stream)
        let copy = try Data(contentsOf: url(stream, "file-1.json"))
        try FileManager.default.removeItem(at: url(stream, "file-1.json"))
        try write(copy, stream, "file-1.json", modified: 1_500_000_000)
        #expect(try stream.run().status == 0)
        #expect(try stream.total() == 8_000)
        #expect(try stream.lastBatch() == 3)
        #expect(try stream.verify().status == 0)
    }

    @Test("a file renamed after it was read is not read again, and verify knows it") func renamed() throws {
        let stream = try NotebookStream(files: 4)
        #expect(try stream.run("ck", "--max-batches", "2").status == 0)
        try FileManager.default.moveItem(at: url(stream, "file-1.json"), to: url(stream, "moved.json"))
        let result = try stream.run()
        #expect(result.status == 0)
        #expect(
            result.stderr.contains("note: 'moved.json' is 'file-1.json' under another name: not read again\n")
        )
        #expect(try stream.total() == 8_000)
        for fast in [false, true] {
            let verified = try stream.verify(fast: fast)
            #expect(verified.status == 0, "\(verified)")
        }
        let files = try stream.inspect("ck", "--files")["files"]?.elements ?? []
        #expect(
            files.compactMap { $0["path"]?.string }.sorted() == [
                "file-0.json", "file-2.json", "file-3.json", "moved.json",
            ])
    }

    @Test("a file deleted after it was read: the run goes on, verify says which is gone") func deleted()
        throws
    {
        let stream = try NotebookStream(files: 4)
        #expect(try stream.run("ck", "--max-batches", "2").status == 0)
        let file = url(stream, "file-1.json").path
        try FileManager.default.removeItem(atPath: file)
        #expect(try stream.run().status == 0)
        #expect(try stream.total() == 8_000)
        for fast in [false, true] {
            let verified = try stream.verify(fast: fast)
            #expect(verified.status == 3)
            #expect(
                verified.stderr == """
                    error [INPUT_MISSING]: cannot verify: input file '\(file)' that batch 1 read is gone
                      next: put it back, or say where the input went: --source-root OLD=NEW

                    """)
        }
    }
}
