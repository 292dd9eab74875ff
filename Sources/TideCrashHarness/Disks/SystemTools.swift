import TideDurableIO

/// Why this machine cannot do something that a test asks for.
struct Unavailable: Error, CustomStringConvertible {
    let description: String
}

/// Programs of the system that make, mount and unmount file systems.
struct SystemTools {
    private static let limitNs: UInt64 = 60_000_000_000
    /// A directory for what they print.
    let scratch: String

    /// Runs a program to its end and gives its output without the line feed.
    ///
    /// - Throws: `Unavailable` with what it says, when it is not there or does not succeed.
    @discardableResult
    func run(_ arguments: String...) throws -> String {
        let (stdout, stderr) = (FileSystem.join(scratch, "tool.out"), FileSystem.join(scratch, "tool.err"))
        do {
            let child = try ChildProcess(
                starting: ChildCommand(arguments, directory: scratch, stdout: stdout, stderr: stderr))
            let end = try child.wait(upToNanoseconds: Self.limitNs)
            guard end == .exited(0) else {
                let said = String(decoding: try FileSystem.readFile(stderr), as: UTF8.self)
                throw Unavailable(
                    description: "\(arguments.joined(separator: " ")): " + said.filter { $0 != "\n" })
            }
            let text = String(decoding: try FileSystem.readFile(stdout), as: UTF8.self)
            return text.split(separator: "\n").first.map(String.init) ?? ""
        } catch let failure as IOFailure {
            throw Unavailable(description: "\(arguments[0]): \(failure.reason)")
        }
    }
}

/// An ext4 file system in an image, mounted at a directory through a loop device.
final class LoopVolume {
    /// Bytes of an image; most of them are holes.
    private static let imageBytes: Int64 = 96 << 20

    private static let mostAttempts = 100

    let directory: String
    private let tools: SystemTools
    private var device: String?
    private var isMounted = false

    /// - Parameter directory: where it is mounted; made when absent.
    init(at directory: String, _ tools: SystemTools) throws {
        self.directory = directory
        self.tools = tools
        try FileSystem.createDirectory(directory)
    }

    deinit { try? unmount() }

    /// Makes an image with an empty file system.
    static func format(_ image: String, _ tools: SystemTools) throws {
        try FileSystem.makeSparse(image, bytes: imageBytes)
        try tools.run(
            "mkfs.ext4", "-q", "-F", "-b", "4096", "-J", "size=4", "-E", "lazy_itable_init=0,nodiscard", image
        )
    }

    /// Mounts the file system in a file; its journal is replayed then.
    func mount(_ image: String, isDirect: Bool = false) throws {
        device = try tools.run(
            "losetup", "--find", "--show", isDirect ? "--direct-io=on" : "--direct-io=off", image)
        try tools.run("mount", "-t", "ext4", device ?? "", directory)
        isMounted = true
    }

    /// Unmounts it; a disk that failed in between is no obstacle.
    func unmount() throws {
        var attempts = 0
        while isMounted {
            do {
                try tools.run("umount", directory)
                isMounted = false
            } catch let failure as Unavailable {
                // A child that another thread has just forked holds our files until it is another program.
                attempts += 1
                if attempts == Self.mostAttempts { throw failure }
                _ = SignalFlag.wait(upToNanoseconds: 10_000_000)
            }
        }
        if let device { try tools.run("losetup", "--detach", device) }
        device = nil
    }
}
