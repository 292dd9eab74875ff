import TideColumnar
import TidePlanning

/// A stream joined with a table, whose rows are the same for all rows of a batch.
struct StaticJoin: Sendable {
    /// With the stream as its left side.
    private let join: Join
    private let stream: Schema
    private let table: RecordBatch
    /// Whether the table is the left side of the query's join.
    private let isFlipped: Bool

    init(_ join: Join, stream: Schema, table: RecordBatch, isFlipped: Bool) {
        self.stream = stream
        self.table = table
        self.isFlipped = isFlipped
        guard isFlipped else {
            self.join = join
            return
        }
        let (lefts, rights) = (table.schema.count, stream.count)
        let moved = Dictionary(
            uniqueKeysWithValues: (0..<lefts + rights).map { ($0, $0 < lefts ? $0 + rights : $0 - lefts) })
        self.join = Join(
            kind: join.kind == .rightOuter ? .leftOuter : join.kind,
            keys: join.keys.map { Join.Key(left: $0.right, right: $0.left) },
            condition: join.condition?.remapped(moved))
    }

    /// The joined rows in the order of the stream's. Throws what the join's expressions throw.
    func run(_ rows: [RecordBatch], context: EvaluationContext) throws -> [RecordBatch] {
        if rows.isEmpty { return [] }
        let source = try JoinSource(
            join, (stream, table.schema), left: StoredBatches(rows), right: table, context: context)
        var joined: [RecordBatch] = []
        while let batch = try source.next() { joined.append(isFlipped ? turned(batch) : batch) }
        return joined
    }

    /// The table's columns before the stream's.
    private func turned(_ batch: RecordBatch) -> RecordBatch {
        let places = Array(stream.count..<batch.schema.count) + Array(0..<stream.count)
        return RecordBatch(
            schema: Schema(places.map { batch.schema.fields[$0] }), columns: places.map { batch.columns[$0] },
            count: batch.count)
    }
}
