import Foundation
import TideFormats
import Testing

/// A stream and what Spark makes of it, batch by batch: a file of Tests/Conformance/streams (its README says
/// what the keys mean), written by `scripts/conformance-oracle`.
struct Scenario: CustomTestStringConvertible, Sendable {
    struct Source: Sendable {
        var name: String
        var schema: String
        /// In the order written.
        var options: [(key: String, value: String)]
        var isStatic: Bool
    }

    /// A file that lands: below which source's directory, under which name, with which text.
    struct File: Sendable {
        var source: String
        var name: String
        var text: String
    }

    struct Step: Sendable {
        /// In the order of their times of change.
        var files: [File]
    }

    enum Expectation: Sendable {
        case batches([ScenarioBatch])
        case error(condition: String, message: String)
    }

    let name: String
    let sources: [Source]
    let configuration: [(key: String, value: String)]
    let sql: String?
    let frame: JSONValue?
    let mode: String
    let isOnce: Bool
    /// Whether the rows of a batch come in the order written.
    let isOrdered: Bool
    let steps: [Step]
    /// What we give: Spark's answer, or what `differs` says in its place.
    let expectation: Expectation
    /// Why we differ from Spark; nil where we do not.
    let difference: String?

    var testDescription: String { name }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Every scenario, or an error's text in place of those that cannot be read.
    static let all: Result<[Scenario], ScenarioError> = load()
    static let withSQL = (try? all.get())?.filter { $0.sql != nil } ?? []
    static let withFrames = (try? all.get())?.filter { $0.frame != nil } ?? []

    /// Those that run.
    static let verifiable = ((try? all.get()) ?? []).filter { scenario in
        if case .batches = scenario.expectation { true } else { false }
    }

    private static func load() -> Result<[Scenario], ScenarioError> {
        let folder = root.appending(path: "Tests/Conformance/streams")
        var scenarios: [Scenario] = []
        do {
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            for file in files.sorted() where file.hasSuffix(".json") {
                let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
                guard let scenario = Scenario(try JSONValue(parsing: text)) else {
                    return .failure(ScenarioError("\(file) is no scenario"))
                }
                scenarios.append(scenario)
            }
        } catch {
            return .failure(ScenarioError("\(folder.path): \(error)"))
        }
        return .success(scenarios)
    }
}

/// A batch as Spark gives it, or as we do.
struct ScenarioBatch: Sendable {
    var batch: Int64
    /// The watermark that the batch uses, in milliseconds since the epoch.
    var watermarkMs: Int64
    var inputRows: Int64
    /// Rows of state of each stateful operator, the topmost first.
    var state: [Int64]
    /// Rows, or in an aggregation groups, that were late, by operator.
    var dropped: [Int64]
    var rows: [JSONValue]
}

/// Something a scenario asks for that cannot be done.
struct ScenarioError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

// MARK: - Reading

extension Scenario {
    fileprivate init?(_ json: JSONValue) {
        guard let name = json["name"]?.string, let sources = json["sources"]?.pairs,
            let mode = json["mode"]?.string, let steps = json["steps"]?.elements,
            let expectation = Expectation(json["differs"]?["expect"] ?? json["expect"])
        else { return nil }
        self.name = name
        self.sources = sources.map(Source.init)
        configuration = Self.texts(json["conf"])
        sql = json["sql"]?.string
        frame = json["frame"]
        self.mode = mode
        isOnce = json["trigger"]?.string == "once"
        isOrdered = json["ordered"]?.bool ?? false
        self.steps = steps.map(Step.init)
        self.expectation = expectation
        difference = json["differs"]?["reason"]?.string
    }

    fileprivate static func texts(_ json: JSONValue?) -> [(key: String, value: String)] {
        json?.pairs?.map { ($0.key, $0.value.string ?? $0.value.text) } ?? []
    }
}

extension Scenario.Source {
    fileprivate init(_ name: String, _ json: JSONValue) {
        self.name = name
        schema = json["schema"]?.string ?? ""
        options = Scenario.texts(json["options"])
        isStatic = json["static"]?.bool ?? false
    }
}

extension Scenario.Step {
    fileprivate init(_ json: JSONValue) {
        files = []
        for (source, landing) in json["land"]?.pairs ?? [] {
            for (name, lines) in landing.pairs ?? [] {
                let lines = (lines.elements ?? []).map { ($0.string ?? $0.text) + "\n" }
                files.append(Scenario.File(source: source, name: "\(name).json", text: lines.joined()))
            }
        }
    }
}

extension Scenario.Expectation {
    fileprivate init?(_ json: JSONValue?) {
        if let error = json?["error"] {
            self = .error(
                condition: error["condition"]?.string ?? "no condition",
                message: error["message"]?.string ?? "")
        } else if let batches = json?["batches"]?.elements {
            self = .batches(batches.map(ScenarioBatch.init))
        } else {
            return nil
        }
    }
}

extension ScenarioBatch {
    fileprivate init(_ json: JSONValue) {
        batch = json["batch"]?.integer ?? -1
        watermarkMs = json["watermarkMs"]?.integer ?? -1
        inputRows = json["numInputRows"]?.integer ?? -1
        state = json["state"]?.elements?.compactMap(\.integer) ?? []
        dropped = json["dropped"]?.elements?.compactMap(\.integer) ?? []
        rows = json["rows"]?.elements ?? []
    }
}
