import TideColumnar
import TideModel

/// What one line tells of the columns, by Spark's reading of JSON; the definition that the fast path of
/// `SchemaInferrer` must agree with.
enum LineShape {
    /// A blank line, `null`, an empty array: no column, and nothing wrong.
    case nothing
    /// The fields of the line's object, or of the objects in its array.
    case row(JSONShape)
    /// A key stands twice in one object, which no schema can say.
    case repeatedKey(UTF8String)
    case malformed(RejectReason)

    /// Safety: reads only below the buffer's count; nothing of it is kept.
    init(of line: UnsafeBufferPointer<UInt8>, timeZone: ZoneRules?, leniency: JSONLeniency = .standard) {
        var walk = ShapeWalk(line, timeZone: timeZone, leniency)
        do throws(JSONSyntaxError) {
            guard var shape = try walk.read() else {
                self = .nothing
                return
            }
            guard UTF8Validation.firstInvalid(UnsafeBufferPointer(rebasing: line[..<walk.end])) == nil else {
                self = .malformed(.invalidUTF8)
                return
            }
            // An array stands for its elements, at any depth, as in Spark.
            while shape.kinds.subtracting(.null) == .array {
                shape = shape.elements.first ?? JSONShape(.null)
            }
            switch shape.kinds.subtracting(.null) {
            case []: self = .nothing
            case .object: self = walk.repeatedKey.map { .repeatedKey($0) } ?? .row(shape)
            default: self = .malformed(.malformedJSON)
            }
        } catch {
            self = .malformed(RejectReason(error, in: line))
        }
    }
}

extension RejectReason {
    /// Why a line that is no JSON is rejected.
    init(_ error: JSONSyntaxError, in line: UnsafeBufferPointer<UInt8>) {
        // Safety: reads only below the buffer's count.
        switch error.problem {
        case .tooDeep, .numberTooLong: self = .tooLarge
        default: self = UTF8Validation.firstInvalid(line) == nil ? .malformedJSON : .invalidUTF8
        }
    }
}

/// The first value of a line being walked through.
///
/// Safety: lives no longer than the buffer it reads, and reads only below its count.
private struct ShapeWalk {
    private let line: UnsafeBufferPointer<UInt8>
    /// nil where strings are not looked at for times.
    private let timeZone: ZoneRules?
    private var scanner: JSONScanner
    /// The first key found twice in an object that is a row.
    private(set) var repeatedKey: UTF8String?

    init(_ line: UnsafeBufferPointer<UInt8>, timeZone: ZoneRules?, _ leniency: JSONLeniency) {
        self.line = line
        self.timeZone = timeZone
        scanner = JSONScanner(line, dialect: .spark(leniency))
    }

    /// One past the last byte read.
    var end: Int { scanner.position }

    /// nil for a blank line.
    mutating func read() throws(JSONSyntaxError) -> JSONShape? {
        let first = try scanner.next()
        return first == .end ? nil : try value(first, depth: 0, isRow: true)
    }

    /// The shape of the value that starts with `first`; `depth` containers are open around it.
    private mutating func value(
        _ first: JSONScanner.Token, depth: Int, isRow: Bool
    ) throws(JSONSyntaxError) -> JSONShape {
        switch first {
        case .null: return JSONShape(.null)
        case .yes, .no: return JSONShape(.boolean)
        case .integer(let range):
            return JSONShape(JSONNumbers.integer(line[range]) == nil ? .real : .integer)
        case .real, .nonFinite: return JSONShape(.real)
        case .string(let range, let escaped):
            if range.isEmpty { return JSONShape(.null) }
            return JSONShape(isTime(range, escaped: escaped) ? .time : .text)
        case .beginObject, .beginArray:
            guard depth < TolerantReader.maximumDepth else {
                throw JSONSyntaxError(offset: scanner.position - 1, problem: .tooDeep)
            }
            return first == .beginObject
                ? try object(depth: depth + 1, isRow: isRow) : try array(depth: depth + 1, isRow: isRow)
        case .endObject, .endArray, .comma, .colon, .end: throw unexpected(first)
        }
    }

    private mutating func object(depth: Int, isRow: Bool) throws(JSONSyntaxError) -> JSONShape {
        var shape = JSONShape(.object)
        var token = try scanner.next()
        if token == .endObject { return shape }
        while true {
            guard case .string(let name, let escaped) = token else { throw unexpected(token) }
            let colon = try scanner.next()
            guard colon == .colon else { throw unexpected(colon) }
            let key = UTF8String(bytes: text(name, escaped: escaped))
            let field = try value(try scanner.next(), depth: depth, isRow: false)
            if isRow, repeatedKey == nil, shape.fields[key] != nil { repeatedKey = key }
            shape.fields[key, default: JSONShape()].merge(field)
            token = try scanner.next()
            if token == .endObject { return shape }
            guard token == .comma else { throw unexpected(token) }
            token = try scanner.next()
        }
    }

    private mutating func array(depth: Int, isRow: Bool) throws(JSONSyntaxError) -> JSONShape {
        var shape = JSONShape(.array)
        var token = try scanner.next()
        if token == .endArray { return shape }
        while true {
            shape.addElement(try value(token, depth: depth, isRow: isRow))
            token = try scanner.next()
            if token == .endArray { return shape }
            guard token == .comma else { throw unexpected(token) }
            token = try scanner.next()
        }
    }

    private func isTime(_ range: Range<Int>, escaped: Bool) -> Bool {
        guard let timeZone else { return false }
        return text(range, escaped: escaped)
            .withUnsafeBufferPointer { FieldText.timestamp($0, zone: timeZone) } != nil
    }

    private func text(_ range: Range<Int>, escaped: Bool) -> [UInt8] {
        escaped
            ? JSONEscapes.unescape(UnsafeBufferPointer(rebasing: line[range])).bytes : Array(line[range])
    }

    private func unexpected(_ token: JSONScanner.Token) -> JSONSyntaxError {
        JSONSyntaxError(
            offset: token == .end ? line.count : scanner.position - 1,
            problem: token == .end ? .unexpectedEnd : .unexpectedByte)
    }
}
