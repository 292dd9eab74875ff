import Synchronization
import TideCheckpoint
package import TideColumnar
import TideConnectors
package import TideDurableIO
import TideFormats
package import TideModel

/// The columns of JSON tables: those that are declared, else those that the files there have, inferred once
/// a table and told in a note.
package final class TableSchemas: Sendable {
    private let isStreaming: Bool
    private let clock: any WallClock
    private let note: @Sendable (String) -> Void
    private let inferred = Mutex<[JSONTable: Schema]>([:])

    /// - Parameters:
    ///   - isStreaming: leaves out the end of a file that is still being written.
    ///   - note: is told each inferred schema.
    package init(
        isStreaming: Bool = false, clock: any WallClock = SystemClock(),
        note: @escaping @Sendable (String) -> Void
    ) {
        self.isStreaming = isStreaming
        self.clock = clock
        self.note = note
    }

    /// The table's columns.
    ///
    /// - Parameter zone: for timestamps without a zone, where the option `inferTimestamp` is on.
    /// - Throws: `TidemarkError` (`schemaNotInferred`, `invalidSchema`, `malformedRecord`, `pathNotFound`,
    ///   `pathNotReadable`).
    package func schema(of table: JSONTable, zone: ZoneRules, threads: Int) throws -> Schema {
        if let columns = table.columns { return columns }
        return try inferred.withLock { inferred in
            if let known = inferred[table] { return known }
            let schema = try infer(table, zone, threads)
            inferred[table] = schema
            return schema
        }
    }

    /// The columns of the inputs as a checkpoint stores them, by the names of their tables, if it is that of
    /// the streaming table `table`: those of a stream are inferred once, whatever files come later. nil
    /// before the first start.
    ///
    /// - Throws: `TidemarkError` (`checkpointDamaged`).
    package static func stored(checkpoint: String, table: String) throws -> [String: Schema]? {
        guard try FileSystem.status(CheckpointLayout(root: checkpoint).stateData) != nil else { return nil }
        let plan = try CheckpointReader.open(root: checkpoint).snapshot { try $0.currentPlan() }
        guard let plan, plan.tableName.lowercased() == table.lowercased() else { return nil }
        return try Dictionary(plan.sources.map { ($0.table, try Schema(ddl: $0.schema)) }) { first, _ in first
        }
    }

    private func infer(_ table: JSONTable, _ zone: ZoneRules, _ threads: Int) throws -> Schema {
        let files = try table.options.files(root: table.root)
        let slices =
            isStreaming
            ? try SchemaInference.wholeLines(
                files, settleTimeUs: table.options.settleTimeUs, clock: clock)
            : try SchemaInference.files(files, clock: clock)
        var facts = ["table": table.name, "path": table.root]
        guard !slices.isEmpty else { throw TidemarkError(.noFilesToInfer, facts) }
        let inference = SchemaInference(
            files, options: table.options, zone: zone, threads: threads)
        let outcome = try inference.outcome(of: slices)
        let schema = table.withPartitions(
            Schema(outcome.columns.map { Field($0.name, $0.type.columnType) }), keepsPlaces: true)
        guard schema.count > 0 else {
            facts["lines"] = Self.counted(outcome.lines, "line")
            facts["files"] = Self.counted(Int64(outcome.files), "file")
            throw TidemarkError(.noFieldsToInfer, facts)
        }
        let alike = schema.repeatedOrdinals
        guard alike.isEmpty else {
            facts["fields"] = alike.map { "'\(schema.fields[$0].name)'" }.joined(separator: " and ")
            throw TidemarkError(.fieldsAlike, facts)
        }
        try table.options.requireCorruptColumn(in: schema, range: nil)
        note(Self.text(outcome, schema, table))
        return schema
    }

    private static func text(
        _ outcome: SchemaInference.Outcome, _ schema: Schema, _ table: JSONTable
    ) -> String {
        var text =
            "table \(table.name): inferred schema \(schema.ddl) from "
            + (table.options.inference.samplingRatio < 1 ? "a sample of " : "")
            + "\(counted(outcome.lines, "line")) of \(counted(Int64(outcome.files), "file"))"
        if outcome.malformedLines > 0 {
            text +=
                "; no JSON object in \(counted(outcome.malformedLines, "line"))"
                + (table.options.mode == .permissive
                    ? ": its text is in \(quotedIdentifier(table.options.corruptColumn))" : "")
        }
        return text + "; give the columns to skip this pass"
    }

    private static func counted(_ count: Int64, _ noun: String) -> String {
        "\(count.grouped) \(noun)\(count == 1 ? "" : "s")"
    }
}

extension FileSourceOptions {
    /// The column of malformed lines, where a table has it, must be STRING.
    ///
    /// - Throws: `TidemarkError` (`invalidSchema`).
    package func requireCorruptColumn(in schema: Schema, range: SourceRange?) throws {
        for field in schema.fields
        where field.type != .string && field.name.utf8.elementsEqual(corruptColumn.utf8) {
            throw TidemarkError(
                .corruptColumnType, ["column": field.name, "type": field.type.sqlName], range: range)
        }
    }
}
