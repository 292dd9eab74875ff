import TestSupport
import Testing

@testable import TideColumnar

@Suite struct OrderedKeyTests {
    static let types: [DataType] = [
        .boolean, .int, .bigint, .double, .string, .timestamp, .date, .void, .window,
        .structure([Field("a", .string), Field("b", .structure([Field("c", .double), Field("d", .int)]))]),
        .tinyint, .smallint, .float, .decimal(precision: 38, scale: 4), .binary, .timestampNTZ,
        .interval(.dayToSecond), .interval(.yearToMonth), .array(.int), .array(.array(.string)),
        .array(.structure([Field("a", .float), Field("b", .decimal(precision: 9, scale: 0))])),
    ]

    @Test("Encodings compare as the values do, and decode to them", arguments: types)
    func order(_ type: DataType) throws {
        var random = SplitMix(state: 5)
        let columns = [type, .string]
        for _ in 0..<3_000 {
            // The column behind the value shows that a value's end decides before what follows.
            let left = [Self.value(type, &random), Self.value(.string, &random)]
            var right = [Self.value(type, &random), Self.value(.string, &random)]
            if UInt8.random(in: 0..<4, using: &random) == 0 { right[0] = left[0] }
            let (leftKey, rightKey) = (Self.key(left), Self.key(right))
            #expect(
                Self.compare(leftKey, rightKey) == Self.compare(.structure(left), .structure(right)),
                "\(left) \(right)")
            #expect(try Self.key(OrderedKeyDecoder.decode(leftKey, types: columns)) == leftKey)
            #expect(
                Self.compare(
                    .structure(try OrderedKeyDecoder.decode(leftKey, types: columns)), .structure(left)) == 0)
        }
    }

    @Test("The stored form of each type")
    func bytes() {
        let table: [(Value, [UInt8])] = [
            (.null, [0]), (.boolean(false), [1, 0]), (.boolean(true), [1, 1]),
            (.int(-1), [1, 0x7F, 0xFF, 0xFF, 0xFF]),
            (.date(1), [1, 0x80, 0, 0, 1]), (.bigint(.min), [1, 0, 0, 0, 0, 0, 0, 0, 0]),
            (.timestamp(0), [1, 0x80, 0, 0, 0, 0, 0, 0, 0]), (.double(-0.0), [1, 0x80, 0, 0, 0, 0, 0, 0, 0]),
            (.double(1), [1, 0xBF, 0xF0, 0, 0, 0, 0, 0, 0]),
            (.double(-1), [1, 0x40, 0x0F] + Array(repeating: 0xFF, count: 6)),
            (.double(.nan), [1, 0xFF, 0xF8, 0, 0, 0, 0, 0, 0]), (.string(""), [1, 0, 0]),
            (.string(UTF8String(bytes: [97, 0, 255])), [1, 97, 0, 0xFF, 255, 0, 0]),
            (.structure([.null, .boolean(true)]), [1, 0, 1, 1]),
            (.tinyint(-1), [1, 0x7F, 0xFF, 0xFF, 0xFF]), (.smallint(1), [1, 0x80, 0, 0, 1]),
            (.float(-0.0), [1, 0x80, 0, 0, 0, 0, 0, 0, 0]), (.float(1), [1, 0xBF, 0xF0, 0, 0, 0, 0, 0, 0]),
            (.decimal(Decimal128(-1, scale: 2)), [1, 0x7F] + Array(repeating: 0xFF, count: 15)),
            (.binary([0]), [1, 0, 0xFF, 0, 0]), (.timestampNTZ(1), [1, 0x80, 0, 0, 0, 0, 0, 0, 1]),
            (.interval(1, .dayToSecond), [1, 0x80, 0, 0, 0, 0, 0, 0, 1]), (.array([]), [1, 0]),
            (.array([.null, .boolean(true)]), [1, 1, 0, 1, 1, 1, 0]),
        ]
        for (value, bytes) in table { #expect(Self.key([value]) == bytes, "\(value)") }
    }

    @Test("Bytes that no encoder wrote are refused, with the place")
    func damage() {
        let table: [([UInt8], [DataType], Int)] = [
            ([], [.int], 0), ([2], [.int], 0), ([1, 0, 0, 0], [.int], 1), ([1, 2], [.boolean], 1),
            ([1, 97], [.string], 2),
            ([1, 97, 0], [.string], 3), ([1, 97, 0, 7], [.string], 3), ([0, 0], [.int], 1), ([1], [.void], 0),
            ([1, 0x7F] + Array(repeating: 0xFF, count: 7), [.double], 1),
            ([1, 0xFF, 0xF8, 0, 0, 0, 0, 0, 1], [.double], 1),
            ([1, 0x80, 0, 0, 0x80], [.tinyint], 1), ([1, 2], [.array(.int)], 1), ([1], [.map(.int, .int)], 0),
        ]
        for (bytes, types, offset) in table {
            let damage = #expect(throws: KeyDamage.self) { try OrderedKeyDecoder.decode(bytes, types: types) }
            #expect(damage?.offset == offset, "\(bytes)")
        }
    }

    private static func key(_ values: [Value]) -> [UInt8] {
        var key: [UInt8] = []
        for value in values { OrderedKeyEncoder.append(value, to: &key) }
        return key
    }

    private static func value(_ type: DataType, _ random: inout SplitMix) -> Value {
        let choice = Int.random(in: 0..<6, using: &random)
        if choice == 0 { return .null }
        let isSmall = choice < 4
        switch type {
        case .void: return .null
        case .boolean: return .boolean(Bool.random(using: &random))
        case .int:
            return .int(
                isSmall ? .random(in: -2...2, using: &random) : .random(in: .min ... .max, using: &random))
        case .date: return .date(.random(in: .min ... .max, using: &random))
        case .bigint:
            return .bigint(
                isSmall ? .random(in: -2...2, using: &random) : .random(in: .min ... .max, using: &random))
        case .timestamp: return .timestamp(.random(in: .min ... .max, using: &random))
        case .double:
            let special = [
                0.0, -0.0, .nan, -.nan, .infinity, -.infinity, 1, -1, 1.5, .leastNonzeroMagnitude,
                -.leastNonzeroMagnitude,
            ]
            let any = Double(bitPattern: random.next())
            return .double(isSmall ? special.randomElement(using: &random) ?? 0 : any)
        case .string:
            let alphabet: [UInt8] = [0, 1, 97, 98, 0xC3, 0xFE, 0xFF]
            let length = Int.random(in: 0...4, using: &random)
            return .string(
                UTF8String(bytes: (0..<length).map { _ in alphabet.randomElement(using: &random) ?? 0 }))
        case .structure(let fields): return .structure(fields.map { value($0.type, &random) })
        case .array(let element):
            return .array((0..<Int.random(in: 0...3, using: &random)).map { _ in value(element, &random) })
        case .tinyint: return .tinyint(.random(in: .min ... .max, using: &random))
        case .smallint: return .smallint(.random(in: .min ... .max, using: &random))
        case .float:
            let special: [Float] = [0, -0.0, .nan, .infinity, -.infinity, 1.5, .leastNonzeroMagnitude]
            return .float(
                isSmall
                    ? special.randomElement(using: &random) ?? 0
                    : Float(bitPattern: UInt32(truncatingIfNeeded: random.next())))
        case .decimal(_, let scale):
            let digits = Int128(Int64.random(in: .min ... .max, using: &random)) << (isSmall ? 0 : 60)
            return .decimal(Decimal128(digits, scale: scale))
        case .binary:
            return .binary(
                (0..<Int.random(in: 0...3, using: &random)).map { _ in
                    isSmall ? 0 : .random(in: 0...255, using: &random)
                })
        case .timestampNTZ: return .timestampNTZ(.random(in: .min ... .max, using: &random))
        case .interval(let units): return .interval(.random(in: .min ... .max, using: &random), units)
        case .map: return .null
        }
    }

    private static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
        left.lexicographicallyPrecedes(right) ? -1 : left == right ? 0 : 1
    }

    /// SQL's order written down without the encoding.
    private static func compare(_ left: Value, _ right: Value) -> Int {
        switch (left, right) {
        case (.null, .null): 0
        case (.null, _): -1
        case (_, .null): 1
        case (.boolean(let left), .boolean(let right)): order(left ? 1 : 0, right ? 1 : 0)
        case (.int(let left), .int(let right)), (.date(let left), .date(let right)): order(left, right)
        case (.bigint(let left), .bigint(let right)), (.timestamp(let left), .timestamp(let right)),
            (.timestampNTZ(let left), .timestampNTZ(let right)),
            (.interval(let left, _), .interval(let right, _)):
            order(left, right)
        case (.tinyint(let left), .tinyint(let right)): order(left, right)
        case (.smallint(let left), .smallint(let right)): order(left, right)
        case (.decimal(let left), .decimal(let right)): order(left.unscaled, right.unscaled)
        case (.binary(let left), .binary(let right)): compare(left, right)
        case (.float(let left), .float(let right)):
            left.isNaN || right.isNaN ? order(left.isNaN ? 1 : 0, right.isNaN ? 1 : 0) : order(left, right)
        case (.array(let left), .array(let right)):
            zip(left, right).lazy.map { compare($0, $1) }.first { $0 != 0 } ?? order(left.count, right.count)
        case (.double(let left), .double(let right)):
            left.isNaN || right.isNaN ? order(left.isNaN ? 1 : 0, right.isNaN ? 1 : 0) : order(left, right)
        case (.string(let left), .string(let right)): compare(left.bytes, right.bytes)
        case (.structure(let left), .structure(let right)):
            zip(left, right).lazy.map { compare($0, $1) }.first { $0 != 0 } ?? 0
        default: preconditionFailure("values of two types")
        }
    }

    private static func order<Key: Comparable>(_ left: Key, _ right: Key) -> Int {
        left < right ? -1 : left == right ? 0 : 1
    }
}
