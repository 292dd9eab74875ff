import TideConnectors
import TideModel
import TidePlanning
import TideSQL

/// A job as it runs in another directory: its text with paths below that, and what has to be copied there.
///
/// A path within the job's own directory stays as it is written; another one gets a place below `moved/`.
package struct JobRelocation: Sendable {
    /// The SQL.
    package private(set) var text: String
    /// What is read: absolute paths, and where each belongs below the new directory.
    package private(set) var inputs: [(from: String, to: String)] = []
    /// The streaming table.
    package let table: String
    /// The directory of its file sink, below the new one; nil where it has none.
    package private(set) var sink: String?
    /// Whether the sink's files hold the newest result alone.
    package let isComplete: Bool

    private let baseDirectory: String
    private var edits: [(range: SourceRange, text: String)] = []

    /// Reads a job whose relative paths start at `baseDirectory`; `table` as for `tidemark run`.
    ///
    /// - Throws: `TidemarkError` for a job that is wrong.
    package init(_ job: String, baseDirectory: String, table: String?) throws {
        let file = try JobFile(text: job, baseDirectory: baseDirectory)
        let statement = try withSource(job) { try file.streamingTable(table) }
        self.table = statement.name
        self.baseDirectory = baseDirectory
        isComplete = try withSource(job) { try file.outputMode(of: statement) } == .complete
        text = job
        for parsed in try withSource(job, { try SQLParser.parseStatements(job) }) {
            switch parsed.statement {
            case .createTable(let created):
                if let table = file.table(named: created.name) { move(table, created) }
            case .createStreamingTable(let created): move(created)
            default: continue
            }
        }
        var bytes = Array(job.utf8)
        for edit in edits.sorted(by: { $0.range.start > $1.range.start }) {
            bytes.replaceSubrange(edit.range.start..<edit.range.end, with: edit.text.utf8)
        }
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// Where an absolute path lies below the job's directory; nil for one that does not.
    private func inside(_ path: String) -> String? {
        let below = baseDirectory == "/" ? "/" : baseDirectory + "/"
        guard path.hasPrefix(below), !path.split(separator: "/").contains("..") else { return nil }
        return String(path.dropFirst(below.count))
    }

    private func isKept(_ written: String) -> Bool {
        !written.hasPrefix("/") && inside(joinAbsolute(baseDirectory, written)) != nil
    }

    private mutating func move(_ table: JSONTable, _ statement: CreateTable) {
        let anchor = table.options.basePath ?? table.root
        let place = inside(anchor).flatMap { isKept(table.options.rootPath) ? $0 : nil }
        let new = place ?? "moved/\(inputs.count)"
        inputs.append((from: anchor, to: new))
        for option in statement.options {
            switch option.key.lowercased() {
            case "path" where place == nil:
                let rest = joinAbsolute(baseDirectory, option.value).dropFirst(anchor.count)
                edit(option, new + (rest.isEmpty || rest.hasPrefix("/") ? "" : "/") + rest)
            case "basepath" where place == nil: edit(option, new)
            case "sourcearchivedir" where !isKept(option.value):
                edit(option, "moved/archive-\(inputs.count)")
            default: continue
            }
        }
    }

    private mutating func move(_ statement: CreateStreamingTable) {
        guard statement.format != nil,
            let path = statement.properties.first(where: { $0.key.lowercased() == "path" })
        else { return }
        var new = "moved/sink-\(statement.name)"
        if isKept(path.value), let place = inside(joinAbsolute(baseDirectory, path.value)) {
            new = place
        } else {
            edit(path, new)
        }
        if statement.name == table { sink = new }
    }

    private mutating func edit(_ option: TableOption, _ value: String) {
        let quoted = value.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
        edits.append((option.range, "`\(option.key)` '\(quoted)'"))
    }
}
