package import TideCheckpoint
import TideDurableIO
import TideModel

// A checkpoint stores where its input lies twice: seen from the checkpoint, so that both may move together,
// and absolute.
extension SourceRoot {
    /// The root of a new checkpoint; both paths absolute.
    package init(source: UInt16 = 0, root: String, checkpoint: String) {
        let from = Self.parts(checkpoint)
        let to = Self.parts(root)
        let shared = zip(from, to).prefix { $0 == $1 }.count
        let up = Array(repeating: "..", count: from.count - shared)
        self.init(
            source: source, relative: (up + to.dropFirst(shared)).joined(separator: "/"), absolute: root)
    }

    /// The directory to read now: whichever of the two exists.
    ///
    /// - Parameter moved: `--source-root OLD=NEW` pairs; OLD is the stored absolute path.
    /// - Throws: `TidemarkError` when neither exists, or both do and are different directories.
    package func resolve(checkpoint: String, moved: [(old: String, new: String)]) throws -> String {
        if let pair = moved.first(where: { $0.old == absolute }) { return pair.new }
        let fromCheckpoint = Self.normalized(checkpoint + "/" + relative)
        let near = try Self.identity(fromCheckpoint)
        let far = try Self.identity(absolute)
        switch (near, far) {
        case (nil, nil):
            let places = Set([fromCheckpoint, absolute]).sorted().map { "'\($0)'" }
            throw TidemarkError(.inputMoved, ["places": alternatives(places), "stored": absolute])
        case (.some(let near), .some(let far)) where near != far:
            throw TidemarkError(.inputTwice, ["near": fromCheckpoint, "stored": absolute])
        case (.some, _): return fromCheckpoint
        case (nil, .some): return absolute
        }
    }

    /// Whether two paths name the same file or directory.
    package static func same(_ left: String, _ right: String) throws -> Bool {
        if normalized(left) == normalized(right) { return true }
        guard let left = try identity(left), let right = try identity(right) else { return false }
        return left == right
    }

    /// Whether one path lies within the other or is the same, by their parts.
    package static func overlaps(_ left: String, _ right: String) -> Bool {
        let left = parts(left)
        let right = parts(right)
        return zip(left, right).allSatisfy { $0 == $1 }
    }

    /// `path` as seen from the directory `base`, worked out.
    static func joined(_ base: String, _ path: String) -> String { normalized(base + "/" + path) }

    private struct Identity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    private static func identity(_ path: String) throws -> Identity? {
        try FileSystem.status(path).map { Identity(device: $0.device, inode: $0.inode) }
    }

    private static func normalized(_ path: String) -> String { "/" + parts(path).joined(separator: "/") }

    /// The parts of an absolute path with `.` and `..` worked out.
    private static func parts(_ path: String) -> [String] {
        var parts: [String] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
        }
        return parts
    }
}
