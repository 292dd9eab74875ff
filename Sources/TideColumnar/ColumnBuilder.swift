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
    private var children: [ColumnBuilder] = []

    package init(_ type: DataType) {
        self.type = type
        if case .structure(let fields) = type { children = fields.map { ColumnBuilder($0.type) } }
    }

    /// Appends a value of the column's type, or NULL; any other value is a defect of the caller.
    package mutating func append(_ value: Value) {
        count += 1
        validity.append(!value.isNull)
        switch (type, value) {
        case (.boolean, .boolean(let new)): booleans.append(new)
        case (.int, .int(let new)), (.date, .date(let new)): int32s.append(new)
        case (.bigint, .bigint(let new)), (.timestamp, .timestamp(let new)): int64s.append(new)
        case (.double, .double(let new)): doubles.append(new)
        case (.string, .string(let new)): strings.append(new.bytes)
        case (.structure, .structure(let fields)):
            for index in children.indices { children[index].append(fields[index]) }
        case (_, .null): appendNull()
        default: preconditionFailure("value \(value) appended to a \(type.sqlName) column")
        }
    }

    /// Fills a NULL row's slot.
    private mutating func appendNull() {
        hasNull = true
        switch type {
        case .void: break
        case .boolean: booleans.append(false)
        case .int, .date: int32s.append(0)
        case .bigint, .timestamp: int64s.append(0)
        case .double: doubles.append(0)
        case .string: strings.append([])
        case .structure: for index in children.indices { children[index].append(.null) }
        }
    }

    /// The finished column.
    package consuming func finish() -> ColumnVector {
        let values: ColumnVector.Values =
            switch type {
            case .void: .void
            case .boolean: .boolean(booleans)
            case .int, .date: .int32(int32s)
            case .bigint, .timestamp: .int64(int64s)
            case .double: .double(doubles)
            case .string: .string(strings)
            case .structure: .structure(children.map { $0.finish() })
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
