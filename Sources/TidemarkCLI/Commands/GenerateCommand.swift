import ArgumentParser
import TideModel
import TideSamples

/// `tidemark generate`: makes input data.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make input data to try things with.",
        subcommands: [
            GenerateEventsCommand.self, GenerateAccessCommand.self, GenerateKeysCommand.self,
        ])
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
        try requireSizes(files: files, rows: rows)
        try EventDirectory(path: directory, files: files, rows: rows, seed: seed).write()
        sayGenerated(files: files, rows: rows, what: "events", in: directory)
    }
}

/// `tidemark generate access`: a web server's log.
struct GenerateAccessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access",
        abstract: "Write JSON files of web-access records, 260 bytes a line.",
        usage: "tidemark generate access DIR [--files FILES] [--rows ROWS] [--seed N]",
        discussion: """
            Records have nested objects, arrays, escapes and every kind of number, in order of time at ten a \
            second; a query that reads 'time' and 'status' has to find its way past the rest. The default is \
            2 million records. The same arguments give the same bytes.
            """)

    @Argument(help: ArgumentHelp("The directory to fill; made when absent.", valueName: "DIR"))
    var directory: String

    @Option(help: ArgumentHelp("How many files.", valueName: "FILES"))
    var files = 50

    @Option(help: ArgumentHelp("Lines in each file.", valueName: "ROWS"))
    var rows = 40_000

    @Option(help: ArgumentHelp("Varies what the records say.", valueName: "N"))
    var seed: UInt64 = 1

    func run() throws {
        try requireSizes(files: files, rows: rows, atMost: 1_000_000)
        try AccessDirectory(path: directory, files: files, rows: rows, seed: seed).write()
        sayGenerated(files: files, rows: rows, what: "access records", in: directory)
    }
}

extension KeyDirectory.Order: ExpressibleByArgument {}

/// `tidemark generate keys`: as many groups as one wants.
struct GenerateKeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Write JSON files of rows with many distinct keys.",
        usage: "tidemark generate keys DIR [--distinct N] [--order ORDER] [options]",
        discussion: """
            Lines are {"time":1469500000,"key":1234567}, a thousand a second. Every key comes equally often. \
            The default is 10 million rows of 2 million keys. The same arguments give the same bytes.
            """)

    @Argument(help: ArgumentHelp("The directory to fill; made when absent.", valueName: "DIR"))
    var directory: String

    @Option(help: ArgumentHelp("How many keys.", valueName: "N"))
    var distinct = 2_000_000

    @Option(
        help: ArgumentHelp(
            "How keys follow each other: random places, or 1,000 current ones that rise with time.",
            valueName: "ORDER"))
    var order = KeyDirectory.Order.random

    @Option(help: ArgumentHelp("How many files.", valueName: "FILES"))
    var files = 50

    @Option(help: ArgumentHelp("Lines in each file.", valueName: "ROWS"))
    var rows = 200_000

    @Option(help: ArgumentHelp("Varies the order of the keys.", valueName: "N"))
    var seed: UInt64 = 1

    func run() throws {
        try requireSizes(files: files, rows: rows)
        try TidemarkError.requireOption("--distinct", distinct, in: 1...1_000_000_000)
        try KeyDirectory(
            path: directory, files: files, rows: rows, distinct: distinct, order: order, seed: seed
        ).write()
        sayGenerated(files: files, rows: rows, what: "keyed rows", in: directory)
    }
}

/// Refuses numbers of files and of lines that no one means.
private func requireSizes(files: Int, rows: Int, atMost limit: Int = 10_000_000) throws(TidemarkError) {
    try TidemarkError.requireOption("--files", files, in: 1...100_000)
    try TidemarkError.requireOption("--rows", rows, in: 1...limit)
}

private func sayGenerated(files: Int, rows: Int, what: String, in directory: String) {
    StandardError.line(
        "\(Figures.grouped(Int64(files))) files of \(Figures.grouped(Int64(rows))) \(what) in \(directory)")
}
