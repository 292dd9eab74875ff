import ArgumentParser
import TideFormats
import TideInspection
import TideModel

/// `tidemark verify`: recomputes the result from the input and compares.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Recompute the result from the input and compare.",
        usage: "tidemark verify CHECKPOINT [--json] [--fast] [--source-root OLD=NEW]",
        discussion: """
            A second evaluator, naive on purpose, reads the input again one row at a time and compares \
            every key. Exit status: 0 identical; 1 differs (says which keys); 3 cannot be verified \
            (says why).
            """)

    @Argument(help: ArgumentHelp("The checkpoint directory.", valueName: "CHECKPOINT"))
    var checkpoint: String

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    @Flag(help: "Recompute with the engine instead of the naive evaluator.")
    var fast = false

    @Option(help: ArgumentHelp("The source directory has moved from OLD to NEW.", valueName: "OLD=NEW"))
    var sourceRoot: String?

    /// Differences shown in words; --json has them all.
    private static let differencesShown = 20

    func run() throws {
        let moved = try sourceRoot.map { [try MovedRoot.parse($0)] } ?? []
        let root = try absolutePath(checkpoint)
        let found = try Verifier(checkpoint: root, isFast: fast, movedRoots: moved).verify()
        var output = StandardOutput()
        if json {
            try output.line(found.json.text)
        } else {
            try Self.print(found, to: &output)
        }
        try output.finish()
        if !found.isIdentical { throw ExitCode(ExitStatus.negative.rawValue) }
    }

    private static func print(_ found: Verification, to output: inout StandardOutput) throws {
        for difference in found.differences.prefix(differencesShown) {
            try output.line("differs: \(difference)")
        }
        if found.differences.count > differencesShown {
            try output.line("and \(found.differences.count - differencesShown) more; --json has all")
        }
        let size =
            found.resultRows.map { Figures.counted($0, "row") }
            ?? Figures.counted(Int64(found.groups), "group")
        try output.line(
            "\(size) of \(found.table) "
                + "after batch \(found.lastBatch), "
                + "recomputed by the \(found.evaluator) from \(Figures.counted(found.rows, "row")) in "
                + Figures.counted(Int64(found.files), "file"))
        try output.line(
            found.isIdentical
                ? "verify identical"
                : "verify differs: " + Figures.counted(Int64(found.differences.count), "difference"))
    }
}
