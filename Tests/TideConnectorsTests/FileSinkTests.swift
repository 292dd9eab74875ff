import Glibc
import TestSupport
import Testing
import TideColumnar
import TideDurableIO
import TideModel

@testable import TideConnectors

/// A sink's directory: whose it is, how far it is filled, and what is refused.
@Suite struct FileSinkTests {
    private let directory: TemporaryDirectory
    private var root: String { directory.path("out") }

    init() throws { directory = try TemporaryDirectory("tide-sink") }

    private func open(_ query: String = "q", last: Int64 = -1, durable: Int64 = -1) throws -> FileSink {
        try FileSink(
            root: root, queryID: query, epoch: 1, last: last, durable: durable,
            clock: ManualClock(microseconds: 0))
    }

    private func file(_ path: String, _ text: String) -> OutputFile {
        let bytes = Array(text.utf8)
        return OutputFile(
            path: path, length: Int64(bytes.count), checksum: crc32c(bytes), rows: 1, content: .bytes(bytes))
    }

    private func message(_ condition: ErrorCondition, _ body: () throws -> Void) -> String? {
        let error = #expect(throws: TidemarkError.self) { try body() }
        guard let error else { return nil }
        #expect(condition.code == error.code)
        return error.message.replacing(directory.path, with: "DIR")
    }

    @Test("a mark of zeros, as a power cut leaves one, is that of a sink nobody has opened") func zeros()
        throws
    {
        let path = FileSystem.join(root, SinkMark.name)
        try FileSystem.createDirectory(root)
        try FileSystem.writeAtomically([UInt8](repeating: 0, count: 512), to: path, isDurable: false)
        withExtendedLifetime(try open()) {}
        let mark = try SinkMark(try FileSystem.readFile(path), path: path)
        #expect(mark?.queryID == "q" && mark?.drained == -1)
    }

    @Test("another query, a second run, a checkpoint that is older, a mark that is none") func refusals()
        throws
    {
        do {
            let sink = try open()
            try sink.drain([file("a=1/x", "1\n")], batch: 0)
            #expect(
                message(.sinkHeld) { _ = try open() } == "the sink 'DIR/out' is in use by another run")
        }
        #expect(
            message(.sinkOfOther) { _ = try open("p", last: 0) }
                == "the sink 'DIR/out' belongs to another query: to q, and this is p")
        #expect(
            message(.sinkNewer) { _ = try open(last: -1) }
                == "the sink 'DIR/out' holds batch 0, the last one of the checkpoint is -1: the sink is newer"
        )
        #expect(try open(last: 0).drained == 0)
        try FileSystem.writeAtomically(Array("{}".utf8), to: root + "/.tidemark", isDurable: false)
        #expect(
            message(.sinkMarkDamaged) { _ = try open(last: 0) }
                == "'DIR/out/.tidemark' is not what a run wrote: 2 bytes that are no mark of a query")
    }

    @Test("staged output is renamed once; drained again it is looked at; gone it is refused") func staged()
        throws
    {
        let sink = try open(last: 0)
        try sink.beginStaging(batch: 1)
        let name = sink.stagedName(batch: 1, index: 0)
        try sink.stage([0x31], at: 0, of: name, batch: 1)
        try sink.stage([0x0A], at: 1, of: name, batch: 1)
        try sink.finishStaging([name], batch: 1)
        var staged = [file("x", "1\n")]
        staged[0].content = .staged(name)
        #expect(try FileSystem.status(root + "/x") == nil)
        try sink.drain(staged, batch: 1)
        #expect(try FileSystem.readFile(root + "/x") == Array("1\n".utf8))
        try sink.drain(staged, batch: 1)
        try FileSystem.remove(root + "/x")
        #expect(
            message(.sinkStagedGone) { try sink.drain(staged, batch: 1) } == """
                the output of batch 1 is neither at 'DIR/out/x' with its 2 bytes nor staged beside it
                """)
    }

    @Test(
        "a failed system call is told by what went wrong with the sink",
        arguments: [
            (
                EACCES, ErrorCondition.sinkForbidden,
                """
                error [PATH_NOT_READABLE]: the sink '/out': writing a.json failed: open /out/a.json: \
                Permission denied (13)
                  next: run as the owner, or allow this user to read and write there; nothing was lost
                """
            ),
            (
                ENOSPC, .sinkDiskFull,
                """
                error [STORAGE_FULL]: the sink '/out': the disk is full: writing a.json failed (open \
                /out/a.json: No space left on device (28)); committed batches are safe, and the next start \
                writes out what is missing first
                  next: free some space, then run the same command again
                """
            ),
            (
                EIO, .sinkDiskFailed,
                """
                error [STORAGE_FAILED]: the sink '/out': writing a.json failed: open /out/a.json: \
                Input/output error (5); committed batches are safe, and the next start writes out what is \
                missing first
                  next: look at the disk and the kernel's log, then run the same command again
                """
            ),
        ])
    func failures(errno: Int32, condition: ErrorCondition, text: String) {
        let error = #expect(throws: TidemarkError.self) {
            try SinkFailure(root: "/out").translating("writing a.json") {
                throw IOFailure(operation: "open", path: "/out/a.json", errno: errno)
            }
        }
        #expect(error?.description == text)
        #expect(condition.fits(text))
    }

    @Test("partition columns that cannot be, and an option") func columns() throws {
        func render(_ mode: OutputMode, _ schema: Schema, _ row: [Value]) throws {
            let settings = FileSinkSettings(
                try FileSinkOptions(.json, []), root: "/out", mode: mode, partitionColumns: ["a"])
            let batch = RecordBatch(schema: schema, rows: [row])
            _ = try FileRenderer(settings, result: schema, zone: .utc).files(of: [batch], batch: 0)
        }
        let text = Schema([Field("a", .string), Field("b", .int)])
        #expect(
            message(.sinkPartitionedComplete) { try render(.complete, text, [.null, .null]) } == """
                partition columns in output mode 'complete' are not supported: the files of several \
                directories cannot be replaced at once
                """)
        let long = Value.string(UTF8String(String(repeating: "x", count: 254)))
        #expect(
            message(.partitionValueTooLong) { try render(.append, text, [long, .null]) } == """
                a value of the partition column a makes a directory's name of 256 bytes, the limit is 255
                """)
        let structs = Schema([Field("a", .structure([Field("c", .int)])), Field("b", .int)])
        #expect(
            message(.sinkPartitionType) { try render(.append, structs, [.null, .null]) }
                == "STRUCT<c: INT> cannot be the type of the partition column a")
        #expect(
            message(.optionWrong) { _ = try FileSinkOptions(.csv, [("sep", "||", nil)]) }
                == "option 'sep' is '||', expected one character of ASCII, no line end")
    }
}
