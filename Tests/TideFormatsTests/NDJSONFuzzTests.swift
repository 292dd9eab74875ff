import TestSupport
import Testing
import TideColumnar
import TideFormats
import TideModel

/// The fast path and the tolerant reader against each other, on lines made by a seeded generator.
struct NDJSONFuzzTests {
    /// Lines: objects with the table's keys; one in `calm` of them has something odd about it.
    struct Generator {
        var random: SplitMix
        let calm: Int
        let nasty: [[UInt8]]
        /// The keys of all objects, in their order; nil for others in each.
        var layout: (keys: [String], space: String)?

        static let keys = [
            "b", "i", "l", "d", "s", "t", "e", "z", "zz", #"\u006c"#, "long name that no column has",
        ]
        static let scalars = [
            "true", "false", "null", "0", "-0", "1", "-1", "12345", "2147483647", "2147483648", "1469501107",
            "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616",
            "1.5",
            "-0.0", "1e5", "1e400", "4.9e-324", "0.1", "123456789012345678901234567890.5", "NaN", "-INF",
            "'x'",
            #""""#, #""x""#, #""Open""#, #""\n""#, #""\u00e9""#, #""\ud83d\ude00""#, #""\ud83d""#,
            #""\ude00""#,
            #""\ud83d\u0041""#, #""\ud800\ue000""#, "\"\u{e9}\u{1F600}\"", #""NaN""#, #""Infinity""#, #""1""#,
            #""2016-07-26""#,
            #""2016-07-26T02:45:07.123Z""#, #""2016-07-26 02:45""#, #""2016-02-30""#, #""12:30""#, #""123""#,
            #""\"}""#, #""{""#, #""a\\""#,
        ]

        mutating func isOdd() -> Bool { Int.random(in: 0..<calm, using: &random) == 0 }

        mutating func line() -> [UInt8] {
            if isOdd() {
                switch Int.random(in: 0..<4, using: &random) {
                case 0: return nasty.randomElement(using: &random) ?? []
                case 1: return []
                default:
                    var line = object()
                    mutate(&line)
                    return line.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
                }
            }
            return object()
        }

        private mutating func object() -> [UInt8] {
            if let layout { return object(layout.keys, layout.space) }
            var keys = Self.keys.shuffled(using: &random).prefix(Int.random(in: 0..<8, using: &random))
            if isOdd(), let key = keys.first { keys.append(key) }
            let space = Int.random(in: 0..<8, using: &random) == 0 ? " " : ""
            return object(Array(keys), space)
        }

        private mutating func object(_ keys: [String], _ space: String) -> [UInt8] {
            let pairs = keys.map { "\"\($0)\"\(space):\(value(key: $0, depth: 0))\(space)" }
            return Array("\(space){\(pairs.joined(separator: ",\(space)"))}\(space)".utf8)
        }

        private mutating func value(key: String, depth: Int) -> String {
            switch (Int.random(in: 0..<24, using: &random), key) {
            case (0, _) where depth < 5:
                let elements = (0..<Int.random(in: 0..<3, using: &random)).map { _ in
                    value(key: key, depth: depth + 1)
                }
                return "[\(elements.joined(separator: ","))]"
            case (1, _) where depth < 5: return "{\"l\":\(value(key: "l", depth: depth + 1))}"
            case _ where isOdd(): return Self.scalars.randomElement(using: &random) ?? "null"
            case (2, _): return "null"
            case (_, "b"): return Bool.random(using: &random) ? "true" : "false"
            case (_, "d"): return "\(Double.random(in: -1e9..<1e9, using: &random))"
            case (_, "s"): return "\"\(String(UInt32(truncatingIfNeeded: random.next()), radix: 36))\""
            case (3..<12, "t"): return time()
            case (_, "t"):
                let (year, month) = (
                    Int.random(in: 10..<30, using: &random), Int.random(in: 0..<10, using: &random)
                )
                return "\"20\(year)-0\(month)-11T1:2:3.5\""
            case (_, "e"): return "\"2016-\(Int.random(in: 0..<14, using: &random))-9\""
            default:
                return String(Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random))
            }
        }

        /// As most files write it, mostly with each of its numbers in range.
        private mutating func time() -> String {
            func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
            let date = [Int.random(in: 1..<14, using: &random), Int.random(in: 1..<32, using: &random)]
            let clock = [25, 61, 61].map { Int.random(in: 0..<$0, using: &random) }
            let digits = (0..<Int.random(in: 0..<8, using: &random)).map { _ in
                String(Int.random(in: 0..<10, using: &random))
            }
            let fraction = digits.isEmpty ? "" : ".\(digits.joined())"
            let year = ["1969", "1970", "2016", "2000", "2100", "9999"].randomElement(using: &random) ?? ""
            return "\"\(year)-\(date.map(two).joined(separator: "-"))"
                + "T\(clock.map(two).joined(separator: ":"))\(fraction)Z\""
        }

        private mutating func mutate(_ line: inout [UInt8]) {
            let structural =
                Array(#"{}[]:,"'\tu09-+.eEn "#.utf8) + [0x00, 0x09, 0x1F, 0x7F, 0x80, 0xC3, 0xED, 0xFF]
            for _ in 0..<Int.random(in: 1..<3, using: &random) where !line.isEmpty {
                let place = Int.random(in: line.indices, using: &random)
                let byte = structural.randomElement(using: &random) ?? 0
                switch Int.random(in: 0..<5, using: &random) {
                case 0: line.remove(at: place)
                case 1: line.insert(byte, at: place)
                case 2: line[place] = byte
                case 3: line.removeSubrange(place...)
                default: line.append(contentsOf: line[place...])
                }
            }
        }
    }

    static func lines(_ count: Int, seed: UInt64) throws -> [[UInt8]] {
        var generator = Generator(
            random: SplitMix(state: seed), calm: [2, 100, 5_000][Int(seed % 3)],
            nasty: try SparkJSONTests.cases().map(\.line))
        return (0..<count).flatMap { _ in
            let line = generator.line()
            // A document over two lines is two bad lines, even where both together are one document.
            guard generator.isOdd(), let comma = line.firstIndex(of: UInt8(ascii: ",")) else { return [line] }
            return [Array(line[...comma]), Array(line[(comma + 1)...])]
        }
    }

    @Test(
        "Fast path and tolerant reader agree on every line: rows, NULLs, rejects",
        arguments: 0..<25 as Range<UInt64>)
    func readersAgree(seed: UInt64) throws {
        let lines = try Self.lines(8_000, seed: seed)
        // One decoder for blocks of all sizes: lines near a block's end meet whatever follows it in memory.
        let required = [[0, 2, 4], [5], [], Array(0..<7), Array(0..<7)][Int(seed % 5)]
        let format = JSONLines.format(seed % 2 == 0 ? .permissive : .dropMalformed, required: required)
        let decoder = NDJSONDecoder(format)
        let tolerant = TolerantReader(format)
        var random = SplitMix(state: seed &+ 1_000)
        var start = 0
        while start < lines.count {
            let end = min(
                lines.count,
                start + Int.random(in: 1..<[3, 200, 8_000][Int(random.next() % 3)], using: &random))
            try Self.compare(lines[start..<end], decoder, tolerant, &random)
            start = end
        }
    }

    @Test(
        "They agree on lines of one layout, most of which need no parser", arguments: 0..<40 as Range<UInt64>)
    func readersAgreeOnLayouts(seed: UInt64) throws {
        var generator = Generator(
            random: SplitMix(state: seed), calm: [20, 200, 2_000][Int(seed % 3)],
            nasty: try SparkJSONTests.cases().map(\.line))
        let keys = Generator.keys.shuffled(using: &generator.random)
        let count = Int.random(in: 1...keys.count, using: &generator.random)
        generator.layout = (Array(keys.prefix(count)), seed % 4 == 0 ? " " : "")
        let lines = (0..<4_000).map { _ in generator.line() }
        let format = JSONLines.format(seed % 2 == 0 ? .permissive : .dropMalformed)
        let decoder = NDJSONDecoder(format)
        for start in stride(from: 0, to: lines.count, by: 1_000) {
            try Self.compare(
                lines[start..<(start + 1_000)], decoder, TolerantReader(format), &generator.random)
        }
    }

    private static func compare(
        _ lines: ArraySlice<[UInt8]>, _ decoder: NDJSONDecoder, _ tolerant: TolerantReader,
        _ random: inout SplitMix
    ) throws {
        var bytes: [UInt8] = []
        var expected: [[Value]] = []
        var owners: [Int] = []
        var rejects = RejectSummary()
        for (index, line) in lines.enumerated() {
            let found = tolerant.rows(ofLine: line)
            expected += found.rows
            owners += found.rows.map { _ in index }
            if let reject = found.reject { rejects.add(Reject(offset: Int64(bytes.count), reason: reject)) }
            bytes += line
            let isLast = index == lines.count - 1
            bytes += Array(
                (isLast && Bool.random(using: &random)
                    ? "" : ["\n", "\n", "\r\n", "\r"].randomElement(using: &random) ?? "").utf8)
        }
        let decoded = try JSONLines.decode(bytes, decoder)
        let found = decoded.batch.rows
        if JSONLines.spelt(found) != JSONLines.spelt(expected) {
            let row = zip(found, expected).enumerated().first {
                JSONLines.spelt([$1.0]) != JSONLines.spelt([$1.1])
            }?.offset
            let place = row ?? min(found.count, expected.count - 1)
            let line = owners.indices.contains(place) ? Array(lines)[owners[place]] : []
            Issue.record(
                "row \(place) of \(found.count), \(expected.count): \(String(decoding: line, as: UTF8.self))")
        }
        #expect(decoded.rejects == rejects)
        for column in decoded.batch.columns where column.validity != nil {
            #expect(column.validity?.contains(false) == true)
        }
    }
}
