import Foundation
import TestSupport
import Testing
import TideFormats

/// The notebook's real input, where it lies beside the package.
@Suite("The notebook's own file", .timeLimit(.minutes(5)))
struct SharedSampleTests {
    private static let sample = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("shared/notebook/file-0.sample.json")

    /// Whether the file is there; said where not.
    private static let isThere: Bool = {
        if FileManager.default.fileExists(atPath: sample.path) { return true }
        print("skipped: the notebook's own file is not at \(sample.path)")
        return false
    }()

    private struct Event: Decodable {
        let time: Int
        let action: String
    }

    // The file is not part of the package.
    @Test("its counts are those of a plain count", .enabled(if: isThere)) func counts() throws {
        let stream = try NotebookStream(files: 1)
        let data = try Data(contentsOf: Self.sample)
        try FileManager.default.removeItem(atPath: stream.path("events/file-0.json"))
        let copy = stream.path("events/sample.json")
        try data.write(to: URL(fileURLWithPath: copy))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_469_500_000)], ofItemAtPath: copy)

        var expected: [String: Int64] = [:]
        for line in data.split(separator: UInt8(ascii: "\n")) {
            let event = try JSONDecoder().decode(Event.self, from: Data(line))
            expected["\(event.action) \(event.time / 3_600)", default: 0] += 1
        }
        #expect(expected.values.reduce(0, +) == 1_376)

        #expect(try stream.run().status == 0)
        let result = try stream.tidemark().run(
            "query", "ck", "select action, window.start as start, count from counts", "--format", "json")
        var found: [String: Int64] = [:]
        for line in result.lines {
            let row = try json(line)
            let start = try #require(
                ISO8601DateFormatter().date(from: row["start"]?.string?.replacing(".000Z", with: "Z") ?? ""))
            found["\(row["action"]?.string ?? "") \(Int(start.timeIntervalSince1970) / 3_600)"] =
                row["count"]?.integer
        }
        #expect(found == expected)
        #expect(try stream.verify(fast: false).status == 0)
    }
}
