import CTideJSON
import Glibc
import TideColumnar

/// The memory that the C reader writes columns into, and the columns made of it.
///
/// Safety: every pointer is allocated and freed here, with room for what `reserve` was told; `column` reads
/// only rows that the reader reported as written.
final class DecodeBuffers {
    /// Rows of the buffers, then rows of one line that the tolerant reader read.
    struct Piece {
        let strict: Range<Int>
        let tolerant: [[Value]]
        var count: Int { strict.count + tolerant.count }
    }

    /// Bytes that the C reader may write behind a column's strings.
    private static let stringSlack = 16

    let columns: UnsafeMutableBufferPointer<tide_json_column>
    private let types: [DataType]
    /// The values of columns that the C reader has no room for, by row; those it calls NULL may be anything.
    private var others: [[Value]]
    private let othersReader: TolerantReader
    private var lineRoom = 0
    private var byteRoom = 0

    init(_ schema: Schema, _ tolerant: TolerantReader) {
        types = schema.fields.map(\.type)
        others = types.map { _ in [] }
        othersReader = tolerant
        columns = .allocate(capacity: types.count)
        columns.initialize(repeating: tide_json_column())
    }

    deinit {
        release()
        columns.deallocate()
    }

    /// Makes room for so many rows and, in each string column, so many bytes.
    func reserve(lines: Int, bytes: Int) {
        for index in others.indices { others[index].removeAll(keepingCapacity: true) }
        guard lines > lineRoom || bytes > byteRoom else { return }
        release()
        lineRoom = max(lines, lineRoom)
        byteRoom = max(bytes, byteRoom)
        for (index, type) in types.enumerated() {
            columns[index].validity = .allocate(capacity: lineRoom)
            if type == .string {
                columns[index].offsets = .allocate(capacity: lineRoom + 1)
                columns[index].offsets[0] = 0
                columns[index].bytes = .allocate(capacity: byteRoom + Self.stringSlack)
            } else if NDJSONDecoder.cType(type) != TIDE_JSON_OTHER {
                columns[index].values = .allocate(byteCount: lineRoom * 8, alignment: 8)
            }
        }
    }

    /// Reads a value's text for a row, the last one or a later one; false if it does not fit.
    func readOther(_ index: Int, row: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let value = othersReader.value(ofColumn: index, text) else { return false }
        if row < others[index].count {
            others[index][row] = value
        } else {
            while others[index].count < row { others[index].append(.null) }
            others[index].append(value)
        }
        return true
    }

    private func release() {
        for index in columns.indices {
            columns[index].validity?.deallocate()
            columns[index].offsets?.deallocate()
            columns[index].bytes?.deallocate()
            columns[index].values?.deallocate()
            columns[index] = tide_json_column()
        }
    }

    /// The column of all pieces in order.
    func column(_ index: Int, type: DataType, _ pieces: [Piece]) -> ColumnVector {
        if NDJSONDecoder.cType(type) == TIDE_JSON_OTHER { return otherColumn(index, type, pieces) }
        let values: ColumnVector.Values
        switch type.storage {
        case .boolean:
            values = .boolean(
                gather(index, pieces, false) { if case .boolean(let flag) = $0 { flag } else { nil } })
        case .int32: values = .int32(gather(index, pieces, 0, \.int32))
        case .int64: values = .int64(gather(index, pieces, 0, \.int64))
        case .double: values = .double(gather(index, pieces, 0, \.binary64))
        case .string: values = .string(strings(index, pieces))
        case .void, .decimal, .structure, .list:
            preconditionFailure("the C reader has no room for \(type.sqlName)")
        }
        return ColumnVector(
            type: type, count: pieces.reduce(0) { $0 + $1.count }, values: values,
            validity: validity(index, pieces))
    }

    private func otherColumn(_ index: Int, _ type: DataType, _ pieces: [Piece]) -> ColumnVector {
        var builder = ColumnBuilder(type)
        let values = others[index]
        for piece in pieces {
            for row in piece.strict {
                let isPresent = row < values.count && columns[index].validity[row] != 0
                builder.append(isPresent ? values[row] : .null)
            }
            for row in piece.tolerant { builder.append(row[index]) }
        }
        return builder.finish()
    }

    private func gather<Element>(
        _ index: Int, _ pieces: [Piece], _ missing: Element, _ value: (Value) -> Element?
    ) -> [Element] {
        let source = columns[index].values?.assumingMemoryBound(to: Element.self)
        return Self.join(pieces, source) { value($0[index]) ?? missing }
    }

    /// nil where no row is NULL.
    private func validity(_ index: Int, _ pieces: [Piece]) -> [Bool]? {
        // A Bool is one byte, 0 or 1, which is what the reader writes.
        guard let source = columns[index].validity else { return nil }
        let isPresent = pieces.allSatisfy { piece in
            memchr(source + piece.strict.lowerBound, 0, piece.strict.count) == nil
                && piece.tolerant.allSatisfy { !$0[index].isNull }
        }
        if isPresent { return nil }
        let flags = UnsafeMutableRawPointer(source).assumingMemoryBound(to: Bool.self)
        return Self.join(pieces, flags) { !$0[index].isNull }
    }

    private static func join<Element>(
        _ pieces: [Piece], _ source: UnsafeMutablePointer<Element>?, _ value: ([Value]) -> Element
    ) -> [Element] {
        let total = pieces.reduce(0) { $0 + $1.count }
        guard let source else { return [] }
        return [Element](unsafeUninitializedCapacity: total) { target, count in
            for piece in pieces {
                let rows = UnsafeBufferPointer(
                    start: source + piece.strict.lowerBound, count: piece.strict.count)
                _ = target[count...].initialize(fromContentsOf: rows)
                count += rows.count
                for row in piece.tolerant {
                    target.initializeElement(at: count, to: value(row))
                    count += 1
                }
            }
        }
    }

    private func strings(_ index: Int, _ pieces: [Piece]) -> StringValues {
        guard let offsets = columns[index].offsets, let bytes = columns[index].bytes else {
            return StringValues()
        }
        if let only = pieces.first, pieces.count == 1 {
            return StringValues(
                offsets: Array(UnsafeBufferPointer(start: offsets, count: only.count + 1)),
                bytes: Array(UnsafeBufferPointer(start: bytes, count: Int(offsets[only.count]))))
        }
        var result = StringValues()
        for piece in pieces {
            let start = offsets[piece.strict.lowerBound]
            let count = Int(offsets[piece.strict.upperBound] - start)
            let shift = Int32(result.bytes.count) - start
            result.bytes.append(contentsOf: UnsafeBufferPointer(start: bytes + Int(start), count: count))
            for row in piece.strict { result.offsets.append(offsets[row + 1] + shift) }
            for row in piece.tolerant {
                if case .string(let text) = row[index] {
                    result.append(text.bytes)
                } else {
                    result.append([])
                }
            }
        }
        return result
    }
}
