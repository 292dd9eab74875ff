import Foundation
import TestSupport
import Testing
import TideFormats

/// The notebook's batch cells as an SQL script, with its published figures.
@Suite struct NotebookScriptTests {
    private static func rows(_ figures: JSONValue, _ name: String) throws -> [String] {
        try #require(figures[name]?.elements).map { row in
            let action = try #require(row[0]?.string)
            let count = try #require(row[2]?.integer)
            return "\(action) \(try #require(row[1]?.string)) \(count)"
        }
    }

    @Test("tidemark sql prints the tables of cells 11 to 18") func batch() throws {
        let stream = try NotebookStream()
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        try FileManager.default.copyItem(
            atPath: tests.appendingPathComponent("Notebook/notebook.sql").path,
            toPath: stream.path("notebook.sql"))
        let figures = try JSONValue(
            parsing: String(
                contentsOf: tests.appendingPathComponent("CommandLineTests/Fixtures/notebook-figures.json"),
                encoding: .utf8))
        let run = try stream.tidemark().run("sql", "notebook.sql", "--format", "json")
        #expect(run.status == 0, "\(run.stderr)")
        let printed = try run.lines.map { line in
            let row = try JSONValue(parsing: line)
            let time = row["window"]?["start"]?.string?.replacingOccurrences(of: ".000Z", with: "Z")
            let count = row["count"]?.integer ?? row["total_actions"]?.integer ?? -1
            return [row["action"]?.string, time ?? row["time"]?.string, "\(count)"].compactMap(\.self)
                .joined(separator: " ")
        }
        let totals = ["Close 531", "Open 1469"]
        let timeline = [
            "Close Jul-26 03:00 11", "Open Jul-26 03:00 179", "Close Jul-26 04:00 344",
            "Open Jul-26 04:00 1001", "Close Jul-26 05:00 176", "Open Jul-26 05:00 289",
        ]
        let hourly = try Self.rows(figures, "file0Hourly")
        let sliding = try Self.rows(figures, "file0Sliding")
        #expect(printed == totals + hourly + sliding + totals + timeline)
    }
}
