import Testing
import TideColumnar
import TideFormats

@testable import TideReference

@Suite struct NaiveSumTests {
    @Test("sums and quotients are exact and rounded once, as Python's fractions say")
    func exact() throws {
        let cases = oracle("sums.jsonl")
        #expect(cases.count == 100)
        for json in cases {
            var sum = NaiveSum()
            for term in json["terms"]?.elements ?? [] { sum.add(Double(term.string ?? "") ?? .nan) }
            let divisor = UInt64(json["divisor"]?.integer ?? 0)
            #expect(sum.rounded(dividedBy: 1) == json["sum"]?.string.flatMap(Double.init), "\(json.text)")
            #expect(
                sum.rounded(dividedBy: divisor) == json["quotient"]?.string.flatMap(Double.init),
                "\(json.text)")
        }
    }

    @Test("variances of both evaluators are exact and rounded once, as Python's fractions say")
    func variances() throws {
        let cases = oracle("variances.jsonl")
        #expect(cases.count == 100)
        for json in cases {
            let terms = (json["terms"]?.elements ?? []).map { Double($0.string ?? "") ?? .nan }
            let population = json["population"]?.string.flatMap(Double.init)
            let sample = json["sample"]?.string.flatMap(Double.init)
            var (sum, squares) = (NaiveSum(), NaiveSum(ofSquares: ()))
            var parts = [ExactMoments(), ExactMoments()]
            for (index, term) in terms.enumerated() {
                sum.add(term)
                squares.addSquare(of: term)
                parts[index % 2].add(term)
            }
            parts[0].merge(parts[1])
            let stored = try ExactMoments(
                count: parts[0].count, sum: ExactSum(encoded: parts[0].sum.encoded),
                squares: ExactSum(encoded: parts[0].squares.encoded, isOfSquares: true))
            let count = UInt64(terms.count)
            let comment = Comment(rawValue: json.text)
            #expect(stored.variance(ofSample: false) == population, comment)
            #expect(stored.variance(ofSample: true) == sample, comment)
            #expect(
                NaiveSum.variance(sum, squares: squares, count: count, divisor: count) == population, comment)
            guard count > 1 else { continue }
            #expect(
                NaiveSum.variance(sum, squares: squares, count: count, divisor: count - 1) == sample, comment)
        }
    }

    @Test(
        "NaN and infinities are counted, not added",
        arguments: [
            ([1, .infinity], "inf"), ([-.infinity, 1], "-inf"), ([.infinity, -.infinity], "nan"),
            ([.nan, .infinity], "nan"), ([-0.0], "0.0"), ([], "0.0"),
        ] as [([Double], String)])
    func special(terms: [Double], expected: String) {
        var sum = NaiveSum()
        for term in terms { sum.add(term) }
        #expect("\(sum.rounded(dividedBy: 3))" == expected)
    }
}
