import StreamSupport
import TestSupport
import Testing
import TideCheckpoint
import TideConnectors
import TideDurableIO
import TideModel
import Tidemark

@testable import TideStreaming

/// Streams with the options that choose, order and clean their files.
@Suite struct FileOptionsTests {
    private func workshop(_ options: [String: String]) throws -> Workshop {
        var workshop = try Workshop()
        workshop.options = options
        return workshop
    }

    private let day: Int64 = 86_400_000_000_000

    @Test("latestFirst takes the newest files first, a partly read one before them")
    func latestFirst() throws {
        let workshop = try workshop(["latestFirst": "true", "maxBytesPerTrigger": "43"])
        for index in 1...3 { try workshop.land("\(index)", Workshop.lines("a", [1, 2]), at: Int64(index)) }
        try workshop.land("0", Workshop.lines("a", 1...3), at: 9)
        _ = try workshop.run { $0.maxBatches = 1 }
        try workshop.land("9", Workshop.lines("a", [1]), at: 20)
        _ = try workshop.run()
        #expect(
            try workshop.batches().flatMap { $0 }
                == ["0 0-42", "0 42-63", "9 0-21", "3 0-42", "2 0-42", "1 0-42"])
    }

    @Test("maxFileAge leaves out what is older than the newest file read, and says how many")
    func maxFileAge() throws {
        let workshop = try workshop(["maxFileAge": "2 days"])
        try workshop.land("old", Workshop.lines("a", [1]), at: 0)
        try workshop.land("new", Workshop.lines("a", [2]), at: 10 * day)
        let first = try workshop.run()
        #expect(first.progress.map(\.rows) == [2])
        #expect(first.notes == [])
        try workshop.land("late", Workshop.lines("a", [4]), at: 7 * day)
        try workshop.land("later", Workshop.lines("a", [8]), at: 8 * day)
        let second = try workshop.run()
        #expect(second.progress.map(\.firstFile) == ["later"])
        #expect(
            second.notes == ["1 file is older than the newest one read by more than maxFileAge: left out"])
        #expect(try workshop.rows() == [#"{"action":"a","count":3,"total":11}"#])
    }

    @Test(
        "with latestFirst the first batch ages the rest, killed in between or not", arguments: [true, false])
    func agedByLatest(isStopped: Bool) throws {
        let workshop = try workshop(["maxFileAge": "2 days", "latestFirst": "true"])
        for index in 0..<5 {
            try workshop.land("\(index)", Workshop.lines("a", [index]), at: Int64(index) * day)
        }
        if isStopped { _ = try workshop.run { $0.maxBatches = 1 } }
        _ = try workshop.run()
        #expect(try workshop.batches() == [["4 0-21", "3 0-21", "2 0-21", "1 0-21", "0 0-21"]])
    }

    @Test("fileNameOnly: a name that was read in one directory is not read in another")
    func fileNameOnly() throws {
        let workshop = try workshop(["fileNameOnly": "true", "recursiveFileLookup": "true"])
        try workshop.land("x/1", Workshop.lines("a", [1]), at: 1)
        try workshop.land("y/1", Workshop.lines("a", [2]), at: 2)
        _ = try workshop.run()
        try workshop.land("z/1", Workshop.lines("a", [4]), at: 3)
        try workshop.land("z/2", Workshop.lines("a", [8]), at: 4)
        _ = try workshop.run()
        #expect(try workshop.batches() == [["x/1 0-21"], ["z/2 0-21"]])
    }

    @Test("pathGlobFilter and wildcards choose; directories are looked into when told")
    func chosen() throws {
        let filtered = try workshop(["pathGlobFilter": "*.json"])
        for name in ["a.json", "b.txt", "deep/c.json"] { try filtered.land(name, Workshop.lines("a", [1])) }
        _ = try filtered.run()
        #expect(try filtered.batches() == [["a.json 0-21"]])
        var pattern = try Workshop()
        pattern.path = "in/{a,deep/*}.json"
        for name in ["a.json", "b.json", "deep/c.json"] { try pattern.land(name, Workshop.lines("a", [1])) }
        _ = try pattern.run()
        #expect(try pattern.batches() == [["a.json 0-21", "deep/c.json 0-21"]])
        #expect(try pattern.snapshot { try $0.sourceRoots().map(\.absolute) } == [pattern.input])
    }

    @Test("columns of the path are columns of the table; later directories do not change their types")
    func partitions() throws {
        var workshop = try Workshop()
        workshop.query =
            "SELECT day, kind, sum(n) AS total FROM STREAM events WHERE day > 0 GROUP BY day, kind"
        workshop.schema = "kind STRING, n INT"
        try workshop.land("day=1/kind=a%20b/x", Workshop.lines("q", [1, 2]), at: 1)
        try workshop.land("day=2/kind=c/x", Workshop.lines("q", [4]), at: 2)
        try workshop.land("day=0/kind=c/x", Workshop.lines("q", [4]), at: 3)
        _ = try workshop.run()
        #expect(
            try workshop.snapshot { try $0.currentPlan() }?.sources.first?.schema
                == "n INT, day INT, kind STRING")
        try workshop.land("day=3/kind=c/x", Workshop.lines("q", [8]), at: 4)
        _ = try workshop.run()
        #expect(
            try workshop.rows("SELECT * FROM counts ORDER BY day") == [
                #"{"day":1,"kind":"a b","total":3}"#, #"{"day":2,"kind":"c","total":4}"#,
                #"{"day":3,"kind":"c","total":8}"#,
            ])
        try workshop.land("day=x/kind=c/x", Workshop.lines("q", [8]), at: 5)
        let error = try #require(throws: TidemarkError.self) { _ = try workshop.run() }
        #expect(error.message.contains("'x' in the path"))
        #expect(error.message.hasSuffix("day=x/kind=c/x' is no INT, which the partition column day is"))
    }

    @Test("partitionColumns: the table has them before there is a directory")
    func declaredPartitions() throws {
        var workshop = try workshop(["partitionColumns": "action"])
        workshop.schema = "action STRING, n INT"
        #expect(try workshop.run().summary?.batches == 0)
        try workshop.land("action=go/x", Workshop.lines("q", [1, 2]), at: 1)
        _ = try workshop.run()
        #expect(try workshop.rows() == [#"{"action":"go","count":2,"total":3}"#])
    }

    // MARK: cleanSource

    private func names(_ path: String) throws -> [String] {
        try FileSystem.status(path) == nil ? [] : try FileSystem.list(path).map(\.name)
    }

    @Test("delete: what was read to its end goes, a partly read file stays")
    func deletes() throws {
        let workshop = try workshop(["cleanSource": "delete", "maxBytesPerTrigger": "43"])
        try workshop.land("1", Workshop.lines("a", [1, 2]), at: 1)
        try workshop.land("2", Workshop.lines("a", 1...3), at: 2)
        _ = try workshop.run { $0.maxBatches = 2 }
        #expect(try names(workshop.input) == ["2"])
        let log = try workshop.run()
        #expect(try names(workshop.input) == [])
        #expect(log.notes == [])
        #expect(try workshop.rows() == [#"{"action":"a","count":5,"total":9}"#])
        #expect(try workshop.run().notes == [])
    }

    @Test("archive: each file keeps its whole path below the directory")
    func archives() throws {
        let workshop = try workshop(["cleanSource": "archive", "sourceArchiveDir": "old"])
        try workshop.land("1", Workshop.lines("a", [1]), at: 1)
        _ = try workshop.run()
        #expect(try names(workshop.input) == [])
        #expect(try names(workshop.directory.path("old") + workshop.input) == ["1"])
        // Another file of the name stays where it is: what is archived is never written over.
        try workshop.land("2", Workshop.lines("a", [2]), at: 2)
        let target = workshop.directory.path("old") + workshop.input + "/2"
        try FileSystem.writeAtomically([], to: target, isDurable: false)
        let log = try workshop.run()
        #expect(log.notes == ["'2' was read and stays where it is: '\(target)' is there already"])
        #expect(try names(workshop.input) == ["2"])
    }

    @Test("a file that changed since it was read stays")
    func changed() throws {
        let workshop = try workshop(["cleanSource": "delete"])
        try workshop.land("1", Workshop.lines("a", [1]), at: 1)
        let slices = try [FileSystem.status(workshop.input + "/1")].compactMap { $0 }.map {
            Slice(
                path: "1", start: 0, end: 21,
                identity: FileIdentity(
                    sizeBytes: $0.sizeBytes, mtimeNs: $0.mtimeNs + 1, inode: $0.inode, device: $0.device))
        }
        let cleaner = SourceCleaner(
            files: try workshop.job().sources[0].options.files(root: workshop.input), mode: .delete)
        #expect(
            cleaner.clean(slices) == ["'1' was read and stays where it is: it is not what was read any more"])
        #expect(try names(workshop.input) == ["1"])
    }
}
