import TestSupport
import Testing
import TideDurableIO

@testable import TideCrashHarness

/// Power cuts of real file systems: what is recorded of a disk, and what an ext4 file system loses. The
/// oracle is fsync(2): what it has returned for stays.
@Suite("Disks that lose power", .serialized) struct DiskCutTests {
    /// Why a loop device cannot be mounted here; nil where it can.
    private static let obstacle: String? = {
        do {
            let world = try World()
            defer { world.end() }
            try world.volume.mount(try world.format("probe"))
            return nil
        } catch {
            print("skipped: no file systems of its own: \(error)")
            return "\(error)"
        }
    }()

    private static let noFUSE: Bool = obstacle != nil || (try? FileSystem.status("/dev/fuse")) == nil

    /// A directory for images, and a volume.
    private struct World {
        let directory: TemporaryDirectory
        let tools: SystemTools
        let volume: LoopVolume

        init() throws {
            directory = try TemporaryDirectory("tide-cuts")
            tools = SystemTools(scratch: directory.path)
            volume = try LoopVolume(at: directory.path("mount"), tools)
        }

        func format(_ name: String) throws -> String {
            let image = directory.path(name)
            try LoopVolume.format(image, tools)
            return image
        }

        func write(_ name: String, _ text: String, isSynced: Bool) throws {
            let path = directory.path("mount/\(name)")
            try FileSystem.writeAtomically(Array(text.utf8), to: path, isDurable: isSynced)
        }

        func read(_ name: String) throws -> String? {
            try FileSystem.readFileIfPresent(directory.path("mount/\(name)")).map {
                String(decoding: $0, as: UTF8.self)
            }
        }

        func end() { try? volume.unmount() }
    }

    // Needs the superuser: mount(2).
    @Test(
        "a file system whose power is cut keeps what was synced and loses what was not",
        .enabled(if: obstacle == nil))
    func live() throws {
        let world = try World()
        defer { world.end() }
        let image = try world.format("disk")
        try world.volume.mount(image)
        try world.write("kept", "one", isSynced: true)
        try world.write("lost", "two", isSynced: false)
        try FileSystem.cutPower(of: world.volume.directory)
        #expect(throws: IOFailure.self) { try world.write("late", "three", isSynced: false) }
        try world.volume.unmount()
        try world.volume.mount(image)
        #expect(try world.read("kept") == "one")
        #expect(try world.read("lost") == nil)
        #expect(try world.read("late") == nil)
    }

    @Test(
        "every disk that a recording may leave is one that ext4 mounts, with what was synced by then",
        .enabled(if: !noFUSE))
    func recorded() throws {
        let world = try World()
        defer { world.end() }
        let base = try world.format("base")
        let recorder = try DiskRecorder(base: base, in: world.directory.path, world.tools)
        var synced: [(requests: Int, name: String)] = []
        try recorder.record(world.volume) {
            for number in 0..<6 {
                try world.write("\(number)", "text \(number)", isSynced: number % 2 == 0)
                if number % 2 == 0 { synced.append((try recorder.requests().count, "\(number)")) }
            }
        }
        let cuts = DiskCuts(requests: try recorder.requests())
        #expect(cuts.requests.count { $0 == .flush } >= 6)
        var random = SeededRandom(seed: 7)
        let chosen = cuts.cuts(count: 24, random: &random)
        #expect(Set(chosen.map(\.choice)) == Set(DiskCuts.Choice.allCases))
        var files: Set<Int> = []
        for cut in chosen {
            let image = world.directory.path("cut")
            try cuts.lay(cut, over: base, to: image)
            try world.volume.mount(image)
            for (requests, name) in synced where cut.moment >= requests {
                #expect(try world.read(name) == "text \(name)", "\(cut)")
            }
            files.insert(try FileSystem.list(world.volume.directory).count)
            try world.volume.unmount()
        }
        #expect(files.count > 2)
    }
}
