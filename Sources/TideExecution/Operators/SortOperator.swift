import TideColumnar
import TidePlanning

/// Orders all rows of its input; rows that no key tells apart keep their order.
struct SortOperator {
    let keys: [SortKey]
    let context: EvaluationContext

    func process(_ batch: RecordBatch) throws -> RecordBatch {
        let columns = try keys.map { key in
            SortColumn(try ExpressionEvaluator(key.expression, context: context).evaluate(batch), key)
        }
        let order = (0..<batch.count).sorted { left, right in
            for column in columns {
                let order = column.compare(left, right)
                if order != 0 { return order < 0 }
            }
            return left < right
        }
        return batch.gather(order)
    }
}

/// One key's values, laid out for comparing rows.
private struct SortColumn {
    let values: Values
    let validity: [Bool]?
    let isAscending: Bool
    let nullsFirst: Bool

    enum Values {
        case integers([Int64])
        case strings(StringValues)
        case others([Value])
    }

    init(_ column: ColumnVector, _ key: SortKey) {
        isAscending = key.isAscending
        nullsFirst = key.nullsFirst
        validity = column.type == .void ? [Bool](repeating: false, count: column.count) : column.validity
        switch column.values {
        case .boolean(let values): self.values = .integers(values.map { $0 ? 1 : 0 })
        case .int32(let values): self.values = .integers(values.map { Int64($0) })
        case .int64(let values): self.values = .integers(values)
        case .double(let values): self.values = .integers(values.map(orderedBits))
        case .string(let values): self.values = .strings(values)
        case .decimal, .structure, .list, .void:
            self.values = .others((0..<column.count).map(column.value(at:)))
        }
    }

    /// Negative where row `left` comes first, 0 where this key does not tell.
    func compare(_ left: Int, _ right: Int) -> Int {
        if let validity, !(validity[left] && validity[right]) {
            if validity[left] == validity[right] { return 0 }
            return validity[left] == nullsFirst ? 1 : -1
        }
        let order: Int
        switch values {
        case .integers(let values):
            order = values[left] < values[right] ? -1 : values[left] > values[right] ? 1 : 0
        case .strings(let values): order = compareStrings(values, left, right)
        case .others(let values): order = compareValues(values[left], values[right])
        }
        return isAscending ? order : -order
    }
}

// Safety: both ranges lie within the column's bytes, by the definition of `StringValues`.
private func compareStrings(_ values: StringValues, _ left: Int, _ right: Int) -> Int {
    let (left, right) = (values.range(at: left), values.range(at: right))
    return values.bytes.withUnsafeBytes {
        compareBytes($0, left.lowerBound, left.count, $0, right.lowerBound, right.count)
    }
}
