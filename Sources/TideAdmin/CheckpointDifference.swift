package import TideCheckpoint
package import TideFormats
import TideModel
import Tidemark

/// How two states of a checkpoint, or two checkpoints, differ: entries by table, and rows of the result.
package struct CheckpointDifference: Sendable {
    /// Tables that differ, in the order of the format; without what the query is, and without batches, whose
    /// times are their own.
    package let tables: [TableChanges]
    /// Rows as JSON that only the second side has, sorted; nil where the rows are not in the checkpoint.
    package let addedRows: [String]?
    /// Rows as JSON that only the first side has, sorted.
    package let removedRows: [String]?

    /// Whether there is no difference.
    package var isEmpty: Bool {
        tables.isEmpty && (addedRows ?? []).isEmpty && (removedRows ?? []).isEmpty
    }

    /// Two batches of one checkpoint, absolute; nil for its last batch.
    ///
    /// - Throws: `TidemarkError` for batches that the history does not reach.
    package init(checkpoint: String, from first: Int64?, to second: Int64?) throws {
        let reader = try CheckpointReader.open(root: checkpoint)
        let tables = try reader.snapshots(endOf: first, and: second) { try $0.changes(to: $1) }
        reader.detach()
        try self.init(
            tables, try Self.rows(checkpoint, batch: first), try Self.rows(checkpoint, batch: second))
    }

    /// Two checkpoints as their last batches left them, absolute.
    ///
    /// - Throws: `TidemarkError`.
    package init(_ first: String, _ second: String) throws {
        let (left, right) = (
            try CheckpointReader.open(root: first), try CheckpointReader.open(root: second)
        )
        let tables = try left.snapshot { left in try right.snapshot { try left.changes(to: $0) } }
        left.detach()
        right.detach()
        try self.init(tables, try Self.rows(first, batch: nil), try Self.rows(second, batch: nil))
    }

    private init(_ tables: [TableChanges], _ first: [String]?, _ second: [String]?) throws {
        self.tables = tables
        guard let first, let second else {
            (addedRows, removedRows) = (nil, nil)
            return
        }
        var counts = first.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        var added: [String] = []
        for row in second {
            if let count = counts[row], count > 0 { counts[row] = count - 1 } else { added.append(row) }
        }
        addedRows = added.sorted()
        removedRows = counts.flatMap { repeatElement($0.key, count: $0.value) }.sorted()
    }

    /// The rows as `--format json` prints them; nil where they are not in the checkpoint.
    private static func rows(_ checkpoint: String, batch: Int64?) throws -> [String]? {
        guard let result = try CheckpointQuery(checkpoint: checkpoint, batch: batch).runAllStored() else {
            return nil
        }
        var lines: [UInt8] = []
        for rows in result.batches { JSONRowWriter(zone: result.zone).append(rows, to: &lines) }
        return lines.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The difference for `--json`; its keys are stable.
    package var json: JSONValue {
        func rows(_ rows: [String]?) -> JSONValue {
            guard let rows else { return .null }
            return .array(rows.map { (try? JSONValue(parsing: Array($0.utf8))) ?? .string($0) })
        }
        let tables = tables.map { table -> (key: String, value: JSONValue) in
            let counts: JSONValue = .object([
                ("added", .integer(Int64(table.added))), ("removed", .integer(Int64(table.removed))),
                ("changed", .integer(Int64(table.changed))),
            ])
            return (table.table.name, counts)
        }
        return .object([
            ("equal", .bool(isEmpty)), ("tables", .object(tables)), ("addedRows", rows(addedRows)),
            ("removedRows", rows(removedRows)),
        ])
    }
}
