/// Finds the schedules of a mode and tries them.
protocol ModeRunner: Sendable {
    /// Tries what the mode has to try; what it leaves out becomes a note of the campaign.
    ///
    /// - Throws: `CrashFinding`.
    func run(_ campaign: Campaign<JobTarget>) throws
}
