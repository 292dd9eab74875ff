/// A disk after a power cut, by its number among those of the job's recorded run.
package struct PowerCut: Hashable, Sendable, CustomStringConvertible {
    /// The number among the states of the run, from 0.
    package let state: Int
    /// The number among the states of the run that recovers from it; nil for a cut of the first run.
    package var inRecovery: Int?
    /// At most so many states were drawn at each moment.
    package let perMoment: Int
    /// From which they were drawn.
    package let seed: UInt64

    init(state: Int, inRecovery: Int? = nil, perMoment: Int, seed: UInt64) {
        self.state = state
        self.inRecovery = inRecovery
        self.perMoment = perMoment
        self.seed = seed
    }

    /// `powercut#137:32:1`, the 137th state of those drawn 32 a moment from seed 1; `powercut#137.4:32:1` is
    /// the 4th of its recovery.
    package var description: String {
        "powercut#\(state)\(inRecovery.map { ".\($0)" } ?? ""):\(perMoment):\(seed)"
    }

    init?(parsing text: String) {
        guard text.hasPrefix("powercut#") else { return nil }
        let parts = text.dropFirst("powercut#".count).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let perMoment = Int(parts[1]), perMoment > 0, let seed = UInt64(parts[2])
        else { return nil }
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(numbers.count), let state = numbers[0], state >= 0 else { return nil }
        if numbers.count == 2 {
            guard let inner = numbers[1], inner >= 0 else { return nil }
            inRecovery = inner
        }
        self.state = state
        self.perMoment = perMoment
        self.seed = seed
    }
}
