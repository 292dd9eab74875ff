import Testing
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
