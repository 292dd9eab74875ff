import ArgumentParser
import TideModel

/// `tidemark verify`: recomputes the result from the input and compares.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Recompute the result from the input and compare.",
        discussion: """
            A second evaluator, naive on purpose, reads the input again one row at a time and compares \
            every key. Exit status: 0 identical; 1 differs (says which keys); 3 cannot be verified \
            (says why).
            """)

    @Argument(help: ArgumentHelp("The checkpoint directory.", valueName: "CHECKPOINT"))
    var checkpoint: String

    @Flag(help: "One JSON object instead of text.")
    var json = false

    @Flag(help: "Recompute with the engine instead of the naive evaluator.")
    var fast = false

    func run() throws { try perform() }

    private func perform() throws {
        throw TidemarkError(.internalDefect, "`tidemark verify` is not connected yet")
    }
}
