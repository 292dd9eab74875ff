package import TideColumnar
package import TideModel

/// Reads one line at a time as Spark's JSON reader (Jackson behind it) does; the definition that the fast
/// path of `NDJSONDecoder` must agree with.
///
/// Accepts what Spark accepts by default: single quotes, NaN and infinities, text after the value, an array
/// of objects as a row each, the last of duplicate keys.
package struct TolerantReader: Sendable {
    /// Jackson's `StreamReadConstraints.DEFAULT_MAX_DEPTH`.
    package static let maximumDepth = 1_000

    /// The column of malformed lines has no name: no key is its.
    private let columns: [(name: [UInt8]?, type: DataType)]
    private let corruptOrdinal: Int?
    private let mode: ParseMode
    private let zone: ZoneRules

    package init(_ format: NDJSONFormat) {
        let corruptOrdinal = format.corruptOrdinal
        self.corruptOrdinal = corruptOrdinal
        columns = format.output.fields.enumerated().map { ordinal, field in
            (ordinal == corruptOrdinal ? nil : Array(field.name.utf8), field.type)
        }
        mode = format.mode
        zone = format.zone
    }

    /// The rows of one line (without its line end), and why the line is rejected if it is.
    ///
    /// A rejected line gives rows in mode PERMISSIVE only: NULLs where the record is malformed, or the
    /// record with NULL for each field that does not fit; the line's text is in the corrupt column if there
    /// is one.
    ///
    /// Safety: reads only below the buffer's count; nothing of it is kept.
    package func rows(
        ofLine line: UnsafeBufferPointer<UInt8>
    ) -> (rows: [[Value]], reject: RejectReason?) {
        var record = TolerantRecord(line, columns: columns, zone: zone)
        do throws(JSONSyntaxError) {
            let rows = try record.read()
            guard UTF8Validation.firstInvalid(UnsafeBufferPointer(rebasing: line[..<record.end])) == nil
            else {
                return rejected(.invalidUTF8, line)
            }
            guard record.fits else { return rejected(.fieldDoesNotFit, line, rows) }
            return (rows, nil)
        } catch {
            return rejected(RejectReason(error, in: line), line)
        }
    }

    /// The rows of one line (without its line end), and why the line is rejected if it is.
    package func rows(ofLine line: [UInt8]) -> (rows: [[Value]], reject: RejectReason?) {
        // Safety: the buffer does not leave the closure.
        line.withUnsafeBufferPointer { rows(ofLine: $0) }
    }

    // Safety: reads only below the buffer's count.
    private func rejected(
        _ reason: RejectReason, _ line: UnsafeBufferPointer<UInt8>, _ rows: [[Value]]? = nil
    ) -> (rows: [[Value]], reject: RejectReason?) {
        guard mode == .permissive else { return ([], reason) }
        var rows = rows ?? [Array(repeating: .null, count: columns.count)]
        if let corruptOrdinal {
            // Bytes that are no UTF-8 become U+FFFD.
            let text = Value.string(UTF8String(String(decoding: line, as: UTF8.self)))
            for row in rows.indices { rows[row][corruptOrdinal] = text }
        }
        return (rows, reason)
    }
}

/// One line being read.
///
/// Safety: lives no longer than the buffer it reads, and reads only below its count.
private struct TolerantRecord {
    private let line: UnsafeBufferPointer<UInt8>
    private let columns: [(name: [UInt8]?, type: DataType)]
    private let zone: ZoneRules
    private var scanner: JSONScanner
    private(set) var fits = true

    init(
        _ line: UnsafeBufferPointer<UInt8>, columns: [(name: [UInt8]?, type: DataType)], zone: ZoneRules
    ) {
        self.line = line
        self.columns = columns
        self.zone = zone
        scanner = JSONScanner(line, dialect: .spark)
    }

    /// One past the last byte read.
    var end: Int { scanner.position }

    mutating func read() throws(JSONSyntaxError) -> [[Value]] {
        let first = try scanner.next()
        switch first {
        case .end: return []
        case .beginObject: return [try object(depth: 1)]
        case .beginArray: return try array()
        default: throw unexpected(first)
        }
    }

    private mutating func array() throws(JSONSyntaxError) -> [[Value]] {
        var rows: [[Value]] = []
        var token = try scanner.next()
        if token == .endArray { return [] }
        while true {
            guard token == .beginObject else { throw unexpected(token) }
            rows.append(try object(depth: 2))
            token = try scanner.next()
            if token == .endArray { return rows }
            guard token == .comma else { throw unexpected(token) }
            token = try scanner.next()
        }
    }

    private mutating func object(depth: Int) throws(JSONSyntaxError) -> [Value] {
        var row = [Value](repeating: .null, count: columns.count)
        var token = try scanner.next()
        if token == .endObject { return row }
        while true {
            guard case .string(let name, let escaped) = token else { throw unexpected(token) }
            let colon = try scanner.next()
            guard colon == .colon else { throw unexpected(colon) }
            let first = try scanner.next()
            if let ordinal = ordinal(ofKey: name, escaped: escaped) {
                if let value = try value(first, columns[ordinal].type, depth: depth) {
                    row[ordinal] = value
                } else {
                    fits = false
                }
            } else {
                try skip(first, depth: depth)
            }
            token = try scanner.next()
            if token == .endObject { return row }
            guard token == .comma else { throw unexpected(token) }
            token = try scanner.next()
        }
    }

    private func ordinal(ofKey range: Range<Int>, escaped: Bool) -> Int? {
        if escaped {
            let name = JSONEscapes.unescape(UnsafeBufferPointer(rebasing: line[range])).bytes
            return columns.firstIndex { $0.name == name }
        }
        return columns.firstIndex { column in
            guard let name = column.name, name.count == range.count else { return false }
            return line[range].elementsEqual(name)
        }
    }

    /// The value that starts with `first` in a column of `type`, read to its end; nil if it does not fit.
    private mutating func value(
        _ first: JSONScanner.Token, _ type: DataType, depth: Int
    ) throws(JSONSyntaxError) -> Value? {
        switch first {
        case .null: return .null
        case .string(let range, let escaped):
            let raw = UnsafeBufferPointer(rebasing: line[range])
            guard escaped else { return text(raw, type) }
            return JSONEscapes.unescape(raw).bytes.withUnsafeBufferPointer { text($0, type) }
        case .integer(let range):
            if type == .string { return .string(UTF8String(bytes: Array(line[range]))) }
            return integer(range, type)
        case .real(let range), .nonFinite(let range):
            if type == .string { return .string(UTF8String(bytes: Array(line[range]))) }
            guard type == .double else { return nil }
            if case .nonFinite = first {
                return FieldText.double(UnsafeBufferPointer(rebasing: line[range])).map { .double($0) }
            }
            return JSONNumbers.double(line[range]).map { .double($0) }
        case .yes, .no:
            if type == .string { return .string(first == .yes ? "true" : "false") }
            return type == .boolean ? .boolean(first == .yes) : nil
        case .beginObject, .beginArray:
            let start = scanner.position - 1
            try skip(first, depth: depth)
            return type == .string ? .string(UTF8String(bytes: Array(line[start..<scanner.position]))) : nil
        case .endObject, .endArray, .comma, .colon, .end: throw unexpected(first)
        }
    }

    private func text(_ text: UnsafeBufferPointer<UInt8>, _ type: DataType) -> Value? {
        switch type {
        case .string: .string(UTF8String(bytes: Array(text)))
        case .double: FieldText.double(text).map { .double($0) }
        case .timestamp: FieldText.timestamp(text, zone: zone).map { .timestamp($0) }
        case .date: FieldText.date(text).map { .date($0) }
        case .boolean, .int, .bigint, .void, .structure: nil
        }
    }

    private func integer(_ range: Range<Int>, _ type: DataType) -> Value? {
        let value = JSONNumbers.integer(line[range])
        return switch type {
        case .int: value.flatMap { Int32(exactly: $0) }.map { .int($0) }
        case .bigint: value.map { .bigint($0) }
        // Seconds; wraps as Java's multiplication does.
        case .timestamp: value.map { .timestamp($0 &* 1_000_000) }
        case .double: value.map { .double(Double($0)) } ?? JSONNumbers.double(line[range]).map { .double($0) }
        case .boolean, .string, .date, .void, .structure: nil
        }
    }

    /// Passes the value that starts with `first`, checking its grammar; `depth` containers are open around
    /// it.
    private mutating func skip(_ first: JSONScanner.Token, depth: Int) throws(JSONSyntaxError) {
        var open: [JSONScanner.Token] = []
        var token = first
        while true {
            var isOpening = false
            switch token {
            case .beginObject, .beginArray:
                guard depth + open.count < TolerantReader.maximumDepth else {
                    throw JSONSyntaxError(offset: scanner.position - 1, problem: .tooDeep)
                }
                open.append(token)
                isOpening = true
            case .string, .integer, .real, .nonFinite, .yes, .no, .null: break
            case .endObject, .endArray, .comma, .colon, .end: throw unexpected(token)
            }
            // What follows a value, or the first of a container: its end, or the next value's beginning.
            while let container = open.last {
                token = try scanner.next()
                if token == (container == .beginObject ? .endObject : .endArray) {
                    open.removeLast()
                    isOpening = false
                    continue
                }
                if !isOpening {
                    guard token == .comma else { throw unexpected(token) }
                    token = try scanner.next()
                }
                if container == .beginObject {
                    guard case .string = token else { throw unexpected(token) }
                    let colon = try scanner.next()
                    guard colon == .colon else { throw unexpected(colon) }
                    token = try scanner.next()
                }
                break
            }
            if open.isEmpty { return }
        }
    }

    private func unexpected(_ token: JSONScanner.Token) -> JSONSyntaxError {
        JSONSyntaxError(
            offset: token == .end ? line.count : scanner.position - 1,
            problem: token == .end ? .unexpectedEnd : .unexpectedByte)
    }
}
