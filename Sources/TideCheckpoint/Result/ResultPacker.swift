package import TideColumnar

/// Packs a batch's output rows into pieces, in the order they are appended.
///
/// The pieces depend on the rows alone, not on how they were cut into record batches.
package struct ResultPacker {
    /// Consecutive rows of some columns.
    private struct Segment {
        let columns: [FlatColumn]
        let rows: Range<Int>
    }

    private var finished: [ResultPiece] = []
    private var segments: [Segment] = []
    private var nextRow: Int64 = 0
    private var pendingRows = 0
    /// Bytes of the pending rows at the most, null flags not counted.
    private var pendingBytes = 0
    private let limit: Int

    /// - Parameter limit: the most bytes of a payload of several rows; a longer row has a piece of its own.
    package init(limit: Int = ResultPiece.targetSize) { self.limit = limit }

    /// The pieces of some batches of rows.
    package static func pieces(of batches: [RecordBatch]) -> [ResultPiece] {
        var packer = ResultPacker()
        for batch in batches { packer.append(batch) }
        return packer.finish()
    }

    /// Bytes that a row of the batch takes in a piece, rounded up, as its first thousand rows show; 0 for a
    /// batch without rows.
    package static func rowBytes(of batch: RecordBatch) -> Int {
        let rows = min(batch.count, 1_000)
        guard rows > 0 else { return 0 }
        let bytes = FlatColumn.flatten(batch.columns).reduce(0) { sum, column in
            sum + column.fixedSize * rows
                + (column.isVarying ? (0..<rows).reduce(0) { $0 + column.varyingSize($1) } : 0)
        }
        return (bytes + rows - 1) / rows
    }

    /// Rows appended so far.
    package var rowCount: Int64 { nextRow + Int64(pendingRows) }

    /// Appends rows; all batches have the same schema.
    package mutating func append(_ batch: RecordBatch) {
        let columns = FlatColumn.flatten(batch.columns)
        let fixedSize = columns.reduce(0) { $0 + $1.fixedSize }
        let varying = columns.filter(\.isVarying)
        var start = 0
        for row in 0..<batch.count {
            let size = varying.reduce(fixedSize) { $0 + $1.varyingSize(row) }
            let rows = pendingRows + 1
            let head = ResultPieceHead.size + columns.count * (1 + (rows + 7) / 8)
            if pendingRows > 0, head + pendingBytes + size > limit {
                addSegment(columns, start..<row)
                finishPiece()
                start = row
            }
            pendingRows += 1
            pendingBytes += size
        }
        addSegment(columns, start..<batch.count)
    }

    /// The pieces that are full, each given once.
    package mutating func takeFinished() -> [ResultPiece] {
        defer { finished.removeAll(keepingCapacity: true) }
        return finished
    }

    /// All pieces that were not taken.
    package consuming func finish() -> [ResultPiece] {
        if pendingRows > 0 { finishPiece() }
        return finished
    }

    private mutating func addSegment(_ columns: [FlatColumn], _ rows: Range<Int>) {
        if !rows.isEmpty { segments.append(Segment(columns: columns, rows: rows)) }
    }

    private mutating func finishPiece() {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(pendingBytes + 64)
        bytes.append(ResultPiece.version)
        bytes.appendLittleEndian(UInt32(pendingRows))
        for index in segments[0].columns.indices {
            appendParts(segments.map { ($0.columns[index], $0.rows) }, count: pendingRows, to: &bytes)
        }
        finished.append(ResultPiece(firstRow: nextRow, rows: pendingRows, payload: bytes))
        nextRow += Int64(pendingRows)
        pendingRows = 0
        pendingBytes = 0
        segments.removeAll(keepingCapacity: true)
    }

}

private typealias ColumnPart = (column: FlatColumn, rows: Range<Int>)

/// Appends a column of `count` rows in parts; elements of lists follow it as columns of their own.
private func appendParts(_ parts: [ColumnPart], count: Int, to bytes: inout [UInt8]) {
    let nulls = parts.reduce(0) { $0 + $1.column.nullCount($1.rows) }
    if nulls == count {
        bytes.append(NullFlag.all.rawValue)
        return
    }
    bytes.append(nulls == 0 ? NullFlag.none.rawValue : NullFlag.some.rawValue)
    if nulls > 0 {
        var bits = [UInt8](repeating: 0, count: (count + 7) / 8)
        var place = 0
        for (column, rows) in parts {
            for row in rows {
                if column.isNull(row) { bits[place / 8] |= 1 << UInt8(place % 8) }
                place += 1
            }
        }
        bytes.append(contentsOf: bits)
    }
    for (column, rows) in parts { column.appendFixed(rows, to: &bytes) }
    for (column, rows) in parts { column.appendText(rows, to: &bytes) }
    appendElements(parts, to: &bytes)
}

/// The elements of the lists of a column, NULLs left out, all in one; nothing where there are none.
private func appendElements(_ parts: [ColumnPart], to bytes: inout [UInt8]) {
    var elements: [(columns: [FlatColumn], rows: Range<Int>)] = []
    for (column, rows) in parts {
        guard case .list(let lists) = column.values else { return }
        for row in rows where !column.isNull(row) {
            elements.append((column.elements, lists.range(at: row)))
        }
    }
    let count = elements.reduce(0) { $0 + $1.rows.count }
    guard let first = elements.first, count > 0 else { return }
    for index in first.columns.indices {
        appendParts(elements.map { ($0.columns[index], $0.rows) }, count: count, to: &bytes)
    }
}

/// What is NULL in a column of a piece.
enum NullFlag: UInt8 {
    /// No row is.
    case none = 0
    /// A bit a row follows.
    case some = 1
    /// Every row is: nothing follows.
    case all = 2
}

/// A column without its fields; those of a struct follow it as columns of their own.
private struct FlatColumn {
    let values: ColumnVector.Values
    /// False where the column or a struct around it is NULL; nil where nothing is.
    let validity: [Bool]?
    /// The columns of a list's elements.
    var elements: [FlatColumn] = []

    /// Columns, each before its fields.
    static func flatten(_ columns: [ColumnVector], within parent: [Bool]? = nil) -> [FlatColumn] {
        columns.flatMap { column in
            var validity = column.validity ?? parent
            if let own = column.validity, let parent { validity = zip(own, parent).map { $0 && $1 } }
            switch column.values {
            case .void:
                let none = [Bool](repeating: false, count: column.count)
                return [FlatColumn(values: .void, validity: none)]
            case .structure(let fields):
                return [FlatColumn(values: .structure([]), validity: validity)]
                    + flatten(fields, within: validity)
            case .list(let lists):
                let elements = flatten([lists.elements])
                return [FlatColumn(values: column.values, validity: validity, elements: elements)]
            default: return [FlatColumn(values: column.values, validity: validity)]
            }
        }
    }

    /// Bytes of a row beside its text.
    var fixedSize: Int {
        switch values {
        case .void, .structure, .string, .list: 0
        case .boolean: 1
        case .int32: 4
        case .int64, .double: 8
        case .decimal: 16
        }
    }

    /// Whether rows take different numbers of bytes.
    var isVarying: Bool {
        switch values {
        case .string, .list: true
        default: false
        }
    }

    /// Bytes of a row's text, or of a list's length and elements.
    func varyingSize(_ row: Int) -> Int {
        switch values {
        case .string(let values):
            let count = values.range(at: row).count
            return count + varintSize(count)
        case .list(let lists):
            let range = lists.range(at: row)
            return elements.reduce(varintSize(range.count)) { size, column in
                range.reduce(size + column.fixedSize * range.count) {
                    $0 + (column.isVarying ? column.varyingSize($1) : 0)
                }
            }
        default: return 0
        }
    }

    func isNull(_ row: Int) -> Bool { validity.map { !$0[row] } ?? false }

    func nullCount(_ rows: Range<Int>) -> Int {
        guard let validity else { return 0 }
        return validity[rows].reduce(0) { $0 + ($1 ? 0 : 1) }
    }

    /// Appends values of a fixed size, and lengths of texts; 0 where there is NULL.
    func appendFixed(_ rows: Range<Int>, to bytes: inout [UInt8]) {
        switch values {
        case .void, .structure: break
        case .decimal(let values):
            for row in rows { bytes.appendLittleEndian(isNull(row) ? 0 : values[row]) }
        case .list(let lists):
            for row in rows { bytes.appendVarint(isNull(row) ? 0 : lists.range(at: row).count) }
        case .boolean(let values):
            for row in rows { bytes.append(values[row] && !isNull(row) ? 1 : 0) }
        case .int32(let values):
            for row in rows { bytes.appendLittleEndian(isNull(row) ? 0 : values[row]) }
        case .int64(let values):
            for row in rows { bytes.appendLittleEndian(isNull(row) ? 0 : values[row]) }
        case .double(let values):
            for row in rows {
                let number = values[row].isNaN ? Double.nan : values[row]
                bytes.appendLittleEndian(isNull(row) ? 0 : number.bitPattern)
            }
        case .string(let values):
            for row in rows { bytes.appendVarint(isNull(row) ? 0 : values.range(at: row).count) }
        }
    }

    func appendText(_ rows: Range<Int>, to bytes: inout [UInt8]) {
        guard case .string(let values) = values else { return }
        if validity == nil {
            let whole = Int(values.offsets[rows.lowerBound])..<Int(values.offsets[rows.upperBound])
            bytes.append(contentsOf: values.bytes[whole])
        } else {
            for row in rows where !isNull(row) { bytes.append(contentsOf: values.bytes(at: row)) }
        }
    }
}

/// Bytes of a length as ``Array/appendVarint(_:)`` writes it.
private func varintSize(_ length: Int) -> Int {
    length < 128 ? 1 : (Int.bitWidth - length.leadingZeroBitCount + 6) / 7
}

extension [UInt8] {
    // Safety: the bytes of a local integer are copied inside the closure.
    fileprivate mutating func appendLittleEndian(_ number: some FixedWidthInteger & BitwiseCopyable) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }

    /// Appends a length in groups of seven bits, the least first; all but the last with the high bit set
    /// (LEB128, as in DWARF 5, 7.6).
    fileprivate mutating func appendVarint(_ length: Int) {
        var rest = UInt(length)
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }
}
