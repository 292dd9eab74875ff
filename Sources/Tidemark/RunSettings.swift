import Synchronization
package import TideColumnar
package import TideModel
import TideConnectors
import TidePlanning
package import TideStreaming

/// How a job is run: what the command line says beside the job itself.
package struct RunSettings: Sendable {
    /// The checkpoint directory, absolute.
    package var checkpoint: String
    /// Which streaming table, when the job has several.
    package var table: String?
    package var trigger = Trigger.availableNow
    package var threads = 2
    package var maxBatches: Int?
    package var zone = ZoneRules.utc
    package var replans = false
    package var verifiesFullState = false
    package var movedRoots: [(old: String, new: String)] = []
    /// Whether a file sink's names are made durable with each batch.
    package var syncsSinkEachBatch = false
    /// Whether a full disk is waited out.
    package var waitsForSpace = false

    package init(checkpoint: String) { self.checkpoint = checkpoint }
}

extension JobFile {
    /// Analyses the streaming table that `settings` asks for.
    ///
    /// - Throws: `TidemarkError` with a caret under the place in the job.
    package func streamingJob(_ settings: RunSettings) throws -> StreamingJob {
        try withSource(text) {
            guard selects.isEmpty else {
                throw TidemarkError(.selectInStreamJob)
            }
            let statement = try streamingTable(settings.table)
            let notes = Mutex<[String]>([])
            let schemas = TableSchemas(isStreaming: true) { note in notes.withLock { $0.append(note) } }
            let stored = try TableSchemas.stored(checkpoint: settings.checkpoint, table: statement.name)
            let (zone, threads) = (settings.zone, settings.threads)
            let catalog = try catalog(zone: zone) {
                try $0.columns(stored: stored?[$0.name])
                    ?? schemas.schema(of: $0, zone: zone, threads: threads)
            }
            let query = try Analyzer(catalog: catalog, zone: settings.zone).analyze(statement.query)
            let mode = try outputMode(of: statement)
            let plan = try Self.plan(query, mode, of: statement)
            let sink = try sink(of: statement, query.schema, settings)
            func source(_ scan: Scan) throws -> StreamingJob.Source {
                guard let table = table(named: scan.table) else {
                    throw TidemarkError(.scannedTableMissing, ["table": scan.table])
                }
                return StreamingJob.Source(table, scan)
            }
            var job = StreamingJob(
                notes: notes.withLock { $0 }, text: text, table: statement.name, name: statement.name,
                sink: sink, query: query, mode: mode, sources: try plan.sources.map(source),
                tables: try plan.tables.map(source),
                zone: settings.zone, checkpoint: settings.checkpoint, trigger: settings.trigger,
                threads: settings.threads, maxBatches: settings.maxBatches, replans: settings.replans,
                verifiesFullState: settings.verifiesFullState, movedRoots: settings.movedRoots)
            job.waitsForSpace = settings.waitsForSpace
            streaming.apply(to: &job)
            return job
        }
    }

    /// What a query cannot have in an output mode is told where the mode stands.
    private static func plan(
        _ query: LogicalPlan, _ mode: OutputMode?, of statement: CreateStreamingTable
    ) throws -> StreamingPlan {
        do {
            return try StreamingPlan(query, mode: mode)
        } catch var error as TidemarkError {
            let property = statement.properties.first { $0.key.lowercased() == "outputmode" }
            if error.range == nil, error.message.hasPrefix("output mode") { error.range = property?.range }
            throw error
        }
    }

    private func sink(
        of statement: CreateStreamingTable, _ result: Schema, _ settings: RunSettings
    ) throws -> StreamingSink {
        guard var files = try FileSinkSettings(statement, baseDirectory: baseDirectory) else {
            return .table(statement.name)
        }
        files.syncsEachBatch = settings.syncsSinkEachBatch
        return try .files(files, result: result, zone: settings.zone)
    }

    /// A sink of files has append mode unless told otherwise, a table in the checkpoint what the query can
    /// have.
    func outputMode(of statement: CreateStreamingTable) throws -> OutputMode? {
        let property = statement.properties.first { $0.key.lowercased() == "outputmode" }
        return property.flatMap { OutputMode(rawValue: $0.value.lowercased()) }
            ?? (statement.format == nil ? nil : .append)
    }

    func streamingTable(_ name: String?) throws -> CreateStreamingTable {
        let names = streamingTableNames
        guard let name else {
            if streamingTables.count == 1 { return streamingTables[0] }
            if names.isEmpty { throw TidemarkError(.streamingTableMissing) }
            throw TidemarkError(
                .streamingTablesSeveral,
                ["count": "\(names.count)", "tables": names.joined(separator: ", ")])
        }
        if let found = streamingTables.first(where: { $0.name.lowercased() == name.lowercased() }) {
            return found
        }
        let near = suggestion(for: name, among: names, kind: "streaming tables")
        throw TidemarkError(.streamingTableUnknown, ["table": name, "suggestion": near])
    }
}
