import Testing
import TideColumnar
import TidePlanning

private let second: Int64 = 1_000_000
private let minute: Int64 = 60 * second

@Suite struct WindowAssignmentTests {
    /// Vectors of Spark's DataFrameTimeWindowingSuite: time, size, slide, start; then the windows, newest
    /// first.
    static let vectors: [(time: Int64, size: Int64, slide: Int64, start: Int64, starts: [Int64])] = [
        (725 * minute, 12 * minute, 5 * minute, 0, [725, 720, 715].map { $0 * minute }),
        (725 * minute, 12 * minute, 5 * minute, 2 * minute, [722, 717].map { $0 * minute }),
        (2 * second, 10 * second, 10 * second, 5 * second, [-5 * second]),
        (12 * second - 86_400 * second, 10 * second, 10 * second, 5 * second, [(5 - 86_400) * second]),
        (0, minute, minute, 0, [0]),
        (-1, minute, minute, 0, [-minute]),
        (minute - 1, minute, minute, 0, [0]),
        (0, minute, minute, -15 * second, [-15 * second]),
        (90 * second, 2 * minute, minute, 0, [minute, 0]),
    ]

    @Test("a time falls into Spark's windows, newest first, also before 1970", arguments: vectors)
    func windows(time: Int64, size: Int64, slide: Int64, start: Int64, starts: [Int64]) {
        let window = TimeWindow(
            time: .literal(.null, .timestamp), sizeUs: size, slideUs: slide, startUs: start)
        let found = window.windows(of: time)
        #expect(found.map(\.start) == starts)
        #expect(found.map(\.end) == starts.map { $0 + size })
    }

    @Test("no window where its bounds leave the range of TIMESTAMP")
    func bounds() {
        let window = TimeWindow(
            time: .literal(.null, .timestamp), sizeUs: minute, slideUs: minute, startUs: 0)
        #expect(window.windows(of: .max).isEmpty)
        #expect(window.windows(of: .min).isEmpty)
    }
}
