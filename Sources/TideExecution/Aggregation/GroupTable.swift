import TideColumnar
import TidePlanning

/// The groups of an aggregation, numbered 0, 1, 2, ... by first appearance.
///
/// Each grouping column numbers its own values; the numbers of two columns are combined to one, that one
/// with the third column's, and so on. So a group is found by comparing integers, and its values are kept
/// once a column.
struct GroupTable: Sendable {
    private var columns: [KeyColumn]
    /// `pairs[i]` numbers the combinations of columns `0 ... i + 1`: (combination of the columns before,
    /// code).
    private var pairs: [IntegerInterner]
    /// With one column: the group of each of its codes + 1, 0 for none yet; and the code of each group.
    private var groupOfCode: [UInt32] = []
    private var codeOfGroup: [UInt32] = []

    init(_ aggregation: Aggregation) {
        self.init(
            columns: aggregation.groupings.indices.map { index in
                if index == aggregation.windowGrouping, let sizeUs = aggregation.windowSizeUs {
                    KeyColumn(windowSizeUs: sizeUs)
                } else {
                    KeyColumn(aggregation.groupings[index].expression.type)
                }
            })
    }

    /// A table of columns of these types.
    init(_ types: [DataType]) { self.init(columns: types.map { KeyColumn($0) }) }

    private init(columns: [KeyColumn]) {
        self.columns = columns
        pairs = (1..<max(1, columns.count)).map { _ in IntegerInterner() }
    }

    /// How many groups there are; one without grouping columns.
    var count: Int {
        columns.isEmpty ? 1 : pairs.last?.count ?? codeOfGroup.count
    }

    /// Writes the group of each row; `keys` are the grouping columns.
    mutating func intern(_ keys: [ColumnVector], rows: Int, into groups: inout [UInt32]) {
        guard let first = keys.first else {
            groups = [UInt32](repeating: 0, count: rows)
            return
        }
        columns[0].intern(first, into: &groups)
        if keys.count == 1 { return numberCodes(&groups) }
        var codes: [UInt32] = []
        for index in 1..<keys.count {
            columns[index].intern(keys[index], into: &codes)
            pairs[index - 1].intern(pairKeys(groups, codes), usesCache: false, into: &groups)
        }
    }

    private mutating func numberCodes(_ codes: inout [UInt32]) {
        let missing = columns[0].codeCount - groupOfCode.count
        if missing > 0 { groupOfCode.append(contentsOf: repeatElement(0, count: missing)) }
        for row in codes.indices {
            let code = codes[row]
            if groupOfCode[Int(code)] == 0 {
                codeOfGroup.append(code)
                groupOfCode[Int(code)] = UInt32(codeOfGroup.count)
            }
            codes[row] = groupOfCode[Int(code)] &- 1
        }
    }

    /// Puts the values of a group, one a grouping column, in the place of what `values` holds.
    func values(of group: Int, into values: inout [Value]) {
        values.removeAll(keepingCapacity: true)
        if columns.isEmpty { return }
        var prefix = UInt32(group)
        for index in pairs.indices.reversed() {
            let pair = pairs[index].keys[Int(prefix)]
            values.append(columns[index + 1].value(UInt32(truncatingIfNeeded: pair)))
            prefix = UInt32(truncatingIfNeeded: pair >> 32)
        }
        values.append(columns[0].value(pairs.isEmpty ? codeOfGroup[group] : prefix))
        values.reverse()
    }

    /// Adds the groups of `other`, a table of the same columns, and gives the group here of each of them.
    mutating func merge(_ other: GroupTable) -> [UInt32] {
        if columns.isEmpty { return [0] }
        let codes = columns.indices.map { columns[$0].merge(other.columns[$0]) }
        if pairs.isEmpty {
            var groups = other.codeOfGroup.map { codes[0][Int($0)] }
            numberCodes(&groups)
            return groups
        }
        var prefixes = codes[0]
        for index in pairs.indices {
            let keys = other.pairs[index].keys.map { pair in
                UInt64(prefixes[Int(pair >> 32)]) << 32 | UInt64(codes[index + 1][Int(pair & 0xffff_ffff)])
            }
            pairs[index].intern(keys, into: &prefixes)
        }
        return prefixes
    }
}
