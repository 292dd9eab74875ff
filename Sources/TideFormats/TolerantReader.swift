package import TideColumnar
package import TideModel

/// Reads one line at a time as Spark's JSON reader (Jackson behind it) does; the definition that the fast
/// path of `NDJSONDecoder` must agree with.
///
/// Accepts what Spark accepts: what the format's leniency allows, text after the value, an array of objects
/// as a row each, the last of duplicate keys.
package struct TolerantReader: Sendable {
    /// Jackson's `StreamReadConstraints.DEFAULT_MAX_DEPTH`.
    package static let maximumDepth = 1_000

    private let columns: [JSONMember]
    private let corruptOrdinal: Int?
    private let mode: ParseMode
    private let zone: ZoneRules
    private let leniency: JSONLeniency

    package init(_ format: NDJSONFormat) {
        let corruptOrdinal = format.corruptOrdinal
        self.corruptOrdinal = corruptOrdinal
        columns = format.output.fields.enumerated().map { ordinal, field in
            JSONMember(ordinal == corruptOrdinal ? nil : field.name, field.type)
        }
        mode = format.mode
        zone = format.zone
        leniency = format.leniency
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
        var record = TolerantRecord(line, columns: columns, zone: zone, leniency: leniency)
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

    /// The value of a JSON text as Spark's `from_json` reads it in mode PERMISSIVE: NULL for a blank text
    /// and for one that is no such value, but a struct of NULLs for a STRUCT; an object alone stands for an
    /// array of it.
    package static func value(of text: [UInt8], _ type: DataType, zone: ZoneRules) -> Value {
        text.withUnsafeBufferPointer { text in
            // Safety: the record ends with this closure, and the buffer with it.
            var failure = Value.null
            if case .structure(let fields) = type { failure = .structure(fields.map { _ in .null }) }
            do throws(JSONSyntaxError) {
                var peek = JSONScanner(text, dialect: .spark(.standard))
                let first = try peek.next()
                if first == .end { return .null }
                var record = TolerantRecord(text, columns: [], zone: zone, leniency: .standard)
                if first == .beginObject, case .array(.structure(let fields)) = type {
                    return try record.readValue(JSONTypeShape(.structure(fields))).map { .array([$0]) }
                        ?? .null
                }
                return try record.readValue(JSONTypeShape(type)) ?? failure
            } catch {
                return failure
            }
        }
    }

    /// A column's value from the text of a JSON value that is known to be strict; nil when it, or something
    /// in it, does not fit.
    ///
    /// Safety: reads only below the buffer's count; nothing of it is kept.
    func value(ofColumn ordinal: Int, _ text: UnsafeBufferPointer<UInt8>) -> Value? {
        var record = TolerantRecord(text, columns: [], zone: zone, leniency: leniency)
        guard let value = try? record.readValue(columns[ordinal].shape), record.fits else { return nil }
        return value
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

/// A column or a field of a struct, by the bytes of its key.
struct JSONMember: Sendable {
    /// nil for the column of malformed lines: no key is its.
    let name: [UInt8]?
    let shape: JSONTypeShape

    init(_ name: String?, _ type: DataType) {
        self.name = name.map { Array($0.utf8) }
        shape = JSONTypeShape(type)
    }
}

/// A type as the reader goes through it.
indirect enum JSONTypeShape: Sendable {
    case scalar(DataType)
    case object([JSONMember])
    case array(JSONTypeShape)
    case map(JSONTypeShape)

    init(_ type: DataType) {
        switch type {
        case .structure(let fields): self = .object(fields.map { JSONMember($0.name, $0.type) })
        case .array(let element): self = .array(JSONTypeShape(element))
        case .map(_, let value): self = .map(JSONTypeShape(value))
        default: self = .scalar(type)
        }
    }
}

/// One line being read.
///
/// Safety: lives no longer than the buffer it reads, and reads only below its count.
private struct TolerantRecord {
    private let line: UnsafeBufferPointer<UInt8>
    private let columns: [JSONMember]
    private let zone: ZoneRules
    private let leniency: JSONLeniency
    private var scanner: JSONScanner
    private(set) var fits = true

    init(
        _ line: UnsafeBufferPointer<UInt8>, columns: [JSONMember], zone: ZoneRules, leniency: JSONLeniency
    ) {
        self.leniency = leniency
        self.line = line
        self.columns = columns
        self.zone = zone
        scanner = JSONScanner(line, dialect: .spark(leniency))
    }

    /// One past the last byte read.
    var end: Int { scanner.position }

    mutating func read() throws(JSONSyntaxError) -> [[Value]] {
        let first = try scanner.next()
        switch first {
        case .end: return []
        case .beginObject: return [try object(columns, depth: 1)]
        case .beginArray: return try rows()
        default: throw unexpected(first)
        }
    }

    /// The one value that the text is; nil if it does not fit.
    mutating func readValue(_ shape: JSONTypeShape) throws(JSONSyntaxError) -> Value? {
        try value(try scanner.next(), shape, depth: 1)
    }

    private mutating func rows() throws(JSONSyntaxError) -> [[Value]] {
        var rows: [[Value]] = []
        var token = try scanner.next()
        if token == .endArray { return [] }
        while true {
            guard token == .beginObject else { throw unexpected(token) }
            rows.append(try object(columns, depth: 2))
            token = try scanner.next()
            if token == .endArray { return rows }
            guard token == .comma else { throw unexpected(token) }
            token = try scanner.next()
        }
    }

    /// The members of an object behind its brace; `depth` containers are open, this one included.
    private mutating func object(_ members: [JSONMember], depth: Int) throws(JSONSyntaxError) -> [Value] {
        var row = [Value](repeating: .null, count: members.count)
        var token = try scanner.next()
        if token == .endObject { return row }
        while true {
            let (name, escaped) = try key(token)
            let first = try scanner.next()
            if let ordinal = ordinal(of: members, key: name, escaped: escaped) {
                if let value = try value(first, members[ordinal].shape, depth: depth) {
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

    /// Passes the colon behind a key.
    private mutating func key(
        _ token: JSONScanner.Token
    ) throws(JSONSyntaxError) -> (name: Range<Int>, escaped: Bool) {
        guard case .string(let name, let escaped) = token else { throw unexpected(token) }
        let colon = try scanner.next()
        guard colon == .colon else { throw unexpected(colon) }
        return (name, escaped)
    }

    /// A MAP behind the object's brace, a key that stands there twice included; nil if a value does not fit.
    private mutating func map(_ shape: JSONTypeShape, depth: Int) throws(JSONSyntaxError) -> Value? {
        var entries: [MapEntry] = []
        var areFit = true
        var token = try scanner.next()
        while token != .endObject {
            let (name, escaped) = try key(token)
            let text = escaped ? JSONEscapes.unescape(raw(name)).bytes : Array(line[name])
            if let value = try value(try scanner.next(), shape, depth: depth) {
                entries.append(MapEntry(.string(UTF8String(bytes: text)), value))
            } else {
                areFit = false
            }
            token = try scanner.next()
            if token == .endObject { break }
            guard token == .comma else { throw unexpected(token) }
            token = try scanner.next()
            guard token != .endObject else { throw unexpected(token) }
        }
        return areFit ? .map(entries) : nil
    }

    /// An ARRAY behind its bracket; nil if an element does not fit.
    private mutating func array(_ shape: JSONTypeShape, depth: Int) throws(JSONSyntaxError) -> Value? {
        var elements: [Value] = []
        var areFit = true
        var token = try scanner.next()
        if token == .endArray { return .array([]) }
        while true {
            if let value = try value(token, shape, depth: depth) {
                elements.append(value)
            } else {
                areFit = false
            }
            token = try scanner.next()
            if token == .endArray { return areFit ? .array(elements) : nil }
            guard token == .comma else { throw unexpected(token) }
            token = try scanner.next()
        }
    }

    private func ordinal(of members: [JSONMember], key range: Range<Int>, escaped: Bool) -> Int? {
        if escaped {
            let name = JSONEscapes.unescape(raw(range)).bytes
            return members.firstIndex { $0.name == name }
        }
        return members.firstIndex { member in
            guard let name = member.name, name.count == range.count else { return false }
            return line[range].elementsEqual(name)
        }
    }

    private func raw(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: line[range])
    }

    /// The value that starts with `first`, read to its end; nil if it does not fit. A struct, and what it is
    /// in, stays where a field of it does not fit.
    private mutating func value(
        _ first: JSONScanner.Token, _ shape: JSONTypeShape, depth: Int
    ) throws(JSONSyntaxError) -> Value? {
        switch (shape, first) {
        case (_, .null): return .null
        case (.scalar(let type), _): return try scalar(first, type, depth: depth)
        case (.object(let members), .beginObject):
            try enter(depth)
            return .structure(try object(members, depth: depth + 1))
        case (.map(let value), .beginObject):
            try enter(depth)
            return try map(value, depth: depth + 1)
        case (.array(let element), .beginArray):
            try enter(depth)
            return try array(element, depth: depth + 1)
        default:
            try skip(first, depth: depth)
            return nil
        }
    }

    private func enter(_ depth: Int) throws(JSONSyntaxError) {
        guard depth < TolerantReader.maximumDepth else {
            throw JSONSyntaxError(offset: scanner.position - 1, problem: .tooDeep)
        }
    }

    private mutating func scalar(
        _ first: JSONScanner.Token, _ type: DataType, depth: Int
    ) throws(JSONSyntaxError) -> Value? {
        switch first {
        case .null: return .null
        case .string(let range, let escaped):
            guard escaped else { return text(raw(range), type) }
            return JSONEscapes.unescape(raw(range)).bytes.withUnsafeBufferPointer { text($0, type) }
        case .integer(let range):
            if type == .string { return .string(UTF8String(bytes: Array(line[range]))) }
            return integer(range, type)
        case .real(let range), .nonFinite(let range):
            if type == .string { return .string(UTF8String(bytes: Array(line[range]))) }
            if case .nonFinite = first {
                return type.isFloating ? FieldText.double(raw(range)).map { type.value($0) } : nil
            }
            return real(range, type)
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
        case .binary: Base64.decode(text).map { .binary($0) }
        case .float, .double:
            leniency.contains(.nonNumericNumbers) ? FieldText.double(text).map { type.value($0) } : nil
        case .decimal(let precision, let scale):
            FieldText.decimal(text, precision: precision, scale: scale).map { .decimal($0) }
        case .timestamp: FieldText.timestamp(text, zone: zone).map { .timestamp($0) }
        case .timestampNTZ: FieldText.timestampNTZ(text).map { .timestampNTZ($0) }
        case .date: FieldText.date(text).map { .date($0) }
        case .interval(let units):
            Intervals.parse(UTF8String(bytes: Array(text)), units).map { .interval($0, units) }
        case .boolean, .tinyint, .smallint, .int, .bigint, .void, .structure, .array, .map: nil
        }
    }

    private func real(_ range: Range<Int>, _ type: DataType) -> Value? {
        switch type {
        case .float: Float(String(decoding: line[range], as: UTF8.self)).map { .float($0) }
        case .double: JSONNumbers.double(line[range]).map { .double($0) }
        case .decimal(let precision, let scale):
            Decimal128(line[range], precision: precision, scale: scale).map { .decimal($0) }
        default: nil
        }
    }

    private func integer(_ range: Range<Int>, _ type: DataType) -> Value? {
        let value = JSONNumbers.integer(line[range])
        return switch type {
        // Jackson takes a byte without sign for one with sign.
        case .tinyint:
            value.flatMap { -128...255 ~= $0 ? .tinyint(Int8(truncatingIfNeeded: $0)) : nil }
        case .smallint: value.flatMap { Int16(exactly: $0) }.map { .smallint($0) }
        case .int: value.flatMap { Int32(exactly: $0) }.map { .int($0) }
        case .bigint: value.map { .bigint($0) }
        // Seconds; wraps as Java's multiplication does.
        case .timestamp: value.map { .timestamp($0 &* 1_000_000) }
        case .float where value == 0: .float(0)
        case .double: value.map { .double(Double($0)) } ?? real(range, type)
        default: real(range, type)
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
