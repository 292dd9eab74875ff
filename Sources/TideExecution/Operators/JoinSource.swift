import TideColumnar
import TidePlanning

/// The rows of two inputs put together: the right ones are kept in memory, the left ones go past them.
///
/// Rows come in the order of the left input; those of a batch that have no partner come behind the others,
/// right rows without one at the end.
final class JoinSource: RecordBatchSource {
    /// How many pairs are looked at at a time.
    private static let chunk = 1 << 14

    /// A left batch, and how far its pairs have been taken.
    private struct Progress {
        let batch: RecordBatch
        let groups: [Int]
        var row = 0
        var partner = 0
        var isMatched: [Bool]
    }

    private let kind: Join.Kind
    private let schema: Schema
    private let both: Schema
    private let condition: ExpressionEvaluator?
    private let left: any RecordBatchSource
    private var table: JoinTable
    private var isRightMatched: [Bool]
    private var progress: Progress?
    private var isFinished = false

    /// Reads all of `right`.
    init(
        _ join: Join, _ schemas: (left: Schema, right: Schema), left: any RecordBatchSource,
        right: RecordBatch, context: EvaluationContext
    ) throws {
        kind = join.kind
        both = Schema(schemas.left.fields + schemas.right.fields)
        schema = join.kind.hasRightColumns ? both : schemas.left
        condition = join.condition.map { ExpressionEvaluator($0, context: context) }
        self.left = left
        table = try JoinTable(right, join.keys, context: context)
        isRightMatched = [Bool](repeating: false, count: right.count)
    }

    func next() throws -> RecordBatch? {
        while !isFinished {
            if progress == nil, let batch = try left.next() {
                progress = Progress(
                    batch: batch, groups: try table.groups(of: batch),
                    isMatched: [Bool](repeating: false, count: batch.count))
            }
            // Taken out while it changes, so that its flags are not copied.
            guard var current = progress else {
                isFinished = true
                return rightRest()
            }
            progress = nil
            let (lefts, rights) = pairs(&current)
            if lefts.isEmpty {
                if let rest = leftRest(current) { return rest }
                continue
            }
            let output = try match(lefts, rights, &current)
            progress = current
            if let output, output.count > 0 { return output }
        }
        return nil
    }

    /// The next pairs of rows with equal keys; none when all of the batch have been taken.
    private func pairs(_ current: inout Progress) -> (lefts: [Int], rights: [Int]) {
        var lefts: [Int] = []
        var rights: [Int] = []
        while current.row < current.groups.count, lefts.count < Self.chunk {
            let partners = table.rows(of: current.groups[current.row])
            let taken = min(partners.count - current.partner, Self.chunk - lefts.count)
            for offset in current.partner..<current.partner + taken {
                lefts.append(current.row)
                rights.append(partners[partners.startIndex + offset])
            }
            current.partner += taken
            if current.partner == partners.count { (current.row, current.partner) = (current.row + 1, 0) }
        }
        return (lefts, rights)
    }

    /// The pairs for which the condition holds, as rows; nil where a match is all that counts.
    private func match(_ lefts: [Int], _ rights: [Int], _ current: inout Progress) throws -> RecordBatch? {
        let needsRows = kind.hasRightColumns
        var (lefts, rights) = (lefts, rights)
        var rows: RecordBatch?
        if condition != nil || needsRows {
            rows = put(current.batch.gather(lefts), table.right.gather(rights))
        }
        if let condition, let all = rows {
            let kept = try condition.select(all)
            if kept.count < all.count {
                rows = all.gather(kept)
                lefts = kept.map { lefts[$0] }
                rights = kept.map { rights[$0] }
            }
        }
        for row in lefts { current.isMatched[row] = true }
        if kind == .rightOuter || kind == .fullOuter { for row in rights { isRightMatched[row] = true } }
        return needsRows ? rows : nil
    }

    /// What a left batch gives besides its pairs.
    private func leftRest(_ current: Progress) -> RecordBatch? {
        let wanted: Bool
        switch kind {
        case .inner, .cross, .rightOuter: return nil
        case .leftSemi: wanted = true
        case .leftOuter, .fullOuter, .leftAnti: wanted = false
        }
        let rows = current.isMatched.indices.filter { current.isMatched[$0] == wanted }
        if rows.isEmpty { return nil }
        let rest = current.batch.gather(rows)
        return kind.hasRightColumns
            ? put(rest, .nulls(table.right.schema, count: rows.count)) : rest
    }

    private func rightRest() -> RecordBatch? {
        guard kind == .rightOuter || kind == .fullOuter else { return nil }
        let rows = isRightMatched.indices.filter { !isRightMatched[$0] }
        if rows.isEmpty { return nil }
        let leftSchema = Schema(Array(both.fields.dropLast(table.right.schema.count)))
        return put(.nulls(leftSchema, count: rows.count), table.right.gather(rows))
    }

    private func put(_ left: RecordBatch, _ right: RecordBatch) -> RecordBatch {
        RecordBatch(schema: both, columns: left.columns + right.columns, count: left.count)
    }
}

extension RecordBatch {
    /// Rows of which all is NULL.
    fileprivate static func nulls(_ schema: Schema, count: Int) -> RecordBatch {
        RecordBatch(
            schema: schema,
            columns: schema.fields.map { .constant(.null, type: $0.type, count: count) }, count: count)
    }
}
