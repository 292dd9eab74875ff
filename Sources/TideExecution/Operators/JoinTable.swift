import TideColumnar
import TidePlanning

/// The rows of one side of a join, found by the values of their keys. NULL equals nothing.
struct JoinTable {
    let right: RecordBatch
    private let leftKeys: [ExpressionEvaluator]
    private var groups: GroupTable
    /// The rows of group g are `rows[starts[g] ..< starts[g + 1]]`, in the order of the input.
    private var starts: [Int]
    private var rows: [Int]

    init(_ right: RecordBatch, _ keys: [Join.Key], context: EvaluationContext) throws {
        self.right = right
        leftKeys = keys.map { ExpressionEvaluator($0.left, context: context) }
        groups = GroupTable(keys.map(\.right.type))
        let columns = try keys.map { try ExpressionEvaluator($0.right, context: context).evaluate(right) }
        let places = groups.places(of: columns, rows: right.count)
        var counts = [Int](repeating: 0, count: groups.count + 1)
        for place in places where place >= 0 { counts[place + 1] += 1 }
        for group in counts.indices.dropFirst() { counts[group] += counts[group - 1] }
        starts = counts
        rows = [Int](repeating: 0, count: counts[counts.count - 1])
        for (row, place) in places.enumerated() where place >= 0 {
            rows[counts[place]] = row
            counts[place] += 1
        }
    }

    /// The group of each left row, -1 where a key is NULL; a group may have no rows.
    mutating func groups(of left: RecordBatch) throws -> [Int] {
        let columns = try leftKeys.map { try $0.evaluate(left) }
        return groups.places(of: columns, rows: left.count)
    }

    /// The right rows of a group.
    func rows(of group: Int) -> ArraySlice<Int> {
        group < 0 || group + 1 >= starts.count ? [] : rows[starts[group]..<starts[group + 1]]
    }
}

extension GroupTable {
    /// The group of each row, -1 where one of the keys is NULL.
    fileprivate mutating func places(of keys: [ColumnVector], rows: Int) -> [Int] {
        var found: [UInt32] = []
        intern(keys, rows: rows, into: &found)
        var places = found.map { Int($0) }
        for key in keys where key.validity != nil || key.type == .void {
            for row in 0..<rows where key.isNull(at: row) { places[row] = -1 }
        }
        return places
    }
}
