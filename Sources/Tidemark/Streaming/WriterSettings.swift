import TideColumnar
import TideConnectors
import TideDurableIO
import TideModel
import TidePlanning
import TideStreaming

/// What a `DataStreamWriter` has been told, and the job that follows from it.
struct WriterSettings: Sendable {
    var format: String?
    var queryName: String?
    /// The argument of `toTable`.
    var tableName: String?
    var mode: Result<OutputMode, TidemarkError>?
    var trigger = Trigger.processingTime(microseconds: 0)
    /// As written, by lower-case key.
    var options: [String: (key: String, value: String)] = [:]

    /// The program's code that takes the rows, in place of a format.
    var delivery: Delivery?
    /// The argument of `start`.
    var path: String?
    var partitionColumns: [String] = []

    private enum Format: String, CaseIterable {
        case memory, console, json, csv, text

        /// The format of the files; nil for memory and console.
        var files: FileSinkOptions.Format? { FileSinkOptions.Format(rawValue: rawValue) }
    }

    /// A query ready to be started.
    struct Job: Sendable {
        var job: StreamingJob
        /// The name under which the session can read the result; nil for none.
        var table: String?
        /// The directory that goes with the session or, without a table, with the query.
        var temporary: TemporaryCheckpoint?
    }

    /// - Throws: `TidemarkError`.
    func job(of frame: DataFrame) throws -> Job {
        let session = frame.session
        let format = try parsedFormat()
        if format?.files == nil { try refuseUnknownOptions(format) }
        var plan = try frame.analyzed()
        guard plan.isStreaming else { throw TidemarkError(.writeStreamOfBatch) }
        func files(of scan: Scan) throws -> JSONTable {
            guard case .files(let table)? = session.tables.source(of: scan) else {
                throw TidemarkError(.scannedTableMissing, ["table": scan.table])
            }
            return table
        }
        let name = try resultName(format)
        let (checkpoint, temporary) = try checkpoint(format, session)
        // What cannot be read now is told by who opens the checkpoint.
        let inferred = try plan.scans.filter(\.isStreaming).map(files).filter { $0.columns == nil }
        if !inferred.isEmpty, let stored = try? TableSchemas.stored(checkpoint: checkpoint, table: name) {
            plan = try session.analyze(frame.plan.get()) { table in
                inferred.contains(table) ? stored[table.name] : nil
            }
        }
        // The name by which the session knows the files has their options in it; the stored query must not.
        let query = try plan.replacingScans { $0.table = try files(of: $0).name }
        // As Spark, append unless told otherwise; a table's own default is what the query can have.
        let asked = try mode?.get() ?? (format == nil && delivery == nil ? nil : .append)
        func sources(_ areStreaming: Bool) throws -> [StreamingJob.Source] {
            try plan.scans.filter { $0.isStreaming == areStreaming }
                .map { StreamingJob.Source(try files(of: $0), $0) }
        }
        _ = try StreamingPlan(query, mode: asked)
        let sink = try sink(format, asked, query.schema, name, session)
        var job = StreamingJob(
            text: Self.text(query), table: name, name: queryName ?? tableName, sink: sink, query: query,
            mode: asked, sources: try sources(true), tables: try sources(false), zone: session.zone,
            checkpoint: checkpoint, trigger: trigger, threads: session.threads)
        session.streaming.apply(to: &job)
        return Job(
            job: job,
            table: delivery == nil && (format == nil || format == .memory) ? name : nil,
            temporary: temporary)
    }

    private func sink(
        _ format: Format?, _ asked: OutputMode?, _ result: Schema, _ name: String, _ session: Session
    ) throws -> StreamingSink {
        if format?.files == nil, !partitionColumns.isEmpty { throw TidemarkError(.sinkPartitionWithoutFiles) }
        if let delivery { return delivery.sink(session) }
        switch format {
        case .memory: return StreamingSink("MemorySink")
        case .console:
            return try ConsoleSink(
                options: options.mapValues(\.value), zone: session.zone, output: session.output
            ).sink
        case .json, .csv, .text: return try files(format?.files ?? .json, asked, result, session)
        case nil: return .table(name)
        }
    }

    private func files(
        _ format: FileSinkOptions.Format, _ mode: OutputMode?, _ result: Schema, _ session: Session
    ) throws -> StreamingSink {
        let option = options["path"]?.value
        if path != nil, option != nil { throw TidemarkError(.sinkPathTwice) }
        guard let path = path ?? option, !path.isEmpty else {
            throw TidemarkError(
                .sinkPathAbsent, ["format": format.rawValue, "remedy": "start(\"directory\")"])
        }
        let own = options.filter { !["path", "checkpointlocation"].contains($0.key) }
            .sorted { $0.key < $1.key }.map { ($0.value.key, $0.value.value, SourceRange?.none) }
        return try .files(
            FileSinkSettings(
                try FileSinkOptions(format, own), root: joinAbsolute(try session.directory, path),
                mode: mode ?? .append, partitionColumns: partitionColumns),
            result: result, zone: session.zone)
    }

    private func parsedFormat() throws -> Format? {
        guard let format else { return nil }
        guard let known = Format(rawValue: format.lowercased()) else {
            throw TidemarkError(
                .sinkNotFound,
                [
                    "format": format,
                    "suggestion": nearestName(to: format, among: Format.allCases.map(\.rawValue)).map {
                        "did you mean \($0)?"
                    }
                        ?? "use json, csv, text, memory, console, or toTable(\"name\") for the table in "
                        + "the checkpoint",
                ])
        }
        if tableName != nil { throw TidemarkError(.tableWithFormat, ["format": known.rawValue]) }
        return known
    }

    private func refuseUnknownOptions(_ format: Format?) throws {
        let known = ["checkpointLocation"] + (format == .console ? ["numRows", "truncate"] : [])
        for option in options.values.sorted(by: { $0.key < $1.key })
        where !known.contains(where: { $0.lowercased() == option.key.lowercased() }) {
            throw TidemarkError(
                .writerOptionNotFound,
                [
                    "option": option.key,
                    "suggestion": suggestion(for: option.key, among: known, kind: "options"),
                ])
        }
    }

    private func resultName(_ format: Format?) throws -> String {
        if let delivery { return queryName ?? delivery.name }
        switch format {
        case .json, .csv, .text: return queryName ?? format?.rawValue ?? ""
        case .console: return queryName ?? "console"
        case .memory:
            guard let queryName else { throw TidemarkError(.memoryWithoutName) }
            return queryName
        case nil:
            guard let name = tableName ?? queryName else { throw TidemarkError(.tableWithoutName) }
            return name
        }
    }

    private func checkpoint(
        _ format: Format?, _ session: Session
    ) throws -> (path: String, temporary: TemporaryCheckpoint?) {
        if let location = options["checkpointlocation"]?.value {
            return (joinAbsolute(try session.directory, location), nil)
        }
        guard delivery != nil || format != nil && format?.files == nil else {
            throw TidemarkError(.tableWithoutCheckpoint)
        }
        let temporary = TemporaryCheckpoint()
        return (temporary.path, temporary)
    }

    /// What the checkpoint holds in the place of a job's SQL.
    private static func text(_ query: LogicalPlan) -> String {
        let steps = query.explain().split(separator: "\n").map { "--   \($0)" }
        return (["-- A program's DataFrame, started with writeStream:"] + steps).joined(separator: "\n")
            + "\n"
    }
}

extension StreamingJob.Source {
    /// A table of files as a scan of a query reads it.
    init(_ table: JSONTable, _ scan: Scan) {
        self.init(
            table: table.name, schema: scan.tableSchema, root: table.root, options: table.options,
            writtenOptions: table.writtenOptions)
    }
}

extension LogicalPlan {
    /// The plan with its scans changed.
    fileprivate func replacingScans(_ change: (inout Scan) throws -> Void) rethrows -> LogicalPlan {
        guard case .scan(var scan) = self else { return try mapChildren { try $0.replacingScans(change) } }
        try change(&scan)
        return .scan(scan)
    }
}
