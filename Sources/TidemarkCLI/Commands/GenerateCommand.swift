import ArgumentParser
import TideModel
import TideSamples

/// `tidemark generate`: makes input data.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make input data to try things with.",
        subcommands: [GenerateEventsCommand.self])
}

/// `tidemark generate events`: the notebook's stream of Open and Close actions.
struct GenerateEventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Write JSON files of timestamped Open and Close actions.",
        usage: "tidemark generate events DIR [--files FILES] [--rows ROWS] [--seed N]",
        discussion: """
            The default is the well-known notebook data: 50 files of 2,000 lines with its published counts. \
            Fewer files are a prefix of it, more continue it; --rows keeps each file's time span and \
            scales its counts. The same arguments give the same bytes.
            """)

    @Argument(help: ArgumentHelp("The directory to fill; made when absent.", valueName: "DIR"))
    var directory: String

    @Option(help: ArgumentHelp("How many files.", valueName: "FILES"))
    var files = EventTimeline.publishedFiles

    @Option(help: ArgumentHelp("Lines in each file.", valueName: "ROWS"))
    var rows = EventTimeline.publishedRows

    @Option(help: ArgumentHelp("Varies where within the counts each event falls.", valueName: "N"))
    var seed: UInt64 = 1

    func run() throws {
        try TidemarkError.requireOption("--files", files, in: 1...100_000)
        try TidemarkError.requireOption("--rows", rows, in: 1...10_000_000)
        try EventDirectory(path: directory, files: files, rows: rows, seed: seed).write()
        StandardError.line(
            "\(Figures.grouped(Int64(files))) files of \(Figures.grouped(Int64(rows))) events in \(directory)"
        )
    }
}
