import ArgumentParser
import TideAdmin
import TideCheckpoint
import TideFormats
import TideModel

/// `tidemark diff`: how two batches of a checkpoint, or two checkpoints, differ.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two batches of a checkpoint, or two checkpoints.",
        usage: """
            tidemark diff CHECKPOINT --from N [--to M] [--json]
            tidemark diff CHECKPOINT OTHER [--json]
            """,
        discussion: """
            Counts the entries added, removed and changed, by table, and prints the rows of the result that \
            differ: - only on the first side, + only on the second. Exit status: 0 equal, 1 different.
            """)

    @Argument(help: ArgumentHelp("The checkpoint directory.", valueName: "CHECKPOINT"))
    var checkpoint: String

    @Argument(help: ArgumentHelp("Another one to compare it with.", valueName: "OTHER"))
    var other: String?

    @Option(help: ArgumentHelp("The end of this batch is the first side.", valueName: "N"))
    var from: Int64?

    @Option(
        help: ArgumentHelp("The end of this batch is the second; the last one otherwise.", valueName: "M"))
    var to: Int64?

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    /// Rows printed in words; --json has them all.
    private static let rowsShown = 20

    func run() throws {
        try TidemarkError.requireOption("--from", from.map(Int.init), in: 0...Int.max)
        try TidemarkError.requireOption("--to", to.map(Int.init), in: 0...Int.max)
        guard (other == nil) != (from == nil), other == nil || to == nil else {
            throw TidemarkError(.diffSidesUnclear)
        }
        let root = try absolutePath(checkpoint)
        let found =
            if let other {
                try CheckpointDifference(root, try absolutePath(other))
            } else {
                try CheckpointDifference(checkpoint: root, from: from, to: to)
            }
        var output = StandardOutput()
        if json { try output.line(found.json.text) } else { try Self.print(found, to: &output) }
        try output.finish()
        if !found.isEmpty { throw ExitCode(ExitStatus.negative.rawValue) }
    }

    private static func print(_ found: CheckpointDifference, to output: inout StandardOutput) throws {
        if found.isEmpty { return try output.line("no difference") }
        for table in found.tables {
            let name = table.table.name.padding(to: 15)
            try output.line(
                "\(name) \(table.added) added, \(table.removed) removed, \(table.changed) changed")
        }
        guard let added = found.addedRows, let removed = found.removedRows else {
            return try output.line("the rows are not in the checkpoint")
        }
        try output.line("\("rows".padding(to: 15)) \(added.count) added, \(removed.count) removed")
        for row in removed.prefix(rowsShown) { try output.line("- \(row)") }
        for row in added.prefix(rowsShown) { try output.line("+ \(row)") }
        let untold = max(0, removed.count - rowsShown) + max(0, added.count - rowsShown)
        if untold > 0 { try output.line("and \(Figures.grouped(Int64(untold))) more; --json has all") }
    }
}

extension String {
    /// The text with blanks up to a width.
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
