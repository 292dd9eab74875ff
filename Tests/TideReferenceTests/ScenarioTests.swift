import Foundation
import Testing
import TideColumnar
import TideFormats
import TideModel
import TidePlanning
import TideReference

/// The streams of Tests/Conformance, with what Spark gave for each batch.
@Suite struct ScenarioTests {
    struct Scenario: CustomTestStringConvertible {
        let json: JSONValue
        let plan: LogicalPlan

        var testDescription: String { json["name"]?.string ?? "" }
        var batches: [JSONValue] {
            (json["differs"]?["expect"] ?? json["expect"])?["batches"]?.elements ?? []
        }

        /// Those with an answer whose plan is built here.
        static let all: [Scenario] = {
            let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "Conformance/streams")
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return names.sorted().compactMap { name in
                guard let text = try? String(contentsOf: folder.appending(path: name), encoding: .utf8),
                    let json = try? JSONValue(parsing: text), json["expect"]?["batches"] != nil
                else { return nil }
                return (try? ScenarioPlan.plan(json)).map { Scenario(json: json, plan: $0) }
            }
        }()
    }

    /// From which batch on a scenario is not compared, and why.
    private static let deviations: [String: (batch: Int64, reason: String)] = [
        "aggregates-doubles": (0, "sums of DOUBLE are exact"),
        "dedup-after-aggregate-complete": (0, "what stands above a complete result begins anew each batch"),
        "dedup-within-watermark-window": (2, "Spark reads a window as a time here, and never forgets"),
        "join-full-null-keys": (0, "NULL equals nothing in a FULL JOIN either"),
        "join-full-one-sided-conditions": (4, "Spark takes `a > 1` for a time"),
        "join-left-one-sided-conditions": (4, "Spark takes `a > 1` for a time"),
        "join-left-where-below": (0, "a filter is moved across a watermark by the analyzer"),
        "join-policy-max": (3, "the watermark is the least of those of the steps"),
        "union-two-delays": (16, "each step's watermark outlives a restart"),
        "watermark-on-window": (1, "Spark reads a window as a time here"),
        "watermark-over-mixed-filter": (0, "a filter is moved across a watermark by the analyzer"),
        "watermark-over-other-filter": (0, "a filter is moved across a watermark by the analyzer"),
    ]

    /// Rows that Spark filters out below a join, for NULLs that can have no partner, are kept here.
    private static let keepingNulls: Set = [
        "join-inner-null-keys", "join-left-null-keys", "join-null-safe-key", "join-right-null-keys",
        "join-semi-null-keys",
    ]

    @Test("there are scenarios")
    func present() {
        #expect(Scenario.all.count > 200)
        let names = Set(Scenario.all.map(\.testDescription))
        #expect(names.isSuperset(of: Self.deviations.keys))
        #expect(names.isSuperset(of: Self.keepingNulls))
    }

    @Test("rows, watermarks and lateness of each batch are Spark's", arguments: Scenario.all)
    func agrees(_ scenario: Scenario) throws {
        let mode = try #require(OutputMode(rawValue: scenario.json["mode"]?.string ?? ""))
        let stream = ReferenceStream(plan: scenario.plan, mode: mode)
        var input = ScenarioInput(scenario.json)
        let context = EvaluationContext(zone: .utc, timestampUs: 0)
        let name = scenario.testDescription
        let end = Self.deviations[name]?.batch ?? .max
        for batch in scenario.batches.prefix(while: { ($0["batch"]?.integer ?? 0) < end }) {
            let id = "batch \(batch["batch"]?.text ?? "")"
            #expect(stream.watermarkMs == batch["watermarkMs"]?.integer, "\(id)")
            input.next(isData: batch["kind"]?.string == "data")
            let files = input
            let found = try stream.run(
                context, rows: { _, scan, emit in for row in files.rows(scan) { try emit(row) } },
                tables: { scan, emit in for row in files.table(scan) { try emit(row) } })
            let rows = found.rows.map { texts($0, scenario.plan.schema) }
            let expected = (batch["rows"]?.elements ?? []).map(texts)
            if scenario.json["ordered"]?.bool == true {
                #expect(rows == expected, "\(id)")
            } else {
                #expect(rows.sorted() == expected.sorted(), "\(id)")
            }
            let dropped = batch["dropped"]?.elements?.compactMap(\.integer) ?? []
            #expect((found.lateRows > 0) == dropped.contains { $0 > 0 }, "\(id)")
            let state = batch["state"]?.elements?.compactMap(\.integer).map(Int.init) ?? []
            if !Self.keepingNulls.contains(name) { #expect(stream.stateRows == state, "\(id)") }
        }
    }

    /// Fields with a value, `name=value`, as Spark's `toJSON` leaves NULLs out.
    private func texts(_ row: JSONValue) -> String {
        (row.pairs ?? []).map { "\($0.key)=\(text($0.value))" }.joined(separator: " ")
    }

    private func text(_ value: JSONValue) -> String {
        switch value {
        case .object: "{\(texts(value))}"
        case .string(let text): text
        default: value.double.map { "\($0)" } ?? value.text
        }
    }

    private func texts(_ row: [Value], _ schema: Schema) -> String {
        zip(row, schema.fields).filter { !$0.0.isNull }.map { value, field in
            "\(field.name.split(separator: "__").last.map(String.init) ?? "")=\(text(value))"
        }.joined(separator: " ")
    }

    private func text(_ value: Value) -> String {
        switch value {
        case .structure(let bounds): "{start=\(text(bounds[0])) end=\(text(bounds[1]))}"
        case .int(let number): "\(Double(number))"
        case .bigint(let number): "\(Double(number))"
        case .double(let number): number.isNaN ? "NaN" : "\(number)"
        case .timestamp(let time):
            Date(timeIntervalSince1970: Double(time) / 1_000_000)
                .formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
                + "Z"
        default: value.json.string ?? value.json.text
        }
    }
}

/// What the batches of a scenario read.
struct ScenarioInput {
    private let sources: JSONValue
    private let isOnce: Bool
    private var steps: ArraySlice<JSONValue>
    /// Files that landed and are not read, by source.
    private var waiting: [String: ArraySlice<[JSONValue]>] = [:]
    /// The lines of the batch, by source; of a table all there are.
    private var lines: [String: [JSONValue]] = [:]

    init(_ scenario: JSONValue) {
        sources = scenario["sources"] ?? .null
        isOnce = scenario["trigger"]?.string == "once"
        steps = (scenario["steps"]?.elements ?? [])[...]
    }

    private func isStatic(_ source: String) -> Bool { sources[source]?["static"]?.bool == true }

    /// Turns to the next batch, which reads what has landed or nothing.
    mutating func next(isData: Bool) {
        for source in lines.keys where !isStatic(source) { lines[source] = [] }
        guard isData else { return }
        while waiting.values.allSatisfy(\.isEmpty), let step = steps.popFirst() {
            for (source, files) in step["land"]?.pairs ?? [] {
                for (_, found) in files.pairs ?? [] {
                    if isStatic(source) {
                        lines[source, default: []] += found.elements ?? []
                    } else {
                        waiting[source, default: []].append(found.elements ?? [])
                    }
                }
            }
        }
        for source in waiting.keys {
            let limit =
                isOnce
                ? .max : sources[source]?["options"]?["maxFilesPerTrigger"]?.string.flatMap(Int.init) ?? .max
            for _ in 0..<min(limit, waiting[source]?.count ?? 0) {
                lines[source, default: []] += waiting[source]?.popFirst() ?? []
            }
        }
    }

    func rows(_ scan: Scan) -> [[Value]] {
        let text = sources[scan.table]?["options"]?["mode"]?.string ?? "PERMISSIVE"
        let reader = TolerantReader(
            NDJSONFormat(
                schema: scan.tableSchema, required: scan.required,
                mode: text == "DROPMALFORMED" ? .dropMalformed : .permissive, zone: .utc))
        return (lines[scan.table] ?? []).flatMap { line in
            reader.rows(ofLine: Array((line.string ?? line.text).utf8)).rows
        }
    }

    func table(_ scan: Scan) -> [[Value]] { rows(scan) }
}
