import TestSupport
import TideCheckpoint
import TideColumnar
import TideDurableIO
import TideExecution
import TideFormats
import TideModel
import TidePlanning
import TideSQL
import TideSamples
import TideStreaming
import Tidemark

extension Piece {
    static let all = [
        decoding("decode-events", Table.events(rows: 100_000), ["time", "action"]),
        decoding("decode-access", Table.access(rows: 20_000), ["time", "status"]),
        aggregating("aggregate-tumbling", "window(time, '1 hour')", rows: 100_000),
        aggregating("aggregate-sliding", "window(time, '1 hour', '1 minute')", rows: 20_000),
        merging("merge", entries: 100_000),
        streaming("batch", batches: 50),
        opening("open"),
    ]

    /// Decodes lines into columns, with the buffers of a decoder that has decoded as many before.
    private static func decoding(_ name: String, _ table: Table, _ columns: [String]) -> Piece {
        Piece(name: name, units: table.rows, unit: "line") {
            let lines = try table.lines()
            let decoder = table.decoder(columns)
            try WrongOutcome.unless(try decoder.decode(lines).batch.count, is: table.rows)
            return {
                let decoded = try decoder.decode(lines)
                try WrongOutcome.unless(decoded.batch.count, is: table.rows)
            }
        }
    }

    /// Counts events by action and window: the steps below the aggregate, and its groups.
    private static func aggregating(_ name: String, _ window: String, rows: Int) -> Piece {
        let table = Table.events(rows: rows)
        return Piece(name: name, units: table.rows, unit: "row") {
            let split = try table.split("SELECT action, count(*) FROM t GROUP BY action, \(window)")
            let batch = try table.decoder(["time", "action"]).decode(try table.lines()).batch
            return {
                let worker = AggregationWorker(pipeline: split.pipeline, aggregator: split.makeAggregator())
                _ = try worker.consume(batch, source: 0, block: 0)
                try WrongOutcome.unless(worker.aggregator.groupCount > 0, is: true)
            }
        }
    }

    /// Commits counts by key to a state that has all of the keys, with their before-images.
    private static func merging(_ name: String, entries: Int) -> Piece {
        let table = Table.keys(rows: entries)
        return Piece(name: name, units: entries, unit: "entry") {
            let split = try table.split("SELECT key, count(*) FROM t GROUP BY key")
            var aggregator = split.makeAggregator()
            try aggregator.consume(try table.decoder(["key"]).decode(try table.lines()).batch)
            let delta = aggregator.finish()
            try WrongOutcome.unless(delta.entries.count, is: entries)
            let directory = try TemporaryDirectory("tide-ratchet")
            let writer = try CheckpointWriter.open(
                root: directory.path("ck"), run: RunIdentity(runID: "run"),
                clock: ManualClock(microseconds: 1_000_000), birth: birth)
            let commit: () throws -> Void = {
                let record = BatchRecord(
                    id: writer.nextBatch, kind: .data, timestampMs: 1_000, logOffsets: [writer.nextBatch],
                    inputRows: Int64(entries), badRows: 0, inputBytes: 0, sliceCount: 0)
                // Safety: the stored bytes are read within the call only.
                try writer.commit(CommittedBatch(record: record, delta: delta)) {
                    try split.codec.merge(old: $1, delta: $2, into: &$3)
                }
            }
            try commit()
            return { try withExtendedLifetime(directory) { try commit() } }
        }
    }

    private static let birth = BirthRequest(
        queryID: "query",
        plan: PlanRecord(
            jobText: "SELECT 1", tableName: "counts", timeZone: "UTC", fingerprint: "f", planJSON: "{}",
            sources: [
                PlanSource(table: "t", root: "/in", format: "json", schema: "key BIGINT", options: [:])
            ]),
        sourceRoots: [SourceRoot(relative: "../in", absolute: "/in")])

    /// Everything that a batch costs beside its rows, of which it has one: planning, commit, logs.
    private static func streaming(_ name: String, batches: Int) -> Piece {
        Piece(name: name, units: batches, unit: "batch") {
            let stream = try Stream(files: 1 + batches)
            try stream.run(batches: 1, upTo: 1)
            return { try stream.run(batches: batches) }
        }
    }

    /// A start that finds nothing to do: job, lock, recovery, listing, end.
    private static func opening(_ name: String) -> Piece {
        Piece(name: name, units: 1, unit: "start") {
            let stream = try Stream(files: 20)
            try stream.run(batches: 20)
            return { try stream.run(batches: 0) }
        }
    }
}

/// Generated lines, and the table that they are rows of.
private struct Table: Sendable {
    let schema: Schema
    let rows: Int
    let generate: @Sendable (_ directory: String) throws -> Void

    static func events(rows: Int) -> Table {
        Table(schema: Schema([Field("time", .timestamp), Field("action", .string)]), rows: rows) {
            try EventDirectory(path: $0, files: 1, rows: rows).write()
        }
    }

    static func access(rows: Int) -> Table {
        Table(schema: Schema([Field("time", .timestamp), Field("status", .int)]), rows: rows) {
            try AccessDirectory(path: $0, files: 1, rows: rows).write()
        }
    }

    /// A row a key.
    static func keys(rows: Int) -> Table {
        Table(schema: Schema([Field("key", .bigint)]), rows: rows) {
            try KeyDirectory(path: $0, files: 1, rows: rows, distinct: rows, order: .random).write()
        }
    }

    // Safety: the buffer is never freed and never written again; behind the lines is the decoder's padding.
    func lines() throws -> BlockLines {
        let directory = try TemporaryDirectory("tide-ratchet")
        try generate(directory.path("in"))
        let bytes = try FileSystem.readFile(directory.path("in/file-0.json"))
        let padded = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count + NDJSONDecoder.padding)
        padded.initialize(repeating: UInt8(ascii: " "))
        _ = padded.update(fromContentsOf: bytes)
        return BlockLines(
            UnsafeBufferPointer(UnsafeMutableBufferPointer(rebasing: padded[..<bytes.count])), fileOffset: 0)
    }

    func decoder(_ columns: [String]) -> NDJSONDecoder {
        let required = schema.fields.indices.filter { columns.contains(schema.fields[$0].name) }
        return NDJSONDecoder(
            NDJSONFormat(schema: schema, required: required, mode: .permissive, zone: .utc))
    }

    /// The query's plan over the table `t`, cut at its aggregate.
    func split(_ sql: String) throws -> AggregationSplit {
        let catalog = Catalog([Catalog.Table(name: "t", schema: schema, canStream: true)])
        guard case .select(let query)? = try SQLParser.parseStatements(sql).first?.statement,
            let split = try AggregationSplit(
                try Analyzer(catalog: catalog, zone: .utc).analyze(query),
                context: EvaluationContext(zone: .utc, timestampUs: 0))
        else { throw WrongOutcome(description: "no aggregate in \(sql)") }
        return split
    }
}

/// A job over files of one row, one a batch, and its checkpoint.
private struct Stream {
    private let directory: TemporaryDirectory

    init(files: Int) throws {
        directory = try TemporaryDirectory("tide-ratchet")
        try EventDirectory(path: directory.path("in"), files: files, rows: 1).write()
    }

    /// Runs the job on this thread until there is no more, or for `upTo` batches.
    func run(batches: Int, upTo: Int? = nil) throws {
        var settings = RunSettings(checkpoint: directory.path("ck"))
        settings.threads = 1
        settings.maxBatches = upTo
        let job = try JobFile(
            text: """
                CREATE TABLE events (time TIMESTAMP, action STRING)
                USING json OPTIONS (path 'in', maxFilesPerTrigger '1');
                CREATE STREAMING TABLE counts AS
                SELECT action, window(time, '1 hour') AS window, count(*) AS count FROM STREAM events
                GROUP BY action, window(time, '1 hour');
                """, baseDirectory: directory.path
        ).streamingJob(settings)
        var committed = 0
        let execution = try MicroBatchExecution(
            job, wait: { _ in },
            report: { event in if case .batch = event { committed += 1 } })
        _ = try execution.run()
        try WrongOutcome.unless(committed, is: batches)
    }
}
