import Foundation
import TestSupport
import Testing
import TideFormats
import TideModel

/// `inspect --check`, and `inspect` where LMDB cannot read: the real tool over real damage.
@Suite("inspect --check", .timeLimit(.minutes(5)))
struct InspectCheckTests {
    private static let pageSize = 4096

    private let stream: NotebookStream
    private let data: URL
    private let original: Data

    /// A checkpoint with a tree of two levels, whose last pages hold rows and whose roots are before them.
    init() throws {
        stream = try NotebookStream(files: 8, rows: 400, appends: true)
        for _ in 0..<3 { try #require(try stream.run().status == 0) }
        data = URL(fileURLWithPath: stream.path("ck/state/data.mdb"))
        original = try Self.withoutReserve(data)
        try original.write(to: data)
    }

    /// A state without the zeros that wait for later commits.
    private static func withoutReserve(_ data: URL) throws -> Data {
        var pages = try Data(contentsOf: data)
        while pages.suffix(pageSize).allSatisfy({ $0 == 0 }) { pages.removeLast(pageSize) }
        return pages
    }

    private var pages: Int { original.count / Self.pageSize }

    /// The check's JSON; its exit status has to say whether there are findings.
    private func check() throws -> JSONValue {
        let result = try stream.tidemark().run("inspect", "ck", "--check", "--json")
        let json = try JSONValue(parsing: result.stdout)
        let isClean = json["clean"]?.bool == true
        #expect(result.signal == nil && result.status == (isClean ? 0 : 3), "\(result)")
        #expect((json["findingCount"]?.integer == 0) == isClean)
        return json
    }

    private func findings() throws -> [String] {
        (try check()["findings"]?.elements ?? []).map { finding in
            let page = finding["page"]?.integer.map { " \($0)" } ?? ""
            let parts = [finding["file"]?.string ?? "?", finding["consequence"]?.string ?? "?"]
            return parts[0] + page + " " + parts[1]
        }
    }

    @Test("of a whole checkpoint: what was checked, and that it is clean; nothing is written")
    func clean() throws {
        try FileManager.default.removeItem(atPath: stream.path("ck/state/lock.mdb"))
        let result = try stream.tidemark().run("inspect", "ck", "--check")
        #expect(result.status == 0 && result.stderr.isEmpty, "\(result)")
        #expect(result.lines.first == "checkpoint  \(stream.path("ck"))")
        #expect(result.lines.last == "check clean")
        #expect(result.lines.contains("logs        slices 8, offsets 8, commits 8, metadata, query.json"))
        let json = try check()
        let used = try #require(json["pages"]?["used"]?.integer)
        let free = try #require(json["pages"]?["free"]?.integer)
        #expect(try #require(json["pages"]?["last"]?.integer) + 1 == used + free)
        #expect(json["fileBytes"]?.integer == Int64(original.count))
        let report = try stream.tidemark().run("inspect", "ck", "--json")
        let digest = try JSONValue(parsing: report.stdout)["digest"]
        #expect(json["digest"] == digest && digest != nil)
        #expect(try JSONValue(parsing: report.stdout)["note"] == nil)
        #expect(!stream.exists("ck/state/lock.mdb"), "neither needs LMDB on a stopped checkpoint")
    }

    @Test("each page zeroed: no command ends by a signal, and the check names file and page")
    func zeroed() throws {
        var found = 0
        for page in 0..<pages {
            var damaged = original
            let range = page * Self.pageSize..<(page + 1) * Self.pageSize
            damaged.replaceSubrange(range, with: Data(count: Self.pageSize))
            try damaged.write(to: data)
            if try look("page \(page)") { found += 1 }
        }
        #expect(found > pages / 2)
    }

    @Test("cut off around each page's end, at eight places, and bits turned over by lot")
    func cutAndFlipped() throws {
        for page in stride(from: 0, to: pages, by: max(1, pages / 8)) {
            for length in [page * Self.pageSize - 1, page * Self.pageSize, page * Self.pageSize + 1]
            where length >= 0 {
                try original.prefix(length).write(to: data)
                #expect(try look("\(length) bytes"))
            }
        }
        var lottery = UInt64(7)
        for _ in 0..<40 {
            lottery = lottery &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var damaged = original
            damaged[Int(lottery >> 33) % damaged.count] ^= 1 << UInt8(lottery >> 30 & 7)
            try damaged.write(to: data)
            _ = try look("bit \(lottery)")
        }
    }

    /// Runs the commands that read; whether the check found something.
    private func look(_ what: String) throws -> Bool {
        let rows = #"select count(*) from counts"#
        for command in [["inspect", "ck", "--batch", "3"], ["query", "ck", rows], ["verify", "ck"]] {
            let result = try stream.tidemark().run(command)
            let isKnown = result.status == 0 || result.status == 3
            #expect(result.signal == nil && isKnown, "\(what): \(command): \(result)")
        }
        let json = try check()
        for finding in json["findings"]?.elements ?? [] {
            #expect(finding["file"]?.string == "state/data.mdb", "\(what)")
            #expect(finding["page"]?.integer != nil, "\(what)")
            #expect(finding["consequence"]?.string == "damaged", "\(what)")
        }
        return json["clean"]?.bool == false
    }

    @Test("what the check ends with, and what a fault in the map ends with, word for word")
    func messages() throws {
        // Starts move the roots, until the last pages hold rows and both meta pages lead elsewhere.
        let whole = #"select * from counts"#
        var query = try stream.tidemark().run("query", "ck", whole)
        for _ in 0..<12 where !query.stderr.contains("does not hold") {
            try #require(try stream.run().status == 0)
            let pages = try Self.withoutReserve(data)
            var length = pages.count
            repeat {
                length -= Self.pageSize
                try pages.prefix(length).write(to: data)
                query = try stream.tidemark().run("query", "ck", whole)
            } while query.status == 0 && length > 0
            if !query.stderr.contains("does not hold") { try pages.write(to: data) }
        }
        #expect(query.status == 3 && query.signal == nil)
        #expect(ErrorCondition.checkpointMapFault.fits(query.stderr))
        #expect(
            query.stderr.replacing(stream.directory.path, with: "DIR") == """
                error [CHECKPOINT_DAMAGED]: checkpoint 'DIR/ck' is damaged: state/data.mdb does not hold \
                what its pages lead to: it was cut off or changed, or the disk failed
                  next: nothing was changed; `tidemark inspect 'DIR/ck' --check` names every damaged page; \
                restore the directory from a backup, or start again with a new one

                """)
        let damaged = try stream.tidemark().run("inspect", "ck", "--check")
        #expect(damaged.status == 3)
        #expect(damaged.lines.contains("  damaged: run nothing on it, restore a backup"))
        try original.write(to: data)
        try FileManager.default.removeItem(atPath: stream.path("ck/metadata"))
        let result = try stream.tidemark().run("inspect", "ck", "--check")
        #expect(
            result.lines.suffix(3) == [
                "metadata: is missing", "  rewritten from LMDB at the next start", "check found 1",
            ])
        #expect(ErrorCondition.checkpointCheckFailed.fits(result.stderr))
        #expect(
            result.stderr.replacing(stream.directory.path, with: "DIR") == """
                error [CHECKPOINT_DAMAGED]: checkpoint 'DIR/ck' is not as it was written: 1 finding
                  next: restore what is damaged from a backup and run nothing on it before; what is written \
                again needs a start of the job only

                """)
    }

    @Test("files beside the state: what the check says of each is what the next start does")
    func logs() throws {
        func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: stream.path("ck/" + name)))
        }
        try write("commits/3", "v1\n")
        try write("slices/9", "{")
        try write("query.json", "{}")
        try write("metadata", "")
        try FileManager.default.removeItem(atPath: stream.path("ck/offsets/5"))
        #expect(
            try findings() == [
                "commits/3 harmless", "offsets/5 rewritten", "slices/9 harmless", "metadata rewritten",
                "query.json rewritten",
            ])
        #expect(try stream.run().status == 0)
        #expect(try findings() == ["commits/3 harmless"])
        try FileManager.default.removeItem(atPath: stream.path("ck/commits/3"))
        #expect(try findings() == ["commits/3 rewritten"])
        #expect(try stream.run().status == 0)
        #expect(try findings() == [])
        try FileManager.default.copyItem(
            atPath: stream.path("ck/commits/7"), toPath: stream.path("ck/commits/8"))
        #expect(try findings() == ["commits/8 refused"])
        #expect(try stream.run().status == 3)
    }

    @Test("after a kill at any step nothing is wrong: a plan, and logs that end early, are in order")
    func killed() throws {
        for point in [
            "birth.renamed:1", "recovery.epoch:1", "plan.after:3", "commit.after:3", "log.before:3",
            "log.after:3",
        ] {
            let stream = try NotebookStream(files: 4, rows: 50)
            let killed = try stream.run(failPoints: point + ":kill")
            #expect(killed.signal == 9, "\(point): \(killed)")
            let result = try stream.tidemark().run("inspect", "ck", "--check")
            #expect(result.status == 0 && result.lines.last == "check clean", "\(point): \(result)")
        }
    }

    @Test(
        "where the checkpoint cannot be written, and where a meta page is damaged, inspect reads without LMDB"
    )
    func withoutLMDB() throws {
        try FileManager.default.removeItem(atPath: stream.path("ck/state/lock.mdb"))
        let shell = """
            chmod -R a+rX . && chmod a-w ck/state && if [ $(id -u) = 0 ]; then
            exec setpriv --reuid=65534 --regid=65534 --clear-groups -- "$TOOL" inspect ck --json
            fi; exec "$TOOL" inspect ck --json
            """
        let result = try CommandRunner(
            "/bin/bash", environment: ["TOOL": CommandRunner.tidemarkPath],
            directory: stream.directory.path
        ).run("-c", shell)
        #expect(result.status == 0, "\(result)")
        let report = try JSONValue(parsing: result.stdout)
        #expect(
            report["note"]?.string
                == "read page by page, without LMDB: state/lock.mdb cannot be written")
        #expect(report["resultRows"]?.integer == 3_200)
        _ = try CommandRunner("/bin/chmod", directory: stream.directory.path).run("u+w", "ck/state")

        var damaged = original
        damaged[16] ^= 1
        try damaged.write(to: data)
        let text = try stream.tidemark().run("inspect", "ck")
        #expect(text.status == 0, "\(text)")
        #expect(
            text.lines[1]
                == "note        read page by page, without LMDB: page 0: mm_magic: found 0xbeefc0df, "
                + "expected 0xbeefc0de")
        #expect(try findings().first == "state/data.mdb 0 damaged")
    }

    @Test("a signal that is no fault in the state keeps its effect", arguments: [SIGBUS, SIGSEGV])
    func otherSignals(signal: Int32) throws {
        // Swift's own handler would write a backtrace first, which takes long.
        var tool = stream.tidemark()
        tool.environment["SWIFT_BACKTRACE"] = "enable=no"
        let run = try tool.start(NotebookStream.arguments("other", ["--trigger", "1 hour"]))
        try run.wait(until: "the first batches are done") { stream.exists("other/commits/0") }
        run.send(signal)
        #expect(try run.wait().signal == signal)
    }

    @Test("while a run goes on: clean, or overtaken, and the run is not hindered")
    func running() throws {
        let stream = try NotebookStream(files: 60, rows: 50)
        let run = try stream.start()
        var (clean, overtaken) = (0, 0)
        try run.wait(until: "the state is born") { stream.exists("ck/state/data.mdb") }
        var isGoingOn = true
        while isGoingOn {
            isGoingOn = !stream.exists("ck/commits/59")
            let result = try stream.tidemark().run("inspect", "ck", "--check")
            switch result.status {
            case 0: clean += 1
            case 3 where result.stderr.hasPrefix("error [CHECKPOINT_IN_USE]: "): overtaken += 1
            default: Issue.record("\(result)")
            }
        }
        #expect(clean > 0)
        #expect(try run.wait().status == 0)
        #expect(try stream.tidemark().run("verify", "ck").status == 0)
    }
}
