/// A typed column of a record batch: values and, where NULL occurs, one validity flag a row.
///
/// A NULL row's slot in `values` holds a default (0, false, an empty string) and must not be read.
package struct ColumnVector: Sendable {
    package enum Values: Sendable {
        case boolean([Bool])
        /// TINYINT, SMALLINT, INT and DATE.
        case int32([Int32])
        /// BIGINT, TIMESTAMP, TIMESTAMP_NTZ and INTERVAL.
        case int64([Int64])
        /// DOUBLE, and FLOAT, which it holds exactly.
        case double([Double])
        /// DECIMAL by its digits, without the point.
        case decimal([Int128])
        /// STRING and BINARY.
        case string(StringValues)
        /// ARRAY, and MAP as an array of structs of a key and a value.
        indirect case list(ListValues)
        /// One column a field, all as long as this one.
        case structure([ColumnVector])
        /// Every row NULL; the type is VOID.
        case void
    }

    package let type: DataType
    package let count: Int
    package let values: Values
    /// One flag a row, true where the value is present; nil when no row is NULL.
    package let validity: [Bool]?

    package init(type: DataType, count: Int, values: Values, validity: [Bool]? = nil) {
        self.type = type
        self.count = count
        self.values = values
        self.validity = validity
    }

    @inlinable
    package func isNull(at row: Int) -> Bool {
        if let validity { return !validity[row] }
        return type == .void
    }

    /// The value of one row; for row-at-a-time paths only.
    package func value(at row: Int) -> Value {
        if isNull(at: row) { return .null }
        switch values {
        case .void: return .null
        case .boolean(let values): return .boolean(values[row])
        case .int32(let values): return type.value(values[row])
        case .int64(let values): return type.value(values[row])
        case .double(let values): return type.value(values[row])
        case .decimal(let values): return type.value(values[row])
        case .string(let values): return type.value(Array(values.bytes(at: row)))
        case .structure(let columns): return .structure(columns.map { $0.value(at: row) })
        case .list(let lists): return type.value(lists.range(at: row).map { lists.elements.value(at: $0) })
        }
    }
}

/// Lists of a column end to end: row i has the elements `offsets[i] ..< offsets[i + 1]`.
package struct ListValues: Sendable {
    /// `count + 1` ascending offsets into `elements`, the first 0.
    package var offsets: [Int32]
    package var elements: ColumnVector

    package init(offsets: [Int32], elements: ColumnVector) {
        self.offsets = offsets
        self.elements = elements
    }

    @inlinable
    package func range(at row: Int) -> Range<Int> { Int(offsets[row])..<Int(offsets[row + 1]) }
}

/// Strings of a column end to end: row i is `bytes[offsets[i] ..< offsets[i + 1]]`.
package struct StringValues: Sendable {
    /// `count + 1` ascending offsets into `bytes`, the first 0.
    package var offsets: [Int32]
    package var bytes: [UInt8]

    package init(offsets: [Int32] = [0], bytes: [UInt8] = []) {
        self.offsets = offsets
        self.bytes = bytes
    }

    package var count: Int { offsets.count - 1 }

    @inlinable
    package func range(at row: Int) -> Range<Int> { Int(offsets[row])..<Int(offsets[row + 1]) }

    package func bytes(at row: Int) -> ArraySlice<UInt8> { bytes[range(at: row)] }

    package mutating func append(_ string: some Collection<UInt8>) {
        bytes.append(contentsOf: string)
        offsets.append(Int32(bytes.count))
    }
}

/// Equally long columns under a schema.
package struct RecordBatch: Sendable {
    package let schema: Schema
    package let columns: [ColumnVector]
    /// Rows; kept apart from the columns because a batch may have none (`SELECT count(*)`).
    package let count: Int
    /// For each row the number of the row it was made of, where somebody above wants to know; steps that look
    /// at a batch at a time pass it on.
    package let origins: [UInt32]?

    package init(schema: Schema, columns: [ColumnVector], count: Int, origins: [UInt32]? = nil) {
        precondition(columns.count == schema.count && columns.allSatisfy { $0.count == count })
        self.schema = schema
        self.columns = columns
        self.count = count
        self.origins = origins
    }

    /// The same rows, each its own origin.
    package var numbered: RecordBatch {
        RecordBatch(schema: schema, columns: columns, count: count, origins: Array(0..<UInt32(count)))
    }

    /// One row's values in column order; for row-at-a-time paths only.
    package func row(at index: Int) -> [Value] { columns.map { $0.value(at: index) } }

    /// All rows; for row-at-a-time paths only.
    package var rows: [[Value]] { (0..<count).map(row(at:)) }
}
