import StreamSupport
import Synchronization
import TestSupport
import Testing
import TideCheckpoint
import TideColumnar
import TideDurableIO
import TideInspection
import TideModel
import TideStreaming
import Tidemark

/// A stream over a table without columns: they are inferred once and stay what they were.
@Suite struct InferredSchemaTests {
    private var workshop: Workshop

    init() throws {
        workshop = try Workshop()
        workshop.schema = ""
        workshop.query =
            "SELECT action, count(*) AS count, sum(n) AS total FROM STREAM events GROUP BY action"
        try workshop.land("1", Workshop.lines("b", [1]) + Workshop.lines("a", [2]), at: 1)
    }

    private static let note =
        "table events: inferred schema action STRING, n BIGINT from 2 lines of 1 file; give the columns "
        + "to skip this pass"

    private func storedSchemas(_ workshop: Workshop) throws -> [String] {
        try workshop.snapshot { try $0.plans() }.map { $0.sources[0].schema }
    }

    private func refusal(_ workshop: Workshop) throws -> String {
        try #require(throws: TidemarkError.self) { _ = try workshop.run() }.description
    }

    @Test("the first start infers, stores and says the columns; later ones take them from the checkpoint")
    func inferredOnce() throws {
        #expect(try workshop.run().notes == [Self.note])
        #expect(try storedSchemas(workshop) == ["action STRING, n BIGINT"])
        // A new field, and a type that would have made n a STRING.
        try workshop.land(
            "2", #"{"action":"a","n":"x","m":1}"# + "\n" + #"{"action":"a","n":2.5}"# + "\n", at: 2)
        try workshop.land("3", Workshop.lines("a", [3]), at: 3)
        let log = try workshop.run()
        #expect(log.notes == [])
        #expect(log.progress.map(\.badRows) == [2])
        #expect(try storedSchemas(workshop) == ["action STRING, n BIGINT"])
        #expect(
            try workshop.rows() == [
                #"{"action":"a","count":4,"total":5}"#, #"{"action":"b","count":1,"total":1}"#,
            ])
        for isFast in [false, true] {
            #expect(try Verifier(checkpoint: workshop.checkpoint, isFast: isFast).verify().isIdentical)
        }
    }

    @Test("nothing is inferred anew when every file that told the columns is gone")
    func filesGone() throws {
        _ = try workshop.run()
        try FileSystem.remove(workshop.input + "/1")
        #expect(try workshop.run().notes.count { $0.contains("inferred") } == 0)
        try workshop.land("2", #"{"other":1}"# + "\n", at: 2)
        #expect(try workshop.run().notes.count { $0.contains("inferred") } == 0)
        #expect(try workshop.rows("SELECT count(*) AS n FROM counts") == [#"{"n":3}"#])
    }

    @Test("the same columns written out later go on; other types of them are refused with the difference")
    func declaredLater() throws {
        _ = try workshop.run()
        var declared = workshop
        declared.schema = "action STRING, n BIGINT"
        let goesOn = "the job differs from the one stored, in nothing that touches the state: it goes on"
        #expect(try declared.run().notes == [goesOn])
        var other = workshop
        other.schema = "action STRING, n INT"
        #expect(
            try refusal(other) == """
                error [JOB_DOES_NOT_FIT_CHECKPOINT]: the job does not fit the checkpoint \
                '\(workshop.checkpoint)':
                    columns read: the checkpoint has action STRING, n BIGINT, the job has action STRING, n INT
                  next: run the stored job (tidemark inspect '\(workshop.checkpoint)' shows it), or give the \
                changed one a new --checkpoint directory
                """)
        #expect(try workshop.run().notes == [goesOn])
    }

    @Test("columns that were written out at first hold when a later job leaves them out")
    func declaredFirst() throws {
        var declared = workshop
        declared.schema = "n INT, action STRING"
        _ = try declared.run()
        #expect(try workshop.run().notes.count { $0.contains("inferred") } == 0)
        #expect(try storedSchemas(workshop) == ["n INT, action STRING", "n INT, action STRING"])
    }

    @Test("without a file, or without a field in any line, the columns must be given")
    func nothingThere() throws {
        try FileSystem.remove(workshop.input + "/1")
        let next =
            "\n  next: give the columns: CREATE TABLE name (column TYPE, ..) USING json .., or a reader's "
            + "schema(..)"
        #expect(
            try refusal(workshop)
                == "error [UNABLE_TO_INFER_SCHEMA]: the columns of table 'events' cannot be inferred: "
                + "'\(workshop.input)' holds no file yet" + next)
        try workshop.land("1", "{}\nnull\n{\"a\":{}}\n")
        #expect(
            try refusal(workshop)
                == "error [UNABLE_TO_INFER_SCHEMA]: the columns of table 'events' cannot be inferred: there "
                + "is no field in 3 lines of 1 file in '\(workshop.input)'" + next)
        #expect(try FileSystem.status(workshop.checkpoint) == nil)
    }

    @Test("fields that differ in case only, and a corrupt column of another type, are refused")
    func ambiguous() throws {
        try workshop.land("1", "{\"a\":1}\n{\"A\":2}\n")
        #expect(
            try refusal(workshop) == """
                error [INVALID_SCHEMA]: the columns of table 'events' cannot be inferred: its fields 'A' and \
                'a' differ in case only
                  next: give the columns: CREATE TABLE name (column TYPE, ..) USING json .., or a reader's \
                schema(..)
                """)
        try workshop.land("1", "{\"_corrupt_record\":1}\n")
        #expect(
            try refusal(workshop) == """
                error [INVALID_SCHEMA]: column '_corrupt_record', which takes the text of malformed lines, \
                is BIGINT; it must be STRING
                  next: declare it STRING, or give that column another name: OPTIONS \
                (columnNameOfCorruptRecord ..)
                """)
    }

    @Test("malformed lines have a column that a stream can group by, and verify agrees")
    func corruptColumn() throws {
        var workshop = workshop
        workshop.query =
            "SELECT _corrupt_record AS line, count(*) AS count FROM STREAM events GROUP BY _corrupt_record"
        try workshop.land("2", "nonsense\n{\"action\":{\"x\":1}}\n", at: 2)
        #expect(
            try workshop.run().notes == [
                "table events: inferred schema _corrupt_record STRING, action STRING, n BIGINT from 4 lines "
                    + "of 2 files; no JSON object in 1 line: its text is in _corrupt_record; give the "
                    + "columns to skip this pass"
            ])
        #expect(
            try workshop.rows("SELECT * FROM counts ORDER BY line")
                == [#"{"count":3}"#, #"{"line":"nonsense","count":1}"#])
        #expect(try Verifier(checkpoint: workshop.checkpoint, isFast: false).verify().isIdentical)
    }

    @Test("what is nested, sampled or dropped is said in the note")
    func notes() throws {
        var workshop = workshop
        try workshop.land("1", (0..<1_000).map { "{\"action\":{\"x\":[\($0)]},\"n\":1}\n" }.joined() + "x\n")
        workshop.options = ["samplingRatio": "0.5", "mode": "DROPMALFORMED"]
        let note = try #require(try workshop.run().notes.first)
        #expect(
            note.hasPrefix(
                "table events: inferred schema action STRUCT<x: ARRAY<BIGINT>>, n BIGINT from a sample of "))
        #expect(
            try workshop.rows("SELECT action FROM counts ORDER BY action LIMIT 1")
                == [#"{"action":{"x":[0]}}"#])
    }
}

/// The same in batch, through a session.
@Suite struct InferredFrameTests {
    private let directory: TemporaryDirectory
    private let notes = Notes()

    private final class Notes: Sendable {
        private let all = Mutex<[String]>([])
        func add(_ note: String) { all.withLock { $0.append(note) } }
        var texts: [String] { all.withLock { $0 } }
    }

    init() throws {
        directory = try TemporaryDirectory()
        try FileSystem.writeAtomically(
            Array("{\"time\":1469501107,\"action\":\"Open\"}\n".utf8), to: directory.path("events"),
            isDurable: false)
    }

    private func session() throws -> Session {
        try Session(baseDirectory: directory.path, notes: notes.add, output: { _ in })
    }

    @Test("a reader without a schema infers it when it is first asked for, once, and notes it")
    func reader() async throws {
        let events = try session().read.json("events")
        #expect(notes.texts == [])
        #expect(try await events.schema.ddl == "action STRING, time BIGINT")
        #expect(try await events.count() == 1)
        #expect(
            notes.texts == [
                "table json.`events`: inferred schema action STRING, time BIGINT from 1 line of 1 file; "
                    + "give the columns to skip this pass"
            ])
    }

    @Test("a table without columns is inferred when a query names it, and not before")
    func table() async throws {
        let session = try session()
        _ = try await session.sql("CREATE TABLE absent USING json OPTIONS (path 'absent')")
        _ = try await session.sql(
            "CREATE TABLE e USING json OPTIONS (path 'events', primitivesAsString 'true')")
        #expect(notes.texts == [])
        #expect(try await session.sql("SELECT * FROM e").schema.ddl == "action STRING, time STRING")
        #expect(notes.texts.count == 1)
        await #expect(throws: TidemarkError.self) { _ = try await session.sql("SELECT * FROM absent") }
    }
}

/// The notebook's first look at its data, without a schema and with one.
@Suite struct NotebookSchemaTests {
    private final class Printed: Sendable {
        private let all = Mutex("")
        func add(_ text: String) { all.withLock { $0 += text } }
        var text: String { all.withLock { $0 } }
    }

    @Test("without a schema, time is a number and columns are sorted; with one, it is a time, in its order")
    func comparison() async throws {
        let directory = try TemporaryDirectory()
        let made = try CommandRunner.tidemark(directory: directory.path).run("generate", "events", "events")
        try #require(made.status == 0)
        let printed = Printed()
        let session = try Session(baseDirectory: directory.path, output: printed.add)
        let inferred = session.read.json("events")
        let declared = session.read.schema("time TIMESTAMP, action STRING").json("events")
        for frame in [inferred, declared] {
            try await frame.printSchema()
            try await frame.show(3)
        }
        #expect(
            printed.text == """
                root
                 |-- action: string (nullable = true)
                 |-- time: long (nullable = true)

                +------+----------+
                |action|      time|
                +------+----------+
                |  Open|1469501107|
                |  Open|1469501117|
                |  Open|1469501124|
                +------+----------+
                only showing top 3 rows
                root
                 |-- time: timestamp (nullable = true)
                 |-- action: string (nullable = true)

                +-------------------+------+
                |               time|action|
                +-------------------+------+
                |2016-07-26 02:45:07|  Open|
                |2016-07-26 02:45:17|  Open|
                |2016-07-26 02:45:24|  Open|
                +-------------------+------+
                only showing top 3 rows

                """)
        #expect(try await inferred.count() == declared.count())
    }
}
