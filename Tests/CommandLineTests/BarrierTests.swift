import Foundation
import TestSupport
import Testing

/// What a batch costs in barriers, counted from outside under strace.
@Suite("Barriers", .timeLimit(.minutes(5)))
struct BarrierTests {
    private static let calls = "fsync,fdatasync,msync,sync_file_range,sync,syncfs,pwrite64,openat"

    /// Whether strace is there and may trace; the reason is printed where not.
    private static let canTrace: Bool = {
        let traced = try? CommandRunner("/usr/bin/env").run("strace", "-f", "-o", "/dev/null", "true")
        if traced?.status == 0 { return true }
        print(
            "skipped: barriers are not counted, strace is missing or may not trace: \(traced?.stderr ?? "")")
        return false
    }()

    /// Barriers of a run of so many batches over a new checkpoint, by call; an O_DSYNC write counts as one.
    private func barriers(
        batches: Int, job: String? = nil, options: [String] = []
    ) throws -> [String: Int] {
        let stream = try NotebookStream(job: job)
        // One file a thread, so that no call is split into two lines.
        let traced = try CommandRunner("/usr/bin/env", directory: stream.directory.path).run(
            ["strace", "-ff", "-o", "trace", "-e", "trace=\(Self.calls)", CommandRunner.tidemarkPath]
                + NotebookStream.arguments("ck", ["--max-batches", "\(batches)"] + options))
        #expect(traced.status == 0, "\(traced.stderr)")
        let lines = try FileManager.default.contentsOfDirectory(atPath: stream.directory.path)
            .filter { $0.hasPrefix("trace.") }
            .flatMap { try String(contentsOfFile: stream.path($0), encoding: .utf8).split(separator: "\n") }
        var synchronous: Set<Substring> = []
        for line in lines where line.hasPrefix("openat(") && line.contains("O_DSYNC") {
            synchronous.insert(line[(line.lastIndex(of: " ") ?? line.startIndex)...].dropFirst())
        }
        #expect(synchronous.count == 1, "LMDB writes its meta pages through one descriptor")
        var counts: [String: Int] = [:]
        for line in lines {
            let call = line.prefix { $0 != "(" }
            if call == "pwrite64" {
                let descriptor = line.dropFirst("pwrite64(".count).prefix { $0 != "," }
                if synchronous.contains(descriptor) { counts["O_DSYNC write", default: 0] += 1 }
            } else if call != "openat", Self.calls.split(separator: ",").contains(call) {
                counts[String(call), default: 0] += 1
            }
        }
        return counts
    }

    // Needs strace and the right to trace.
    @Test("two barriers a batch: the data's and the meta page's", .enabled(if: canTrace)) func perBatch()
        throws
    {
        let ten = try barriers(batches: 10)
        let twenty = try barriers(batches: 20)
        let more = twenty.merging(ten) { $0 - $1 }
        #expect(more.values.reduce(0, +) == 20, "\(ten) \(twenty)")
        #expect(more["fdatasync"] == 10 && more["O_DSYNC write"] == 10, "\(more)")
    }

    // Needs strace and the right to trace.
    @Test(
        "three barriers a batch with a sink of files and one in sixteen, four with names synced each time",
        .enabled(if: canTrace))
    func perBatchOfFiles() throws {
        let job = SinkKillTests.Shape.lines.job
        for (options, least, most) in [([], 30, 43), (["--sink-durability", "each"], 40, 43)] {
            let ten = try barriers(batches: 10, job: job, options: options)
            let twenty = try barriers(batches: 20, job: job, options: options)
            let more = twenty.merging(ten) { $0 - $1 }
            // A second may pass now and then on a busy machine: a sync more.
            #expect(least...most ~= more.values.reduce(0, +), "\(ten) \(twenty)")
            // The state's file grows by eight commits at once: a sync each time.
            #expect(20...23 ~= more["fdatasync", default: 0] && more["O_DSYNC write"] == 10, "\(more)")
        }
    }
}
