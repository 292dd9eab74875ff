import Foundation
import TestSupport
import Testing
import TideFormats

/// Rows behind the watermark: counted, and their places kept.
@Suite("Late rows") struct LateRowTests {
    private static let job = """
        CREATE TABLE events (time TIMESTAMP) USING json OPTIONS (path 'lines', maxFilesPerTrigger '1');
        CREATE STREAMING TABLE counts TBLPROPERTIES ('outputMode' = 'append')
        AS SELECT window(time, '10 minutes', '5 minutes').end AS end, count(*) AS n
        FROM STREAM events WATERMARK time DELAY OF INTERVAL 0 MINUTES
        WHERE time < '2026-01-01T01:00:00Z' OR time IS NULL
        GROUP BY window(time, '10 minutes', '5 minutes');
        """

    private func line(_ time: String) -> String { #"{"time":"2026-01-01T\#(time):00Z"}"# + "\n" }

    @Test("each once a window it is late for, by its number in the slice") func kept() throws {
        let stream = try NotebookStream(files: 1, rows: 1, job: Self.job)
        let lines = URL(fileURLWithPath: stream.path("lines"))
        try FileManager.default.createDirectory(at: lines, withIntermediateDirectories: false)
        let files = [
            line("00:00") + line("00:30"),
            // Lateness is that of the batch before: the watermark is 00:30 from here on.
            line("00:30"),
            // In order: not late, filtered, no row to count, late for both windows, late for one of two.
            line("00:31") + line("01:00") + "nonsense\n" + line("00:12") + line("00:26"),
        ]
        for (number, text) in files.enumerated() {
            let file = lines.appendingPathComponent("\(number).json")
            try Data(text.utf8).write(to: file)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1e9 + Double(number))],
                ofItemAtPath: file.path)
        }
        let result = try stream.run()
        #expect(
            result.status == 0 && result.stderr.contains(" 1 bad, 3 late, watermark "), "\(result.stderr)")
        let report = try stream.inspect("ck", "--batch", "2")
        #expect(report["totals"]?["lateRows"]?.integer == 3)
        let read = try #require(report["batch"]?["read"]?[0])
        #expect(read["rows"]?.integer == 5)
        #expect(read["lateRows"]?.integer == 3)
        let late = try #require(read["late"]?.elements)
        let places = late.map { [$0["row"]?.integer, $0["timeUs"]?.integer] }
        // 2026-01-01T00:00:00Z is 1,767,225,600 s after the epoch.
        let ends = [15, 20, 30].map { (1_767_225_600 + Int64($0) * 60) * 1_000_000 }
        #expect(Set(places) == [[3, ends[0]], [3, ends[1]], [4, ends[2]]])
        let text = try stream.tidemark().run("inspect", "ck", "--batch", "2").stdout
        #expect(
            text.contains(
                """
                late in 2.json: 3
                  row 3 of the slice: 2026-01-01T00:
                """), "\(text)")
        #expect(text.contains("\n  row 4 of the slice: 2026-01-01T00:30:00.000Z\n"), "\(text)")
        for fast in [false, true] { #expect(try stream.verify(fast: fast).status == 0) }
    }
}
