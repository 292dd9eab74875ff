import TideDurableIO

/// Faults that the harness must find: a test that finds nothing shows little unless it would have.
package struct CrashSelfTest {
    /// What came of one canary.
    package struct Canary: Hashable, Sendable {
        /// The mode, or `command`.
        package let name: String
        /// What was found; nil when nothing was.
        package let difference: String?
        /// What must be part of that: any other difference is of something else.
        package let sign: String
        /// Why it could not be tried; nil when it was.
        package let leftOut: String?

        /// Whether what was done was found.
        package var isCaught: Bool { difference?.contains(sign) ?? false }
        /// Whether it has been caught, or could not be.
        package var isPassed: Bool { isCaught || leftOut != nil }
    }

    private let seed: UInt64
    private let tool: String
    private let scratch: Scratch

    /// Prepares the test of the harness with `tool`, a `tidemark`.
    package init(seed: UInt64, tool: String, in scratch: Scratch) {
        self.seed = seed
        self.tool = tool
        self.scratch = scratch
    }

    /// Tries a canary in each mode, and a command that loses its place.
    ///
    /// - Throws: as `CrashTest.run`.
    package func run(report: (Canary) throws -> Void) throws {
        try report(try forgetfulCommand())
        let job = try JobTarget(try sampleJob(), in: scratch)
        for mode in CrashMode.allCases {
            let tampering = Self.tampering(in: mode)
            job.tampering = tampering
            var notes: [String] = []
            let outcome = try CrashTest(seed: seed, count: 36).run([mode], on: [job]) {
                notes = $0.faults.isEmpty ? $0.notes : []
            }
            if let interruption = outcome.interruption { throw interruption }
            try report(
                Canary(
                    name: mode.rawValue, difference: outcome.finding?.difference,
                    sign: mode == .powercut ? "is no whole file of a batch" : tampering.sign,
                    leftOut: notes.first))
        }
    }

    /// What each mode has to find.
    private static func tampering(in mode: CrashMode) -> Tampering {
        switch mode {
        case .sigkill: .lost
        case .failpoints: .doubled
        case .syscalls, .damage, .powercut: .changed
        case .errors: .leftOver
        }
    }

    /// A script that appends and does not remember what it has appended.
    private static let forgetful = """
        for number in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
            echo "line $number" >> result
            /bin/sh -c :
        done

        """

    private func forgetfulCommand() throws -> Canary {
        let directory = scratch.path("forgetful")
        try FileSystem.createDirectory(directory)
        try FileSystem.writeAtomically(
            Array(Self.forgetful.utf8), to: FileSystem.join(directory, "script"), isDurable: false)
        let target = try CommandTarget(
            ["/bin/sh", "script"], directory: directory, verification: nil, in: scratch)
        let outcome = try CrashTest(seed: seed, count: 36).run([target]) { _ in }
        if let interruption = outcome.interruption { throw interruption }
        return Canary(
            name: "command", difference: outcome.finding?.difference, sign: "'result' has", leftOut: nil)
    }

    private static let job = """
        CREATE TABLE events (action STRING, n INT) USING json OPTIONS (path 'events', maxFilesPerTrigger '1');
        CREATE STREAMING TABLE copied USING json TBLPROPERTIES ('path' = 'out')
        AS SELECT action, n FROM STREAM events;
        """

    /// A job of six batches with a file sink; its tampering takes files away from that.
    private func sampleJob() throws -> CrashJob {
        let directory = scratch.path("events")
        try FileSystem.createDirectory(directory)
        for number in 0..<6 {
            let path = FileSystem.join(directory, "file-\(number).json")
            let lines = (0..<3).map { "{\"action\":\"a\($0)\",\"n\":\(number)}\n" }.joined()
            try FileSystem.writeAtomically(Array(lines.utf8), to: path, isDurable: false)
            try FileSystem.setModificationTime(
                path, ns: 1_000_000_000_000_000_000 + Int64(number) * 1_000_000_000)
        }
        return CrashJob(
            tool: tool, text: Self.job, inputs: [CrashJob.Input(from: directory, to: "events")],
            table: "copied", sink: "out")
    }
}
