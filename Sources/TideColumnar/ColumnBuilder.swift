/// Builds a column value by value; the general path beside the decoders that fill buffers directly.
package struct ColumnBuilder {
    package let type: DataType
    package private(set) var count = 0
    private var validity: [Bool] = []
    private var hasNull = false
    // Only the buffer of the type is used; an enumeration's payload would be copied at every append.
    private var booleans: [Bool] = []
    private var int32s: [Int32] = []
    private var int64s: [Int64] = []
    private var doubles: [Double] = []
    private var strings = StringValues()
    private var decimals: [Int128] = []
    private var offsets: [Int32] = [0]
    /// A struct's fields, or the elements of lists.
    private var children: [ColumnBuilder] = []

    package init(_ type: DataType) {
        self.type = type
        if let element = type.elementType { children = [ColumnBuilder(element)] }
        if case .structure(let fields) = type { children = fields.map { ColumnBuilder($0.type) } }
    }

    /// Appends a value of the column's type, or NULL; any other value is a defect of the caller.
    package mutating func append(_ value: Value) {
        count += 1
        validity.append(!value.isNull)
        if value.isNull { return appendNull() }
        switch (type.storage, value) {
        case (.boolean, .boolean(let new)): booleans.append(new)
        case (.decimal, .decimal(let new)): decimals.append(new.unscaled)
        case (.structure, .structure(let fields)):
            for index in children.indices { children[index].append(fields[index]) }
        case (.list, .array(let elements)):
            for element in elements { children[0].append(element) }
            offsets.append(Int32(children[0].count))
        case (.list, .map(let entries)):
            for entry in entries { children[0].append(.structure([entry.key, entry.value])) }
            offsets.append(Int32(children[0].count))
        default:
            if type.storage == .int32, let new = value.int32 {
                int32s.append(new)
            } else if type.storage == .int64, let new = value.int64 {
                int64s.append(new)
            } else if type.storage == .double, let new = value.binary64 {
                doubles.append(new)
            } else if type.storage == .string, let new = value.bytes {
                strings.append(new)
            } else {
                preconditionFailure("value \(value) appended to a \(type.sqlName) column")
            }
        }
    }

    /// Fills a NULL row's slot.
    private mutating func appendNull() {
        hasNull = true
        switch type.storage {
        case .void: break
        case .boolean: booleans.append(false)
        case .int32: int32s.append(0)
        case .int64: int64s.append(0)
        case .double: doubles.append(0)
        case .decimal: decimals.append(0)
        case .string: strings.append([])
        case .structure: for index in children.indices { children[index].append(.null) }
        case .list: offsets.append(Int32(children[0].count))
        }
    }

    /// The finished column.
    package consuming func finish() -> ColumnVector {
        let values: ColumnVector.Values =
            switch type.storage {
            case .void: .void
            case .boolean: .boolean(booleans)
            case .int32: .int32(int32s)
            case .int64: .int64(int64s)
            case .double: .double(doubles)
            case .decimal: .decimal(decimals)
            case .string: .string(strings)
            case .structure: .structure(children.map { $0.finish() })
            case .list: .list(ListValues(offsets: offsets, elements: children[0].finish()))
            }
        return ColumnVector(type: type, count: count, values: values, validity: hasNull ? validity : nil)
    }
}

extension ColumnVector {
    /// A column of the given values, each of `type` or NULL.
    package init(_ type: DataType, _ values: some Sequence<Value>) {
        var builder = ColumnBuilder(type)
        for value in values { builder.append(value) }
        self = builder.finish()
    }

    /// `count` rows of one value.
    package static func constant(_ value: Value, type: DataType, count: Int) -> ColumnVector {
        ColumnVector(type, repeatElement(value, count: count))
    }
}

extension RecordBatch {
    /// A batch of rows; for row-at-a-time paths only.
    package init(schema: Schema, rows: [[Value]]) {
        let columns = schema.fields.indices.map { ordinal in
            ColumnVector(schema.fields[ordinal].type, rows.lazy.map { $0[ordinal] })
        }
        self.init(schema: schema, columns: columns, count: rows.count)
    }
}
