import Testing

@testable import TidePlots

@Suite("Numbers on charts")
struct NumberLabelTests {
    @Test(
        "a bar's number is exact while short and has an SI prefix beyond",
        arguments: [
            (0.0, "0"), (-0.0, "0"), (1, "1"), (999, "999"), (1_345, "1,345"), (-1_345, "-1,345"),
            (9_999_999, "9,999,999"), (10_000_000, "10M"), (12_345_678, "12.35M"), (-12_345_678, "-12.35M"),
            (99_999_000, "100M"), (999_990_000, "1G"), (1_234_567_890, "1.235G"), (5e12, "5T"),
            (3.25, "3.25"), (0.5, "0.5"), (1.0 / 3, "0.3333"), (12_345.678, "12,346"),
            (0.0012345, "0.001235"),
            (0.001, "0.001"), (0.00012345, "123.5u"), (-2e-9, "-2n"), (1e-24, "1y"), (1e30, "1Q"),
            (9.9999e30, "10Q"), (1e33, "1e33"), (2.5e40, "2.5e40"), (9.99999e40, "1e41"),
            (1.7976931348623157e308, "1.798e308"), (Double.leastNonzeroMagnitude, "4.941e-324"),
            (1e-31, "1e-31"),
            (.nan, "NaN"), (-.infinity, "-inf"),
        ] as [(Double, String)])
    func value(number: Double, text: String) {
        #expect(NumberLabel.text(number) == text)
    }

    @Test(
        "an axis has one unit",
        arguments: [
            ([0, 5, 10, 15], 2, ["0", "500", "1,000", "1,500"]),
            ([0, 2, 4], 4, ["0", "20,000", "40,000"]),
            ([0, 5, 10], 5, ["0", "0.5M", "1.0M"]),
            ([-10, -5, 0, 5], -1, ["-1.0", "-0.5", "0", "0.5"]),
            ([0, 2, 4], -3, ["0", "0.002", "0.004"]),
            ([0, 1, 2], -5, ["0", "10u", "20u"]),
            ([0, 5], 40, ["0", "5e40"]),
        ] as [([Int], Int, [String])])
    func axis(multiples: [Int], exponent: Int, labels: [String]) {
        #expect(NumberLabel.axis(multiples, exponent: exponent) == labels)
    }
}
