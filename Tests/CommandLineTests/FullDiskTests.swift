import Foundation
import TestSupport
import Testing

/// A disk that is full in the middle of a run: said in words, nothing lost, and with space again the same
/// command goes on.
@Suite("Full disk", .timeLimit(.minutes(5)))
struct FullDiskTests {
    /// Whether a file system of limited size can be mounted; the reason is printed where not.
    private static let canMount: Bool = {
        let directory = try? TemporaryDirectory("tide-mount")
        guard let directory else { return false }
        let result = try? mount(directory.path)
        guard result?.status == 0 else {
            print("skipped: no full disk, a tmpfs needs the superuser: \(result?.stderr ?? "")")
            return false
        }
        unmount(directory.path)
        return true
    }()

    private static func mount(_ path: String) throws -> CommandResult {
        try CommandRunner("/usr/bin/env").run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", path)
    }

    private static func unmount(_ path: String) {
        _ = try? CommandRunner("/usr/bin/env").run("umount", path)
    }

    // Needs the superuser: mount(2).
    @Test(
        "a full disk: 4 and the bytes that are free; with room the same command goes on to the same rows",
        .enabled(if: canMount), arguments: [40, 100, 180])
    func full(roomKiB: Int) throws {
        let stream = try NotebookStream()
        let disk = stream.path("disk")
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
        try #require(try Self.mount(disk).status == 0)
        defer { Self.unmount(disk) }
        #expect(try stream.run("disk/ck", "--max-batches", "1").status == 0)
        let free = try FileManager.default.attributesOfFileSystem(forPath: disk)[.systemFreeSize] as? Int
        let ballast = try #require(free) - roomKiB * 1_024
        try Data(count: ballast).write(to: URL(fileURLWithPath: stream.path("disk/ballast")))
        var last = 0
        for _ in 0..<2 {
            let result = try stream.run("disk/ck")
            #expect(result.status == 4, "\(result)")
            #expect(
                result.stderr.contains("error [STORAGE_FULL]: checkpoint '\(disk)/ck': the disk is full: "))
            #expect(result.stderr.contains(#/ failed, [0-9]+ bytes are free \(/#), "\(result.stderr)")
            #expect(
                result.stderr.hasSuffix(
                    "; committed batches are safe, nothing was lost\n"
                        + "  next: free some space, then run the same command again\n"))
            let reached = try stream.lastBatch("disk/ck")
            #expect(reached >= last && reached < 49)
            #expect(try stream.total("disk/ck") == (reached + 1) * 2_000)
            last = reached
        }
        try FileManager.default.removeItem(atPath: stream.path("disk/ballast"))
        try stream.finishAndCompare("disk/ck", with: try NotebookStream.undisturbedRows())
    }

    // Needs the superuser: mount(2).
    @Test(
        "asked to wait for space, a run does, says so, and ends as an undisturbed one when there is some",
        .enabled(if: canMount))
    func waits() throws {
        let stream = try NotebookStream()
        let disk = stream.path("disk")
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
        try #require(try Self.mount(disk).status == 0)
        defer { Self.unmount(disk) }
        #expect(try stream.run("disk/ck", "--max-batches", "1").status == 0)
        let free = try FileManager.default.attributesOfFileSystem(forPath: disk)[.systemFreeSize] as? Int
        let ballast = try #require(free) - 60 * 1_024
        try Data(count: ballast).write(to: URL(fileURLWithPath: stream.path("disk/ballast")))
        let running = try stream.start("disk/ck", "--wait-for-space", "--progress", "none")
        try running.wait(until: "the run to say that it waits") {
            running.stderrSoFar.contains("; waiting until there is space\n")
        }
        #expect(running.isAlive)
        try FileManager.default.removeItem(atPath: stream.path("disk/ballast"))
        let result = try running.wait()
        #expect(result.status == 0, "\(result)")
        #expect(
            result.stderr.contains(#/the disk is full: .* failed, [0-9]+ bytes are free/#), "\(result.stderr)"
        )
        try stream.finishAndCompare("disk/ck", with: try NotebookStream.undisturbedRows())
    }

    @Test(
        "a step that finds no space, or an I/O error: 4, and the next start goes on",
        arguments: [
            "birth.built", "recovery.epoch", "plan.slicesWritten", "plan.after", "reserve.before",
            "commit.before",
            "commit.merged", "log.before", "close.before",
        ])
    func step(point: String) throws {
        let stream = try NotebookStream(files: 6)
        for (action, code) in [("nospace", "STORAGE_FULL"), ("error", "STORAGE_FAILED")] {
            let result = try stream.run("ck", "--max-batches", "2", failPoints: "\(point):1:\(action)")
            #expect(result.status == 4, "\(result)")
            #expect(
                result.stderr.contains("error [\(code)]: checkpoint '\(stream.path("ck"))': "),
                "\(result.stderr)")
            #expect(result.stderr.contains("committed batches are safe, nothing was lost\n  next: "))
        }
        #expect(try stream.run().status == 0)
        #expect(try stream.total() == 12_000)
        #expect(try stream.verify().status == 0)
    }
}
