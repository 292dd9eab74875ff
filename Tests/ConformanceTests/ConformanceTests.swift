import Foundation
import TideModel
import Testing

/// Streams give, micro-batch by micro-batch, what Spark gives: its rows, its watermarks, its counts.
@Suite struct ConformanceTests {
    @Test("the scenarios are read") func scenariosAreRead() throws {
        let all = try Scenario.all.get()
        #expect(all.count > 200)
        #expect(all.filter { $0.sql == nil && $0.frame == nil }.map(\.name) == [])
    }

    @Test("where we differ from Spark, docs/differences-from-spark.md names the scenario")
    func differencesAreNamed() throws {
        let page = Scenario.root.appending(path: "docs/differences-from-spark.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let differing = try Scenario.all.get().filter { $0.difference != nil }
        #expect(differing.filter { !text.contains("`\($0.name)`") }.map(\.name) == [])
    }

    @Test("a job's batches are Spark's", arguments: Scenario.withSQL)
    func job(_ scenario: Scenario) { compare(scenario, .sql) }

    @Test("a DataFrame's batches are Spark's", arguments: Scenario.withFrames)
    func frame(_ scenario: Scenario) { compare(scenario, .frame) }

    @Test("the reference evaluator recomputes every batch", arguments: Scenario.verifiable)
    func verified(_ scenario: Scenario) throws {
        let run = try ScenarioRun(scenario, scenario.sql == nil ? .frame : .sql, keepsResult: true)
        #expect(try !run.batches().isEmpty)
        let differences = try run.differences()
        #expect(differences == [])
    }

    private func compare(_ scenario: Scenario, _ form: ScenarioRun.Form) {
        let found = Result { try ScenarioRun(scenario, form).batches() }
        switch (scenario.expectation, found) {
        case (.error, .failure(let error as TidemarkError)):
            #expect(!error.message.isEmpty)
        case (.error(let condition, let message), .success):
            Issue.record("\(scenario.name): Spark refuses it (\(condition): \(message)), here it runs")
        case (_, .failure(let error as TidemarkError)):
            Issue.record("\(scenario.name): \(error.code.rawValue): \(error.message)")
        case (_, .failure(let error)):
            Issue.record("\(scenario.name): \(error)")
        case (.batches(let expected), .success(let batches)):
            let difference = Difference(expected: expected, found: batches, isOrdered: scenario.isOrdered)
            if !difference.lines.isEmpty {
                Issue.record("\(scenario.name):\n  \(difference.lines.joined(separator: "\n  "))")
            }
        }
    }
}
