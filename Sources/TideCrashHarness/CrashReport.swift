package import TideFormats

/// What one mode has counted.
package struct ModeReport: Hashable, Sendable {
    /// Something that came out of a fault, and how often.
    package struct Outcome: Hashable, Sendable {
        package let name: String
        package let count: Int
    }

    /// nil for a command.
    package let mode: CrashMode?
    /// In the order of their names.
    package let faults: [FaultTally]
    /// Runs from scratch to the end.
    package let schedules: Int
    /// Distinct ones by content.
    package let states: Int
    /// Distinct ones by the names and lengths of the files.
    package let shapes: Int
    package let outcomes: [Outcome]
    package let seconds: Double
    /// What was left out, and why.
    package let notes: [String]

    /// Faults that were tried and never struck, and steps that no run has passed: nothing is known of them.
    package let missed: [String]

    init(mode: CrashMode?, counts: CampaignCounts, seconds: Double) {
        self.mode = mode
        faults = counts.tallies.values.sorted { $0.kind < $1.kind }
        schedules = counts.schedules
        states = counts.states.count
        shapes = Set(counts.states.map(\.shape)).count
        outcomes = counts.outcomes.sorted { $0.key < $1.key }.map { Outcome(name: $0.key, count: $0.value) }
        self.seconds = seconds
        notes = counts.notes
        missed = counts.missed + counts.unreached
    }

    /// `sigkill: 200 of 212 faults struck in 40 schedules, 188 states (61 by names and lengths), 9.1 s`, then
    /// a line for each fault.
    package var lines: [String] {
        let (struck, tried) = (faults.reduce(0) { $0 + $1.struck }, faults.reduce(0) { $0 + $1.tried })
        let head =
            "\(mode?.rawValue ?? "kills"): \(struck) of \(tried) faults struck in \(schedules) schedules, "
            + "\(states) states (\(shapes) by names and lengths), \(Self.tenths(seconds)) s"
        let width = faults.map(\.kind.count).max() ?? 0
        return [head]
            + faults.map { fault in
                let gap = String(repeating: " ", count: width - fault.kind.count)
                return "  \(fault.kind)\(gap)  \(fault.struck) of \(fault.tried)"
            } + outcomes.map { "  \($0.name): \($0.count)" } + notes.map { "  left out: \($0)" }
            + missed.map { "  never struck: \($0)" }
    }

    private static func tenths(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// One object, for `--json`.
    package var json: JSONValue {
        .object([
            ("mode", .string(mode?.rawValue ?? "kills")), ("schedules", .integer(Int64(schedules))),
            ("states", .integer(Int64(states))), ("shapes", .integer(Int64(shapes))),
            ("seconds", .number(seconds)),
            (
                "faults",
                .array(
                    faults.map { fault in
                        .object([
                            ("fault", .string(fault.kind)), ("tried", .integer(Int64(fault.tried))),
                            ("struck", .integer(Int64(fault.struck))),
                        ])
                    })
            ),
            ("outcomes", .object(outcomes.map { ($0.name, .integer(Int64($0.count))) })),
            ("leftOut", .array(notes.map { .string($0) })),
        ])
    }
}
