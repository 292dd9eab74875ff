import TideDurableIO

/// Records what a disk is asked to do while something works on the file system on it.
final class DiskRecorder {
    private let log: String
    private let image: String
    private let file: String

    /// - Parameters:
    ///   - base: an image of a file system; it stays as it is.
    ///   - directory: where the disk's own image and its log are made.
    init(base: String, in directory: String, _ tools: SystemTools) throws {
        log = FileSystem.join(directory, "disk.log")
        image = FileSystem.join(directory, "disk.image")
        file = FileSystem.join(directory, "disk")
        _ = try DiskImageFile(copying: base, to: image)
        try FileSystem.writeAtomically([], to: file, isDurable: false)
    }

    /// Mounts the volume on the disk, runs `body`, and takes both away.
    func record(_ volume: LoopVolume, _ body: () throws -> Void) throws {
        let disk = try RecordingDisk(file, image: image, log: log)
        // Without a thread of its own the kernel would wait for us for ever. What it cannot do fails as a
        // request.
        guard WorkerThreads.start({ try? disk.serve() }) else {
            try disk.unmount()
            throw Unavailable(description: "no thread to serve the disk")
        }
        do {
            try volume.mount(file, isDirect: true)
            try body()
            try volume.unmount()
            try disk.unmount()
        } catch {
            try? volume.unmount()
            try? disk.unmount()
            throw error
        }
    }

    /// What the disk was asked to do so far.
    func requests() throws(IOFailure) -> [RecordingDisk.Request] {
        RecordingDisk.requests(log: try FileSystem.readFile(log))
    }
}
