import TestSupport
import TideColumnar
import TideExecution
import TidePlanning

extension SplitMix {
    mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &self) == 0 }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }
}

/// Rows with every type, NULLs, extremes, NaN, both zeros and strings that share their first eight bytes.
enum RandomRows {
    static let schema = Schema([
        Field("b", .boolean), Field("i", .int), Field("j", .int), Field("l", .bigint), Field("m", .bigint),
        Field("d", .double), Field("e", .double), Field("s", .string), Field("t", .string),
        Field("ts", .timestamp), Field("dt", .date), Field("w", .window), Field("v", .void),
        Field("y", .tinyint), Field("h", .smallint), Field("f", .float),
        Field("p", .decimal(precision: 38, scale: 2)), Field("x", .binary), Field("n", .timestampNTZ),
        Field("o", .interval(.dayToSecond)), Field("a", .array(.int)),
        Field("q", .array(.structure([Field("k", .string), Field("d", .decimal(precision: 5, scale: 1))]))),
    ])

    static func column(_ ordinal: Int) -> Expression {
        .column(ordinal: ordinal, name: schema.fields[ordinal].name, schema.fields[ordinal].type)
    }

    static func value(_ type: DataType, _ random: inout SplitMix) -> Value {
        if random.chance(6) { return .null }
        switch type {
        case .void: return .null
        case .boolean: return .boolean(random.chance(2))
        case .int:
            return .int(random.chance(20) ? random.pick([.min, .max]) : .random(in: -4...4, using: &random))
        case .date: return .date(.random(in: -2...2, using: &random))
        case .bigint:
            return .bigint(
                random.chance(20) ? random.pick([.min, .max]) : .random(in: -4...4, using: &random))
        case .timestamp:
            return .timestamp(
                random.chance(30)
                    ? random.pick([.min, .max]) : .random(in: -7_300_000_000...7_300_000_000, using: &random))
        case .double:
            return .double(
                random.pick([
                    0, -0.0, .nan, .infinity, -.infinity, 1, -1, 0.1, 0.2, 0.3, 1e16, -1e16, 1e300, -1e300,
                    .greatestFiniteMagnitude, .leastNonzeroMagnitude,
                ]))
        case .string:
            return .string(
                UTF8String(
                    random.pick(["", "a", "ab", "abcdefgh", "abcdefghi", "abcdefghj", "\u{e9}", "e\u{301}"])))
        case .structure(let fields): return .structure(fields.map { value($0.type, &random) })
        case .array(let element):
            return .array((0..<Int.random(in: 0...3, using: &random)).map { _ in value(element, &random) })
        case .map(let key, let element):
            return .map(
                (0..<Int.random(in: 0...2, using: &random)).map { index in
                    MapEntry(
                        key == .int ? .int(Int32(index)) : .string(UTF8String("k\(index)")),
                        value(element, &random))
                })
        case .tinyint: return .tinyint(.random(in: -3...3, using: &random))
        case .smallint: return .smallint(.random(in: -3...3, using: &random))
        case .float: return .float(random.pick([0, -0.0, .nan, .infinity, 1.5, -1, 0.1]))
        case .decimal(let precision, let scale):
            let most = Decimal128.powers[precision] - 1
            let digits =
                random.chance(10) ? random.pick([most, -most]) : .random(in: -40...40, using: &random)
            return .decimal(Decimal128(digits, scale: scale))
        case .binary: return .binary(random.pick([[], [0], [0, 255], [1, 2, 3]]))
        case .timestampNTZ: return .timestampNTZ(.random(in: -5...5, using: &random))
        case .interval(let units): return .interval(.random(in: -5...5, using: &random), units)
        }
    }

    static func batch(_ count: Int, _ random: inout SplitMix) -> RecordBatch {
        let rows = (0..<count).map { _ in schema.fields.map { value($0.type, &random) } }
        return RecordBatch(schema: schema, rows: rows)
    }

    /// The batch cut into pieces at random, some of them empty.
    static func cut(_ batch: RecordBatch, _ random: inout SplitMix) -> [RecordBatch] {
        var pieces: [RecordBatch] = []
        var start = 0
        while start < batch.count {
            let end = min(batch.count, start + .random(in: 0...40, using: &random))
            pieces.append(batch.gather(Array(start..<end)))
            start = end
        }
        return pieces
    }
}

/// Equal by their bits, except that every NaN equals every other.
func isSame(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.double(let left), .double(let right)):
        left.isNaN ? right.isNaN : left.bitPattern == right.bitPattern
    case (.float(let left), .float(let right)):
        left.isNaN ? right.isNaN : left.bitPattern == right.bitPattern
    case (.structure(let left), .structure(let right)), (.array(let left), .array(let right)):
        left.count == right.count && zip(left, right).allSatisfy(isSame)
    case (.map(let left), .map(let right)):
        left.count == right.count
            && zip(left, right).allSatisfy { isSame($0.key, $1.key) && isSame($0.value, $1.value) }
    default: left == right
    }
}

/// Where two tables of as many rows differ: for each column that does its name and the first values.
func differences(_ left: [[Value]], _ right: [[Value]], _ schema: Schema) -> [String] {
    schema.fields.indices.compactMap { ordinal in
        zip(left, right).first { !isSame($0[ordinal], $1[ordinal]) }.map {
            "\(schema.fields[ordinal].name): \($0[ordinal]), \($1[ordinal])"
        }
    }
}

/// Whether two tables have the same rows in the same order.
func isSame(_ left: [[Value]], _ right: [[Value]]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { isSame(.structure($0), .structure($1)) }
}
