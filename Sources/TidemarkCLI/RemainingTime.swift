/// How long the rest of a run may take, from how fast its recent batches were.
///
/// The rate of a batch is its bytes over the time since the batch before it ended. The range is what is left
/// at the upper and at the lower quartile of the last 32 rates: half of the batches were between the two.
/// With fewer than four batches there is one estimate, from the mean.
struct RemainingTime: Hashable, Sendable {
    private static let batchesKept = 32

    /// Bytes in a nanosecond, oldest first.
    private var rates: [Double] = []
    private var lastEndNs: Int64 = 0
    private var bytes: Int64 = 0

    /// Adds a batch of so many bytes that ended so many nanoseconds after the run began.
    mutating func add(bytes: Int64, endNs: Int64) {
        let spentNs = endNs - lastEndNs
        lastEndNs = endNs
        self.bytes += bytes
        guard bytes > 0, spentNs > 0 else { return }
        rates.append(Double(bytes) / Double(spentNs))
        if rates.count > Self.batchesKept { rates.removeFirst() }
    }

    /// Nanoseconds until `bytes` more are read: at least, at most; nil while there is nothing to go by.
    func range(forBytes left: Int64) -> ClosedRange<Double>? {
        guard left > 0, bytes > 0, lastEndNs > 0, !rates.isEmpty else { return nil }
        guard rates.count >= 4 else {
            let mean = Double(left) * Double(lastEndNs) / Double(bytes)
            return mean...mean
        }
        let sorted = rates.sorted()
        return Double(left) / Self.quantile(0.75, sorted)...Double(left) / Self.quantile(0.25, sorted)
    }

    /// `8-11 s`: whole seconds, minutes or hours of both ends, the lower rounded down and the upper up.
    static func text(_ range: ClosedRange<Double>) -> String {
        let seconds = range.upperBound / 1e9
        if seconds <= 1 { return "<1 s" }
        let (unit, name) = seconds < 120 ? (1.0, "s") : seconds < 7_200 ? (60.0, "min") : (3_600.0, "h")
        let low = (range.lowerBound / 1e9 / unit).rounded(.down)
        let high = (seconds / unit).rounded(.up)
        guard high < 1e6 else { return "very long" }
        if low == high || range.lowerBound == range.upperBound { return "\(Int(high)) \(name)" }
        return "\(Int(low))-\(Int(high)) \(name)"
    }

    /// By linear interpolation between the two nearest ranks (Hyndman and Fan, 1996, definition 7).
    private static func quantile(_ share: Double, _ sorted: [Double]) -> Double {
        let rank = share * Double(sorted.count - 1)
        let below = sorted[Int(rank)]
        let above = sorted[min(Int(rank) + 1, sorted.count - 1)]
        return below + (above - below) * (rank - rank.rounded(.down))
    }
}
