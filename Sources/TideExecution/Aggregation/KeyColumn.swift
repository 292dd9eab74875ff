import TideColumnar

/// The distinct values of one grouping column, numbered: 0 is NULL, others count from 1 by first appearance.
struct KeyColumn: Sendable {
    let type: DataType
    private var storage: Storage

    private enum Storage: Sendable {
        case void
        /// Numbers by their 64 bits; a DOUBLE with one NaN and one zero.
        case fixed(IntegerInterner)
        case string(StringInterner)
        /// Windows of one size by their ends.
        case window(IntegerInterner, sizeUs: Int64)
        /// DECIMAL and ARRAY, by the bytes of their keys.
        case encoded(StringInterner)
        /// The fields' codes combined from left to right.
        case structure([KeyColumn], [IntegerInterner])
    }

    init(_ type: DataType) {
        self.type = type
        switch type.storage {
        case .void: storage = .void
        case .boolean, .int32, .int64, .double: storage = .fixed(IntegerInterner())
        case .string: storage = .string(StringInterner())
        case .decimal, .list: storage = .encoded(StringInterner())
        case .structure:
            guard case .structure(let fields) = type else { preconditionFailure("a struct without fields") }
            storage = .structure(
                fields.map { KeyColumn($0.type) }, fields.map { _ in IntegerInterner() })
        }
    }

    /// For `window` columns whose windows all have one size.
    init(windowSizeUs: Int64) {
        type = .window
        storage = .window(IntegerInterner(), sizeUs: windowSizeUs)
    }

    /// Writes the code of each row's value, which must be of this type; unknown values get new codes.
    // The interner is taken out of the storage and put back, and no pattern may hold a second reference to
    // it meanwhile: a shared one would be copied whole for every batch.
    mutating func intern(_ column: ColumnVector, into codes: inout [UInt32]) {
        if case .void = column.values {
            codes = [UInt32](repeating: 0, count: column.count)
            return
        }
        var taken = Storage.void
        swap(&taken, &storage)
        switch taken {
        case .void:
            codes = [UInt32](repeating: 0, count: column.count)
        case .string(var interner):
            taken = .void
            if case .string(let rows) = column.values {
                interner.intern(rows, validity: column.validity, base: 1, into: &codes)
            }
            storage = .string(interner)
        case .encoded(var interner):
            taken = .void
            interner.intern(encodedKeys(column), validity: column.validity, base: 1, into: &codes)
            storage = .encoded(interner)
        case .window(var interner, let sizeUs):
            taken = .void
            if case .structure(let columns) = column.values {
                interner.intern(keyBits(columns[1]), base: 1, into: &codes)
                if let validity = bothPresent(column.validity, columns[1].validity) {
                    clearNulls(&codes, validity)
                }
            }
            storage = .window(interner, sizeUs: sizeUs)
        case .structure(var fields, var pairs):
            taken = .void
            if case .structure(let columns) = column.values {
                combine(columns, &fields, &pairs, count: column.count, into: &codes)
                if let validity = column.validity { clearNulls(&codes, validity) }
            }
            storage = .structure(fields, pairs)
        case .fixed(var interner):
            taken = .void
            interner.intern(keyBits(column), base: 1, into: &codes)
            if let validity = column.validity { clearNulls(&codes, validity) }
            storage = .fixed(interner)
        }
    }

    private func combine(
        _ columns: [ColumnVector], _ fields: inout [KeyColumn], _ pairs: inout [IntegerInterner], count: Int,
        into codes: inout [UInt32]
    ) {
        codes = [UInt32](repeating: 0, count: count)
        var fieldCodes: [UInt32] = []
        for index in fields.indices {
            fields[index].intern(columns[index], into: &fieldCodes)
            pairs[index].intern(pairKeys(codes, fieldCodes), base: 1, into: &codes)
        }
    }

    /// The value with this code.
    func value(_ code: UInt32) -> Value {
        if code == 0 { return .null }
        switch storage {
        case .void: return .null
        case .fixed(let interner): return fixedValue(interner.keys[Int(code) - 1])
        case .string(let interner):
            return type.value(Array(interner.values.bytes(at: Int(code) - 1)))
        case .encoded(let interner):
            let key = Array(interner.values.bytes(at: Int(code) - 1))
            guard let values = try? OrderedKeyDecoder.decode(key, types: [type]) else {
                preconditionFailure("the key of a group is not what was encoded")
            }
            return values[0]
        case .window(let interner, let sizeUs):
            let end = Int64(bitPattern: interner.keys[Int(code) - 1])
            return .structure([.timestamp(end &- sizeUs), .timestamp(end)])
        case .structure(let fields, let pairs):
            var values: [Value] = []
            var prefix = code
            for index in fields.indices.reversed() {
                let pair = pairs[index].keys[Int(prefix) - 1]
                values.append(fields[index].value(UInt32(truncatingIfNeeded: pair)))
                prefix = UInt32(truncatingIfNeeded: pair >> 32)
            }
            return .structure(values.reversed())
        }
    }

    /// How many codes there are, NULL's included.
    var codeCount: Int {
        switch storage {
        case .void: 1
        case .fixed(let interner), .window(let interner, _): interner.count + 1
        case .string(let interner), .encoded(let interner): interner.count + 1
        case .structure(_, let pairs): (pairs.last?.count ?? 0) + 1
        }
    }

    /// This column's code for each code of `other`, whose values are all added.
    mutating func merge(_ other: KeyColumn) -> [UInt32] {
        var codes: [UInt32] = []
        var taken = Storage.void
        swap(&taken, &storage)
        switch (taken, other.storage) {
        case (.fixed(var interner), .fixed(let theirs)):
            taken = .void
            interner.intern(theirs.keys, base: 1, usesCache: false, into: &codes)
            storage = .fixed(interner)
        case (.window(var interner, let sizeUs), .window(let theirs, _)):
            taken = .void
            interner.intern(theirs.keys, base: 1, usesCache: false, into: &codes)
            storage = .window(interner, sizeUs: sizeUs)
        case (.string(var interner), .string(let theirs)):
            taken = .void
            interner.intern(theirs.values, validity: nil, base: 1, into: &codes)
            storage = .string(interner)
        default:
            storage = taken
            taken = .void
            return mergeValues(other)
        }
        return [0] + codes
    }

    private mutating func mergeValues(_ other: KeyColumn) -> [UInt32] {
        let values = (0..<other.codeCount).map { other.value(UInt32($0)) }
        var codes: [UInt32] = []
        intern(ColumnVector(type, values), into: &codes)
        return codes
    }

    private func fixedValue(_ bits: UInt64) -> Value {
        switch type.storage {
        case .boolean: .boolean(bits != 0)
        case .int32: type.value(Int32(truncatingIfNeeded: bits))
        case .int64: type.value(Int64(bitPattern: bits))
        case .double: type.value(Double(bitPattern: bits))
        case .void, .string, .decimal, .structure, .list: .null
        }
    }
}

/// Each value's key; an empty one for NULL.
private func encodedKeys(_ column: ColumnVector) -> StringValues {
    var keys = StringValues()
    for row in 0..<column.count {
        var key: [UInt8] = []
        if !column.isNull(at: row) { OrderedKeyEncoder.append(column.value(at: row), to: &key) }
        keys.append(key)
    }
    return keys
}

/// The bits by which a fixed-width column's values are told apart.
private func keyBits(_ column: ColumnVector) -> [UInt64] {
    switch column.values {
    case .boolean(let values): values.map { $0 ? 1 : 0 }
    case .int32(let values): values.map { UInt64(bitPattern: Int64($0)) }
    case .int64(let values): values.map { UInt64(bitPattern: $0) }
    case .double(let values): values.map { canonicalDouble($0).bitPattern }
    case .string, .decimal, .structure, .list, .void: [UInt64](repeating: 0, count: column.count)
    }
}

/// Two codes a row as one key.
func pairKeys(_ left: [UInt32], _ right: [UInt32]) -> [UInt64] {
    precondition(left.count == right.count)
    return [UInt64](capacity: left.count) { output in
        for row in left.indices { output.append(UInt64(left[row]) << 32 | UInt64(right[row])) }
    }
}

private func clearNulls(_ codes: inout [UInt32], _ validity: [Bool]) {
    for row in codes.indices where !validity[row] { codes[row] = 0 }
}
