package import TideColumnar
import TideModel

/// The rows where a condition is true, ascending.
func selectedRows(_ condition: Truth) -> [Int] {
    let count = condition.values.count
    return [Int](capacity: count) { output in
        if let validity = condition.validity {
            for row in 0..<count where condition.values[row] && validity[row] { output.append(row) }
        } else {
            for row in 0..<count where condition.values[row] { output.append(row) }
        }
    }
}

extension RecordBatch {
    /// The given rows in the given order; a row may occur more than once.
    package func gather(_ rows: [Int]) -> RecordBatch {
        RecordBatch(
            schema: schema, columns: columns.map { $0.gather(rows) }, count: rows.count,
            origins: origins.map { origins in rows.map { origins[$0] } })
    }

    /// The first `limit` rows.
    package func prefix(_ limit: Int) -> RecordBatch {
        limit >= count ? self : gather(Array(0..<limit))
    }

    /// The rows in parts so small that each stays one of some thousand rows when every row becomes
    /// `expansion`.
    package func parts(expansion: Int) -> [RecordBatch] {
        let most = max(1, 65_536 / max(1, expansion))
        guard count > most, expansion > 1 else { return [self] }
        return stride(from: 0, to: count, by: most).map { gather(Array($0..<min($0 + most, count))) }
    }

    /// The rows of several batches of one schema, end to end; throws `unsupported` past 2 GiB of strings a
    /// column.
    package static func concatenate(_ batches: [RecordBatch], schema: Schema) throws -> RecordBatch {
        if batches.count == 1 { return batches[0] }
        let columns = try schema.fields.indices.map { ordinal in
            try ColumnVector.concatenate(
                batches.map { $0.columns[ordinal] }, type: schema.fields[ordinal].type)
        }
        return RecordBatch(
            schema: schema, columns: columns, count: batches.reduce(0) { $0 + $1.count })
    }
}

extension ColumnVector {
    func gather(_ rows: [Int]) -> ColumnVector {
        let gathered: Values =
            switch values {
            case .void: .void
            case .boolean(let values): .boolean(rows.map { values[$0] })
            case .int32(let values): .int32(rows.map { values[$0] })
            case .int64(let values): .int64(rows.map { values[$0] })
            case .double(let values): .double(rows.map { values[$0] })
            case .decimal(let values): .decimal(rows.map { values[$0] })
            case .string(let values): .string(gatherStrings(values, rows))
            case .list(let values): .list(gatherLists(values, rows))
            case .structure(let columns): .structure(columns.map { $0.gather(rows) })
            }
        return ColumnVector(
            type: type, count: rows.count, values: gathered,
            validity: validity.map { validity in rows.map { validity[$0] } })
    }

    static func concatenate(_ columns: [ColumnVector], type: DataType) throws -> ColumnVector {
        let count = columns.reduce(0) { $0 + $1.count }
        var validity: [Bool]?
        if columns.contains(where: { $0.validity != nil }) {
            validity = columns.flatMap { $0.validity ?? [Bool](repeating: true, count: $0.count) }
        }
        return ColumnVector(
            type: type, count: count, values: try concatenateValues(columns, type: type), validity: validity)
    }
}

private func concatenateValues(
    _ columns: [ColumnVector], type: DataType
) throws -> ColumnVector.Values {
    switch type.storage {
    case .void: return .void
    case .boolean:
        var all: [Bool] = []
        for case .boolean(let values) in columns.map(\.values) { all += values }
        return .boolean(all)
    case .int32:
        var all: [Int32] = []
        for case .int32(let values) in columns.map(\.values) { all += values }
        return .int32(all)
    case .int64:
        var all: [Int64] = []
        for case .int64(let values) in columns.map(\.values) { all += values }
        return .int64(all)
    case .double:
        var all: [Double] = []
        for case .double(let values) in columns.map(\.values) { all += values }
        return .double(all)
    case .decimal:
        var all: [Int128] = []
        for case .decimal(let values) in columns.map(\.values) { all += values }
        return .decimal(all)
    case .string: return .string(try concatenateStrings(columns))
    case .list: return .list(try concatenateLists(columns, type))
    case .structure:
        guard case .structure(let fields) = type else { return .void }
        return .structure(
            try fields.indices.map { index in
                var parts: [ColumnVector] = []
                for case .structure(let children) in columns.map(\.values) { parts.append(children[index]) }
                return try .concatenate(parts, type: fields[index].type)
            })
    }
}

private func concatenateLists(_ columns: [ColumnVector], _ type: DataType) throws -> ListValues {
    var offsets: [Int32] = [0]
    var elements: [ColumnVector] = []
    for case .list(let lists) in columns.map(\.values) {
        let base = Int(offsets[offsets.count - 1])
        guard base + lists.elements.count <= Int(Int32.max) else { throw TidemarkError(.sortTooLarge) }
        for offset in lists.offsets.dropFirst() { offsets.append(offset + Int32(base)) }
        elements.append(lists.elements)
    }
    return ListValues(
        offsets: offsets, elements: try .concatenate(elements, type: type.elementType ?? .void))
}

private func gatherLists(_ values: ListValues, _ rows: [Int]) -> ListValues {
    var offsets: [Int32] = [0]
    var elements: [Int] = []
    for row in rows {
        elements.append(contentsOf: values.range(at: row))
        offsets.append(Int32(elements.count))
    }
    return ListValues(offsets: offsets, elements: values.elements.gather(elements))
}

private func concatenateStrings(_ columns: [ColumnVector]) throws -> StringValues {
    var all = StringValues()
    for case .string(let values) in columns.map(\.values) {
        let base = all.bytes.count
        guard base + values.bytes.count <= Int(Int32.max) else {
            throw TidemarkError(.sortTooLarge)
        }
        all.bytes.append(contentsOf: values.bytes)
        for offset in values.offsets.dropFirst() { all.offsets.append(offset + Int32(base)) }
    }
    return all
}

private func gatherStrings(_ values: StringValues, _ rows: [Int]) -> StringValues {
    var result = StringValues()
    result.offsets.reserveCapacity(rows.count + 1)
    for row in rows {
        result.bytes.append(contentsOf: values.bytes[values.range(at: row)])
        result.offsets.append(Int32(result.bytes.count))
    }
    return result
}
