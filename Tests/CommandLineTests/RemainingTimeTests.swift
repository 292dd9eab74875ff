import Testing

@testable import TidemarkCLI

/// How long a run may still take.
@Suite("Remaining time")
struct RemainingTimeTests {
    /// Batches of these bytes, a second each.
    private func after(_ sizes: [Int64]) -> RemainingTime {
        var remaining = RemainingTime()
        for (index, bytes) in sizes.enumerated() {
            remaining.add(bytes: bytes, endNs: Int64(index + 1) * 1_000_000_000)
        }
        return remaining
    }

    @Test("the range is what is left at the quartiles of the rates")
    func quartiles() {
        // Quartiles of 80, 90, 100, 110, 120 are 90 and 110.
        let range = after([100, 80, 120, 90, 110]).range(forBytes: 990)
        #expect(range == 9e9...11e9)
        #expect(range.map(RemainingTime.text) == "9-11 s")
    }

    @Test("equal rates give one number")
    func steady() {
        let range = after([100, 100, 100, 100, 100]).range(forBytes: 1_000)
        #expect(range == 10e9...10e9)
        #expect(range.map(RemainingTime.text) == "10 s")
    }

    @Test("few batches give the mean, none or nothing left give nothing")
    func few() {
        #expect(after([50, 150]).range(forBytes: 1_000) == 10e9...10e9)
        #expect(after([]).range(forBytes: 1_000) == nil)
        #expect(after([0]).range(forBytes: 1_000) == nil)
        #expect(after([50]).range(forBytes: 0) == nil)
    }

    @Test("only the last 32 batches count")
    func recent() {
        let sizes = Array(repeating: Int64(1), count: 50) + Array(repeating: 100, count: 32)
        #expect(after(sizes).range(forBytes: 1_000) == 10e9...10e9)
    }

    @Test(
        "the text keeps to whole seconds, minutes or hours",
        arguments: [
            (0.1e9...0.9e9, "<1 s"), (0.5e9...1.5e9, "0-2 s"), (8.9e9...10.1e9, "8-11 s"),
            (119e9...119e9, "119 s"), (100e9...130e9, "1-3 min"), (3_600e9...8_000e9, "1-3 h"),
            (1e9...1e25, "very long"),
        ])
    func text(range: ClosedRange<Double>, expected: String) {
        #expect(RemainingTime.text(range) == expected)
    }
}
