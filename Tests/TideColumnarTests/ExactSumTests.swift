import TestSupport
import Testing

@testable import TideColumnar

@Suite struct ExactSumTests {
    /// A row of Fixtures/exact-sums.jsonl, made by make_exact_sums.py with exact fractions.
    struct Case {
        let values: [Double]
        let sum: Double
        let count: Int64
        let average: Double

        init(_ row: [Any]) throws {
            values = try #require(row[0] as? [String]).map { try number($0) }
            sum = try number(row.string(1))
            count = try #require(row.integer(2))
            average = try number(row.string(3))
        }
    }

    @Test("Sums and averages are the exact ones rounded once, as Python's fractions give them")
    func againstFractions() throws {
        for row in try Table("exact-sums.jsonl").rows.map(Case.init) {
            var sum = ExactSum()
            for value in row.values { sum.add(value) }
            #expect(sum.rounded().bitPattern == row.sum.bitPattern, "\(row.values)")
            #expect(
                sum.average(count: row.count).bitPattern == row.average.bitPattern,
                "\(row.values) \(row.count)")
        }
    }

    @Test("Averages of 128-bit integer sums are rounded once, as Python's fractions give them")
    func integerAverages() throws {
        for row in try Table("integer-averages.jsonl").rows {
            let sum = try #require(row.string(0).flatMap { Int128($0) })
            let count = try #require(row.integer(1))
            #expect(try ExactSum.average(sum, count: count) == number(row.string(2)), "\(sum) / \(count)")
        }
    }

    @Test("Order, grouping and storing on the way change neither the sum nor its bytes")
    func orderFree() throws {
        var random = SplitMix(state: 3)
        for row in try Table("exact-sums.jsonl").rows.map(Case.init) {
            var whole = ExactSum()
            for value in row.values { whole.add(value) }
            for _ in 0..<4 {
                var parts = [ExactSum](repeating: ExactSum(), count: 3)
                for value in row.values.shuffled(using: &random) {
                    let part = Int.random(in: 0..<3, using: &random)
                    parts[part].add(value)
                    parts[part] = try ExactSum(encoded: parts[part].encoded)
                }
                var merged = ExactSum()
                for part in parts.shuffled(using: &random) { merged.merge(part) }
                #expect(merged.encoded == whole.encoded)
                #expect(merged.rounded().bitPattern == row.sum.bitPattern)
            }
            // Adding and taking away again leaves no trace.
            var undone = whole
            for value in row.values { undone.add(-value) }
            #expect(undone.encoded == [0])
        }
    }

    @Test("NaN and infinities are counted, survive storing and merging, and decide the result")
    func specials() throws {
        let table: [([Double], Double)] = [
            ([.infinity, 1], .infinity), ([-.infinity, 1e308], -.infinity), ([.infinity, -.infinity], .nan),
            ([.nan, 1], .nan), ([.nan, .infinity], .nan), ([.infinity, .infinity], .infinity),
        ]
        for (values, expected) in table {
            var sum = ExactSum()
            for value in values {
                var one = ExactSum()
                one.add(value)
                sum.merge(try ExactSum(encoded: one.encoded))
            }
            #expect(sum.rounded().isNaN == expected.isNaN && (expected.isNaN || sum.rounded() == expected))
            #expect(sum.average(count: 2).isNaN == expected.isNaN)
            #expect(try ExactSum(encoded: sum.encoded) == sum)
        }
    }

    @Test("A million of the greatest value and as many tenths stay exact")
    func many() {
        var sum = ExactSum()
        for _ in 0..<1_000_000 { sum.add(.greatestFiniteMagnitude) }
        #expect(sum.rounded() == .infinity)
        #expect(sum.average(count: 1_000_000) == .greatestFiniteMagnitude)
        for _ in 0..<1_000_000 { sum.add(-.greatestFiniteMagnitude) }
        for _ in 0..<1_000_000 { sum.add(0.1) }
        // Python: float(Fraction(0.1) * 10**6).
        #expect(sum.rounded() == 100_000.0)
    }

    @Test("Bytes that are no sum's one form are refused")
    func damaged() {
        var sum = ExactSum()
        for value in [1e300, -3.5, .nan, .infinity] { sum.add(value) }
        let bytes = sum.encoded
        for length in bytes.indices {
            #expect(throws: KeyDamage.self) { try ExactSum(encoded: Array(bytes[..<length])) }
        }
        let refused: [[UInt8]] = [
            bytes + [0], [32], [1], [2, 0, 0, 0, 0, 0, 0, 0, 0], [16, 0, 0, 0, 0], [16, 0, 0, 1, 0, 0],
            [16, 0, 0, 2, 0, 1, 0], [16, 0, 0, 2, 0, 0, 1], [16, 24, 1, 1, 0, 1], [16, 255, 255, 1, 0, 1],
        ]
        for bytes in refused { #expect(throws: KeyDamage.self, "\(bytes)") { try ExactSum(encoded: bytes) } }
    }
}

private func number(_ hexadecimal: String?) throws -> Double {
    Double(bitPattern: try #require(hexadecimal.flatMap { UInt64($0, radix: 16) }))
}
