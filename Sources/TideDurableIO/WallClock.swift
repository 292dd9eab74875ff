/// Where the time comes from; tests put a clock of their own in its place.
package protocol WallClock: Sendable {
    /// Microseconds since 1970-01-01 UTC; may jump.
    func nowMicroseconds() -> Int64
    /// Nanoseconds that only grow, from an unknown start; for durations.
    func monotonicNanoseconds() -> UInt64
}
