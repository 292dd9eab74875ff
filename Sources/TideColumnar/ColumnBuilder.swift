/// Builds a column value by value; the general path beside the decoders that fill buffers directly.
package struct ColumnBuilder {
    package let type: DataType
    package private(set) var count = 0
    private var validity: [Bool] = []
    private var hasNull = false
    private var storage: Storage

    private enum Storage {
        case void
        case boolean([Bool])
        case int32([Int32])
        case int64([Int64])
        case double([Double])
        case string(StringValues)
        case structure([ColumnBuilder])
    }

    package init(_ type: DataType) {
        self.type = type
        switch type {
        case .void: storage = .void
        case .boolean: storage = .boolean([])
        case .int, .date: storage = .int32([])
        case .bigint, .timestamp: storage = .int64([])
        case .double: storage = .double([])
        case .string: storage = .string(StringValues())
        case .structure(let fields): storage = .structure(fields.map { ColumnBuilder($0.type) })
        }
    }

    /// Appends a value of the column's type, or NULL; any other value is a defect of the caller.
    package mutating func append(_ value: Value) {
        count += 1
        validity.append(!value.isNull)
        if value.isNull { hasNull = true }
        var taken = Storage.void
        swap(&taken, &storage)
        switch (taken, value) {
        case (.void, .null): break
        case (.boolean(var values), _):
            storage = .void
            if case .boolean(let new) = value {
                values.append(new)
            } else {
                values.append(requireNull(value, false))
            }
            taken = .boolean(values)
        case (.int32(var values), _):
            switch value {
            case .int(let new), .date(let new): values.append(new)
            default: values.append(requireNull(value, 0))
            }
            taken = .int32(values)
        case (.int64(var values), _):
            switch value {
            case .bigint(let new), .timestamp(let new): values.append(new)
            default: values.append(requireNull(value, 0))
            }
            taken = .int64(values)
        case (.double(var values), _):
            if case .double(let new) = value {
                values.append(new)
            } else {
                values.append(requireNull(value, 0))
            }
            taken = .double(values)
        case (.string(var values), _):
            if case .string(let new) = value {
                values.append(new.bytes)
            } else {
                values.append(requireNull(value, []))
            }
            taken = .string(values)
        case (.structure(var builders), _):
            for index in builders.indices {
                if case .structure(let fields) = value {
                    builders[index].append(fields[index])
                } else {
                    builders[index].append(requireNull(value, .null))
                }
            }
            taken = .structure(builders)
        default:
            _ = requireNull(value, 0)
        }
        storage = taken
    }

    private func requireNull<Default>(_ value: Value, _ substitute: Default) -> Default {
        precondition(value.isNull, "value \(value) appended to a \(type.sqlName) column")
        return substitute
    }

    /// The finished column.
    package consuming func finish() -> ColumnVector {
        let values: ColumnVector.Values
        switch storage {
        case .void: values = .void
        case .boolean(let stored): values = .boolean(stored)
        case .int32(let stored): values = .int32(stored)
        case .int64(let stored): values = .int64(stored)
        case .double(let stored): values = .double(stored)
        case .string(let stored): values = .string(stored)
        case .structure(let builders): values = .structure(builders.map { $0.finish() })
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
