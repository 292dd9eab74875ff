import CTideSystem
import Glibc
package import TideDurableIO
package import TideModel

/// The files below a directory by their paths, each as its length and a hash of its content.
package struct FileTree: Hashable, Sendable {
    /// One file.
    package struct Content: Hashable, Sendable {
        let bytes: Int
        let hash: ContentHash
    }

    /// By path below the directory.
    package var files: [String: Content] = [:]

    /// Of no files.
    package init() {}

    /// Reads all below `root` that `includes` takes by its path; nothing when there is no such directory.
    package init(_ root: String, includes: (String) -> Bool = { _ in true }) throws(IOFailure) {
        guard try FileSystem.status(root) != nil else { return }
        try add(root, prefix: "", includes)
    }

    /// Of files that are in memory; nil for a directory.
    init(contents: [String: [UInt8]?]) {
        for case (let name, let bytes?) in contents {
            files[name] = Content(bytes: bytes.count, hash: Self.hash(bytes))
        }
    }

    private mutating func add(
        _ directory: String, prefix: String, _ includes: (String) -> Bool
    ) throws(IOFailure) {
        for entry in try FileSystem.list(directory) {
            let (path, name) = (FileSystem.join(directory, entry.name), prefix + entry.name)
            if entry.kind == .directory && !entry.isLink {
                try add(path, prefix: name + "/", includes)
            } else if entry.kind == .file && includes(name) {
                let content = try FileSystem.readFile(path)
                files[name] = Content(bytes: content.count, hash: Self.hash(content))
            }
        }
    }

    /// The parts of a file sink that its readers see: no component's name starts with a point.
    static func isVisible(_ name: String) -> Bool {
        !name.hasPrefix(".") && !name.contains("/.")
    }

    /// One hash for the whole tree.
    package var hash: ContentHash {
        Self.hash(
            Array(
                files.sorted { $0.key < $1.key }
                    .map { "\($0.key)\0\($0.value.bytes)\0\($0.value.hash.low)\0\($0.value.hash.high)\n" }
                    .joined().utf8))
    }

    /// One hash for the names and lengths alone.
    var shape: ContentHash {
        Self.hash(
            Array(
                files.sorted { $0.key < $1.key }.map { "\($0.key)\0\($0.value.bytes)\n" }.joined().utf8))
    }

    // Safety: the span of a local array's own bytes, read before the call returns.
    static func hash(_ bytes: [UInt8]) -> ContentHash {
        let hash = bytes.withUnsafeBytes { tide_xxh3_128($0.baseAddress, $0.count) }
        return ContentHash(low: hash.low, high: hash.high)
    }

    /// What is not as in `expected`, of the first name in order; nil when all is.
    package func difference(from expected: FileTree) -> String? {
        let names = Set(files.keys).union(expected.files.keys).sorted()
        guard let name = names.first(where: { files[$0] != expected.files[$0] }) else { return nil }
        guard let wanted = expected.files[name] else { return "'\(name)' is there, undisturbed it is not" }
        guard let found = files[name] else { return "'\(name)' is not there" }
        if found.bytes == wanted.bytes { return "'\(name)' has other bytes" }
        return "'\(name)' has \(found.bytes) bytes, undisturbed \(wanted.bytes)"
    }

    /// How many files there are of each content, whatever their names.
    var contents: [Content: Int] { files.values.reduce(into: [:]) { $0[$1, default: 0] += 1 } }

    /// Whether every file is in `other`, byte for byte.
    func isPart(of other: FileTree) -> Bool { files.allSatisfy { other.files[$0.key] == $0.value } }
}

/// A shell's pattern for paths (fnmatch(3)): `*.log` is also any file of that name in any directory.
package struct IgnoredPath: Hashable, Sendable {
    private let pattern: String

    /// Takes a pattern.
    package init(_ pattern: String) { self.pattern = pattern }

    /// Whether the path or its last part matches.
    package func matches(_ path: String) -> Bool {
        fnmatch(pattern, path, 0) == 0 || fnmatch(pattern, FileSystem.lastName(of: path), 0) == 0
    }
}
