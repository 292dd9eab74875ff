import TestSupport
import Testing

@testable import TidePlots

@Suite("Scales")
struct NiceScaleTests {
    @Test(
        "ticks are 1, 2 or 5 times a power of ten, and zero is one of them",
        arguments: [
            (0.0, 2_018.0, 6, ["0", "500", "1,000", "1,500", "2,000", "2,500"]),
            (0, 2_000, 6, ["0", "500", "1,000", "1,500", "2,000"]),
            (0, 1_001, 6, ["0", "200", "400", "600", "800", "1,000", "1,200"]),
            (0, 1_001, 3, ["0", "500", "1,000", "1,500"]),
            (0, 1_001, 2, ["0", "1,000", "2,000"]),
            (0, 1_001, 1, ["0", "2,000"]),
            (0, 0.3, 4, ["0", "0.1", "0.2", "0.3"]),
            (0, 7, 10, ["0", "1", "2", "3", "4", "5", "6", "7"]),
            (-3, 5, 5, ["-4", "-2", "0", "2", "4", "6"]),
            (-950, 0, 2, ["-1,000", "-500", "0"]),
            (0, 0, 2, ["0", "0.5", "1.0"]),
            (0, 3e9, 3, ["0", "1G", "2G", "3G"]),
            (0, 1e-7, 2, ["0", "50n", "100n"]),
            (0, 1.7976931348623157e308, 2, ["0", "1e308", "2e308"]),
            (0, .leastNonzeroMagnitude, 1, ["0", "5e-324"]),
        ] as [(Double, Double, Int, [String])])
    func ticks(low: Double, high: Double, intervals: Int, labels: [String]) {
        let scale = NiceScale(low: low, high: high, intervals: intervals)
        #expect(scale.ticks.map(\.label) == labels)
        #expect(scale.ticks.first?.position == 0 && scale.ticks.last?.position == 1)
    }

    @Test("positions are proportional, also where differences overflow")
    func positions() {
        let scale = NiceScale(low: 0, high: 1_001, intervals: 6)
        for value in [0.0, 11, 600, 1_001, 1_200] {
            #expect(abs(scale.position(value) - value / 1_200) < 1e-12)
        }
        let wide = NiceScale(low: -1e308, high: 1e308, intervals: 4)
        #expect(wide.ticks.map(\.label) == ["-1.0e308", "-0.5e308", "0", "0.5e308", "1.0e308"])
        #expect(wide.position(0) == 0.5 && wide.position(-1e308) == 0 && wide.position(5e307) == 0.75)
    }

    @Test("random ranges: few enough intervals, and both ends inside")
    func random() {
        var random = SplitMix(state: 7)
        for _ in 0..<5_000 {
            let scale = {
                TenPower.scale(Double(random.next() % 10_000) / 1_000, by: Int(random.next() % 600) - 300)
            }
            let (low, high) = (-scale(), scale())
            let limit = 2 + Int(random.next() % 9)
            let axis = NiceScale(low: low, high: high, intervals: limit)
            #expect(axis.ticks.count - 1 <= limit, "\(low) \(high) \(limit)")
            #expect(axis.ticks.contains { $0.label == "0" })
            #expect(axis.position(low) <= axis.position(0) && axis.position(0) <= axis.position(high))
        }
    }
}
