import TideModel

extension Trigger {
    /// A batch at each multiple of an interval such as `10 seconds`; `0 seconds`: as soon as there is data.
    ///
    /// - Throws: `TidemarkError` (`invalidArgument`) for text that is no interval, for months and years, and
    ///   for less than nothing.
    public static func processingTime(_ interval: String) throws -> Trigger {
        let microseconds = try intervalMicroseconds(interval)
        guard microseconds >= 0 else { throw TidemarkError(.negativeInterval, ["interval": interval]) }
        return .processingTime(microseconds: microseconds)
    }
}
