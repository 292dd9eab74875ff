import Foundation
import TestSupport
import Testing

/// `tidemark generate events` against the notebook's published figures, counted here by a reader of our own.
@Suite("generate events", .timeLimit(.minutes(5)))
struct GenerateEventsTests {
    private struct Figures: Decodable {
        let sizeByFileNumber: [String: Int]
        let firstEventSeconds: Int
        let totals: [String: [String: Int]]
        let file0Hourly: [PublishedRow]
        let file0Sliding: [PublishedRow]
        let timeline: [PublishedRow]
    }

    /// `["Close", "2016-07-26T02:00:00Z", 11]`
    private struct PublishedRow: Decodable, Equatable {
        let action: String
        let time: String
        let count: Int

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            action = try row.decode(String.self)
            time = try row.decode(String.self)
            count = try row.decode(Int.self)
        }
    }

    private struct Event: Decodable, Hashable {
        let time: Int
        let action: String
    }

    private static let figures: Figures = {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/notebook-figures.json")
        guard let data = try? Data(contentsOf: url),
            let figures = try? JSONDecoder().decode(Figures.self, from: data)
        else { preconditionFailure("cannot read \(url.path)") }
        return figures
    }()

    /// Generates with the given options and reads every file back.
    private func generate(_ options: String...) throws -> [[Event]] {
        try withDirectory { directory in
            let result = try CommandRunner.tidemark().run(["generate", "events", directory] + options)
            #expect(result.status == 0, "\(result.stderr)")
            let names = try FileManager.default.contentsOfDirectory(atPath: directory)
            return try names.indices.map { try Self.events(of: Self.read(directory, "file-\($0).json")) }
        }
    }

    private func withDirectory<T>(_ body: (String) throws -> T) throws -> T {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("tidemark-generate-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        return try body(directory.path)
    }

    private static func read(_ directory: String, _ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: directory).appendingPathComponent(name))
    }

    private static func events(of data: Data) throws -> [Event] {
        // One decoder call a file: the lines become the elements of an array.
        let elements = data.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: ",") : $0 }
        return try JSONDecoder().decode([Event].self, from: Data("[".utf8 + elements + "]".utf8))
    }

    /// Rows of (action, time of a window's start or end, count) for windows of an hour.
    private static func windows(
        _ events: [Event], slide: Int, label: (Int) -> String
    ) -> [String: Int] {
        var counts: [String: Int] = [:]
        for event in events {
            var start = event.time - event.time % slide
            while start > event.time - 3600 {
                counts["\(event.action) \(label(start))", default: 0] += 1
                start -= slide
            }
        }
        return counts
    }

    private static func isoStart(_ seconds: Int) -> String { formatted(seconds, "yyyy-MM-dd'T'HH:mm:ss'Z'") }

    private static func formatted(_ seconds: Int, _ pattern: String) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = pattern
        return formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
    }

    private static func counts(_ rows: [PublishedRow]) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: rows.map { ("\($0.action) \($0.time)", $0.count) })
    }

    private static func totals(_ files: some Sequence<[Event]>) -> [String: Int] {
        files.joined().reduce(into: [:]) { $0[$1.action, default: 0] += 1 }
    }

    @Test("sizes, line ends and file times are the published ones") func files() throws {
        try withDirectory { directory in
            #expect(try CommandRunner.tidemark().run("generate", "events", directory).status == 0)
            let names = try FileManager.default.contentsOfDirectory(atPath: directory)
            #expect(names.sorted() == (0..<50).map { "file-\($0).json" }.sorted())
            var times: [Date] = []
            for number in 0..<50 {
                let data = try Self.read(directory, "file-\(number).json")
                #expect(data.last == UInt8(ascii: "}"), "no newline at the end")
                #expect(data.count { $0 == UInt8(ascii: "\n") } == 1_999)
                if let size = Self.figures.sizeByFileNumber["\(number)"] { #expect(data.count == size) }
                let path = directory + "/file-\(number).json"
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                times.append(try #require(attributes[.modificationDate] as? Date))
            }
            #expect(zip(times, times.dropFirst()).allSatisfy { $1.timeIntervalSince($0) == 1 })
            #expect(times.allSatisfy { $0 < Date(timeIntervalSince1970: 1_500_000_000) })
            #expect(Self.figures.sizeByFileNumber.count == 30)
        }
    }

    @Test("counts are the published ones", arguments: ["1", "7"]) func publishedCounts(seed: String) throws {
        let files = try generate("--seed", seed)
        let figures = Self.figures
        #expect(files.allSatisfy { $0.count == 2_000 })
        #expect(files[0].first == Event(time: figures.firstEventSeconds, action: "Open"))
        #expect(Self.totals(files) == figures.totals["all_50_files"])
        #expect(Self.totals(files.prefix(43)) == figures.totals["first_43_files"])
        let byName = files.indices.sorted { "file-\($0).json" < "file-\($1).json" }
        #expect(Self.totals(byName.prefix(43).map { files[$0] }) == figures.totals["first_43_files"])
        #expect(Self.totals(files.prefix(1)) == figures.totals["file_0"])

        let hourly = Self.windows(files[0], slide: 3600, label: Self.isoStart)
        #expect(hourly == Self.counts(figures.file0Hourly))
        let sliding = Self.windows(files[0], slide: 1800, label: Self.isoStart)
        #expect(sliding == Self.counts(figures.file0Sliding))

        let timeline = Self.windows(Array(files.joined()), slide: 3600) {
            Self.formatted($0 + 3600, "MMM-dd HH:mm")
        }
        #expect(figures.timeline.count == 30)
        for (key, count) in Self.counts(figures.timeline) { #expect(timeline[key] == count, "\(key)") }
    }

    @Test("the stream rises in time and every close follows an open") func shape() throws {
        let events = Array(try generate().joined())
        #expect(zip(events, events.dropFirst()).allSatisfy { $0.time <= $1.time })
        var opens = 0
        var closes = 0
        for event in events {
            if event.action == "Open" { opens += 1 } else { closes += 1 }
            #expect(closes <= opens)
        }
        // Beyond the published hours the opens go on at about 1,000 an hour until they end.
        let hours = Dictionary(grouping: events.filter { $0.action == "Open" }, by: { $0.time / 3600 })
        let inner = hours.keys.sorted().dropFirst().dropLast()
        #expect(inner.allSatisfy { (950...1050).contains(hours[$0]?.count ?? 0) })
    }

    @Test("the same arguments give the same bytes; a seed moves seconds only") func determinism() throws {
        let first = try generate("--files", "3")
        #expect(try generate("--files", "3") == first)
        let other = try generate("--files", "3", "--seed", "5")
        #expect(other != first)
        #expect(other.map { Self.totals([$0]) } == first.map { Self.totals([$0]) })
    }

    @Test("rows scale the counts of every hour", arguments: [1, 7, 200, 20_000]) func rows(count: Int) throws
    {
        let published = try generate("--files", "4")
        let scaled = try generate("--files", "4", "--rows", "\(count)")
        for (file, wanted) in zip(scaled, published) {
            #expect(file.count == count)
            let found = Self.windows(file, slide: 3600, label: Self.isoStart)
            for (key, value) in Self.windows(wanted, slide: 3600, label: Self.isoStart) {
                let exact = Double(value) * Double(count) / 2_000
                #expect(abs(Double(found[key] ?? 0) - exact) <= 2, "\(key)")
            }
        }
    }

    @Test("fewer files are a prefix, more continue the timeline") func fileCounts() throws {
        let published = try generate()
        #expect(try generate("--files", "7").elementsEqual(published.prefix(7)) as Bool)
        let more = try generate("--files", "60")
        #expect(more.prefix(49).elementsEqual(published.prefix(49)) as Bool)
        #expect(Self.totals(more) == ["Open": 60_000, "Close": 60_000])
        #expect(more.allSatisfy { $0.count == 2_000 })
        let events = Array(more.joined())
        #expect(zip(events, events.dropFirst()).allSatisfy { $0.time <= $1.time })
    }

    @Test("a directory with files in it is refused and left alone") func notEmpty() throws {
        try withDirectory { directory in
            try FileManager.default.createDirectory(
                atPath: directory + "/below", withIntermediateDirectories: true)
            let result = try CommandRunner.tidemark().run("generate", "events", directory)
            #expect(result.status == 2)
            #expect(result.stderr.contains("DIRECTORY_NOT_EMPTY") && result.stderr.contains("next:"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["below"])
            let empty = try CommandRunner.tidemark().run(
                "generate", "events", directory + "/below", "--files", "1")
            #expect(empty.status == 0, "an empty directory is filled")
        }
    }
}
