import TideColumnar
import TidePlanning

/// The first of the rows with equal values of some columns; NULL equals NULL.
final class DeduplicateSource: RecordBatchSource {
    private let input: any RecordBatchSource
    private let columns: [Int]
    private var groups: GroupTable
    /// Groups are numbered as they appear: a row whose number is this one is the first of its group.
    private var seen = 0

    init(_ deduplication: Deduplication, _ schema: Schema, over input: any RecordBatchSource) {
        self.input = input
        columns = deduplication.columns
        groups = GroupTable(columns.map { schema.fields[$0].type })
    }

    func next() throws -> RecordBatch? {
        while let batch = try input.next() {
            var found: [UInt32] = []
            groups.intern(columns.map { batch.columns[$0] }, rows: batch.count, into: &found)
            var first: [Int] = []
            for (row, group) in found.enumerated() where Int(group) == seen {
                seen += 1
                first.append(row)
            }
            if first.count == batch.count { return batch }
            if !first.isEmpty { return batch.gather(first) }
        }
        return nil
    }
}
