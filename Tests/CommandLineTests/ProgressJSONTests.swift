import TestSupport
import Testing
import TideFormats

/// `--progress json`.
@Suite("Progress as JSON")
struct ProgressJSONTests {
    @Test("an object a batch on stderr, nothing else; one of an idle trigger where there is nothing to do")
    func lines() throws {
        let stream = try NotebookStream(files: 3, rows: 100)
        let result = try stream.run("ck", "--progress", "json")
        #expect(result.status == 0)
        #expect(result.stdout.isEmpty)
        let lines = result.stderr.split(separator: "\n").map(String.init)
        let objects = try lines.map { try JSONValue(parsing: $0) }
        #expect(objects.map { $0["batchId"]?.integer } == [0, 1, 2])
        #expect(objects.map { $0["numInputRows"]?.integer } == [100, 100, 100])
        #expect(objects.allSatisfy { $0["name"]?.string == "counts" })
        #expect(Set(objects.map { $0["runId"]?.string }).count == 1)
        #expect(objects.map { $0["sources"]?[0]?["endOffset"]?["logOffset"]?.integer } == [0, 1, 2])

        let again = try stream.run("ck", "--progress", "json")
        let idle = try JSONValue(parsing: again.stderr)
        #expect(idle["batchId"]?.integer == 3)
        #expect(idle["numInputRows"]?.integer == 0)
        #expect(idle["id"]?.string == objects[0]["id"]?.string)
        #expect(idle["runId"]?.string != objects[0]["runId"]?.string)
    }
}
