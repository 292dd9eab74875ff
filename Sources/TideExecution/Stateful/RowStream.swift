package import TideCheckpoint
package import TideColumnar

/// Rows in their order, some thousand at a time.
///
/// Those of a great many groups that expire at once are not held: they are read from the state each time they
/// are asked for, which has to be as the batch before left it.
package struct RowStream {
    /// The first rows.
    package private(set) var batches: [RecordBatch]
    /// Gives the rows after `batches`; nil where there are none.
    private var rest: ((_ state: any StateView, _ body: (RecordBatch) throws -> Void) throws -> Void)?
    /// How many rows come after `batches` at the most.
    private var restCount = 0

    package init(_ batches: [RecordBatch] = []) { self.batches = batches }

    /// Rows that are given one by one.
    init(_ rows: [[Value]], _ schema: Schema) {
        batches = stride(from: 0, to: rows.count, by: 8_192).map { start in
            RecordBatch(schema: schema, rows: Array(rows[start..<min(start + 8_192, rows.count)]))
        }
    }

    /// Rows that are read from the state, `count` at the most.
    init(
        count: Int, _ rest: @escaping (_ state: any StateView, (RecordBatch) throws -> Void) throws -> Void
    ) {
        batches = []
        self.rest = rest
        restCount = count
    }

    /// How many rows there are at the most.
    package var mostRows: Int { batches.reduce(restCount) { $0 + $1.count } }

    /// Adds rows to a stream of which none are read from the state.
    mutating func append(_ batch: RecordBatch) {
        precondition(rest == nil, "rows come after those that the state gives")
        batches.append(batch)
    }

    /// Gives the rows in order, without empty batches.
    ///
    /// - Throws: what `body` throws, what the steps that were mapped throw, and `checkpointDamaged`.
    package func forEach(_ state: any StateView, _ body: (RecordBatch) throws -> Void) throws {
        for batch in batches where batch.count > 0 { try body(batch) }
        try rest?(state) { batch in if batch.count > 0 { try body(batch) } }
    }

    /// All rows at once.
    package func collected(_ state: any StateView) throws -> [RecordBatch] {
        guard rest != nil else { return batches }
        var all: [RecordBatch] = []
        try forEach(state) { all.append($0) }
        return all
    }

    /// The rows changed batch by batch; those that are read from the state when they are asked for.
    func map(_ change: @escaping (RecordBatch) throws -> RecordBatch) throws -> RowStream {
        var mapped = self
        mapped.batches = try batches.map(change)
        if let rest {
            mapped.rest = { state, body in try rest(state) { try body(change($0)) } }
        }
        return mapped
    }
}
