package import TideColumnar

extension ResultPiece {
    /// The rows of pieces, in their order. Throws ``DamagedEntry`` for a payload that was not packed with
    /// this schema.
    package static func rows(of pieces: [ResultPiece], _ schema: Schema) throws -> RecordBatch {
        var columns = schema.fields.map { UnpackedColumn($0.type) }
        for piece in pieces {
            let key = [TableID.result.rawValue] + Self.key(batch: 0, firstRow: piece.firstRow)
            try describingDamage(key) { try piece.append(to: &columns) }
        }
        let count = pieces.reduce(0) { $0 + $1.rows }
        return RecordBatch(schema: schema, columns: columns.map { $0.finish() }, count: count)
    }

    // Safety: the payload's bytes are used within the closure only; `PieceBytes` checks each range.
    private func append(to columns: inout [UnpackedColumn]) throws {
        try payload.withUnsafeBytes { payload in
            guard payload.count >= ResultPieceHead.size else {
                throw DamagedBytes("the piece ends in its head")
            }
            var bytes = PieceBytes(UnsafeRawBufferPointer(rebasing: payload[ResultPieceHead.size...]))
            for index in columns.indices { try columns[index].append(rows, &bytes) }
            guard bytes.remaining == 0 else {
                throw DamagedBytes("\(bytes.remaining) bytes follow the last column")
            }
        }
    }
}

/// A column that grows by the columns of pieces.
private struct UnpackedColumn {
    private let type: DataType
    private var count = 0
    private var validity: [Bool] = []
    private var hasNull = false
    // Only what the type needs is filled, as in `ColumnBuilder`.
    private var booleans: [Bool] = []
    private var int32s: [Int32] = []
    private var int64s: [Int64] = []
    private var doubles: [Double] = []
    private var strings = StringValues()
    private var decimals: [Int128] = []
    private var offsets: [Int32] = [0]
    /// The most elements of a piece's lists that take no bytes.
    private static let mostNulls = 1 << 25
    /// A struct's fields, or the elements of lists.
    private var fields: [UnpackedColumn] = []

    init(_ type: DataType) {
        self.type = type
        if let element = type.elementType { fields = [UnpackedColumn(element)] }
        if case .structure(let fields) = type { self.fields = fields.map { UnpackedColumn($0.type) } }
    }

    mutating func append(_ rows: Int, _ bytes: inout PieceBytes) throws(DamagedBytes) {
        let code = try bytes.byte()
        guard let flag = NullFlag(rawValue: code) else { throw DamagedBytes("a null flag is \(code)") }
        count += rows
        switch flag {
        case .none: validity.append(contentsOf: repeatElement(true, count: rows))
        case .some:
            hasNull = true
            let bits = try bytes.take((rows + 7) / 8)
            for row in 0..<rows { validity.append(bits[row / 8] >> UInt8(row % 8) & 1 == 0) }
        case .all:
            hasNull = true
            validity.append(contentsOf: repeatElement(false, count: rows))
        }
        try appendValues(rows, &bytes, isEmpty: flag == .all)
    }

    private mutating func appendValues(
        _ rows: Int, _ bytes: inout PieceBytes, isEmpty: Bool
    ) throws(DamagedBytes) {
        switch type.storage {
        case .void: guard isEmpty else { throw DamagedBytes("a value of type VOID is not NULL") }
        case .boolean:
            for _ in 0..<rows { booleans.append(try isEmpty ? false : bytes.flag()) }
        case .int32: try bytes.integers(rows, isEmpty: isEmpty, to: &int32s) { $0 }
        case .int64: try bytes.integers(rows, isEmpty: isEmpty, to: &int64s) { $0 }
        case .double:
            try bytes.integers(rows, isEmpty: isEmpty, to: &doubles) { (bits: UInt64) in
                Double(bitPattern: bits)
            }
        case .decimal: try bytes.integers(rows, isEmpty: isEmpty, to: &decimals) { $0 }
        case .list: try appendLists(rows, &bytes, isEmpty: isEmpty)
        case .string:
            var end = strings.bytes.count
            for _ in 0..<rows {
                end += try isEmpty ? 0 : bytes.varint()
                guard let offset = Int32(exactly: end) else { throw DamagedBytes("a text is too long") }
                strings.offsets.append(offset)
            }
            strings.bytes.append(contentsOf: try bytes.take(end - strings.bytes.count))
        case .structure:
            for index in fields.indices { try fields[index].append(rows, &bytes) }
        }
    }

    private mutating func appendLists(
        _ rows: Int, _ bytes: inout PieceBytes, isEmpty: Bool
    ) throws(DamagedBytes) {
        let start = Int(offsets[offsets.count - 1])
        var end = start
        for _ in 0..<rows {
            end += try isEmpty ? 0 : bytes.varint()
            guard let offset = Int32(exactly: end) else { throw DamagedBytes("a list is too long") }
            offsets.append(offset)
        }
        if end == start { return }
        // NULLs alone take no bytes, so their number is bounded by itself.
        guard end - start <= max(Self.mostNulls, 8 * bytes.remaining) else {
            throw DamagedBytes("\(end - start) elements of lists in \(bytes.remaining) bytes")
        }
        try fields[0].append(end - start, &bytes)
    }

    consuming func finish() -> ColumnVector {
        let values: ColumnVector.Values =
            switch type.storage {
            case .void: .void
            case .boolean: .boolean(booleans)
            case .int32: .int32(int32s)
            case .int64: .int64(int64s)
            case .double: .double(doubles)
            case .decimal: .decimal(decimals)
            case .list: .list(ListValues(offsets: offsets, elements: fields[0].finish()))
            case .string: .string(strings)
            case .structure: .structure(fields.map { $0.finish() })
            }
        return ColumnVector(type: type, count: count, values: values, validity: hasNull ? validity : nil)
    }
}

/// The bytes of a piece, taken from the front; every read is checked against the bounds.
// Safety: the buffer is valid while the value is used, which its maker keeps inside one call; `take` checks
// each range before it is read.
private struct PieceBytes {
    private var rest: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

    var remaining: Int { rest.count }

    mutating func take(_ count: Int) throws(DamagedBytes) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= rest.count else {
            throw DamagedBytes("\(count) bytes expected, \(rest.count) are left")
        }
        defer { rest = UnsafeRawBufferPointer(rebasing: rest[count...]) }
        return UnsafeRawBufferPointer(rebasing: rest[..<count])
    }

    mutating func byte() throws(DamagedBytes) -> UInt8 { try take(1)[0] }

    mutating func flag() throws(DamagedBytes) -> Bool {
        let byte = try byte()
        guard byte <= 1 else { throw DamagedBytes("a flag is \(byte), not 0 or 1") }
        return byte == 1
    }

    /// A length of at most 35 bits (LEB128).
    mutating func varint() throws(DamagedBytes) -> Int {
        var length = 0
        for shift in stride(from: 0, to: 35, by: 7) {
            let byte = try byte()
            length |= Int(byte & 0x7f) << shift
            if byte < 0x80 { return length }
        }
        throw DamagedBytes("a length has more than 35 bits")
    }

    /// Integers, least byte first; zeros where there are none.
    mutating func integers<Integer: FixedWidthInteger & BitwiseCopyable, Element>(
        _ count: Int, isEmpty: Bool, to values: inout [Element], _ convert: (Integer) -> Element
    ) throws(DamagedBytes) {
        if isEmpty {
            values.append(contentsOf: repeatElement(convert(0), count: count))
            return
        }
        let size = MemoryLayout<Integer>.size
        let field = try take(count * size)
        for index in 0..<count {
            let bytes = field.loadUnaligned(fromByteOffset: index * size, as: Integer.self)
            values.append(convert(Integer(littleEndian: bytes)))
        }
    }
}
