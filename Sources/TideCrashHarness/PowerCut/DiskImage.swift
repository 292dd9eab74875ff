import CTideSystem
import TideDurableIO

/// Files and directories by number, and the names by which they are reached.
package struct DiskImage: Sendable {
    /// A file or directory, whatever its names.
    package typealias Object = Int

    /// One thing that may reach the disk, or not, without the others.
    enum Change: Sendable {
        /// Bytes within the size that the file has by then.
        case bytes(Object, offset: Int, [UInt8])
        /// What is new of a longer file is zero.
        case size(Object, Int)
        /// Names that change together, in directories: a rename is two.
        case names([(directory: Object, name: String, object: Object?)])

        /// Whose sync makes it durable.
        var owner: Object {
            switch self {
            case .bytes(let object, _, _), .size(let object, _): object
            case .names(let names): names[0].directory
            }
        }
    }

    /// The directory that everything is below.
    static let root: Object = 0

    private(set) var files: [Object: [UInt8]] = [:]
    private(set) var directories: [Object: [String: Object]] = [root: [:]]

    mutating func addFile(_ object: Object, _ bytes: [UInt8] = []) { files[object] = bytes }

    mutating func addDirectory(_ object: Object) { directories[object] = [:] }

    mutating func apply(_ change: Change) {
        switch change {
        case .bytes(let object, let offset, let bytes):
            guard let size = files[object]?.count, offset < size else { return }
            let count = min(bytes.count, size - offset)
            files[object]?.replaceSubrange(offset..<(offset + count), with: bytes[..<count])
        case .size(let object, let size):
            guard let old = files[object]?.count else { return }
            if size < old { files[object]?.removeLast(old - size) }
            if size > old { files[object]?.append(contentsOf: repeatElement(0, count: size - old)) }
        case .names(let names):
            for (directory, name, object) in names { directories[directory]?[name] = object }
        }
    }

    /// What a path below the root names.
    func object(_ path: [String]) -> Object? {
        path.reduce(Self.root) { found, name in found.flatMap { directories[$0]?[name] } }
    }

    /// The files that can be reached, by their paths below the root; nil for a directory.
    package var tree: [String: [UInt8]?] {
        var tree: [String: [UInt8]?] = [:]
        var open: [(path: String, object: Object)] = [("", Self.root)]
        while let (path, object) = open.popLast() {
            for (name, child) in directories[object] ?? [:] {
                let childPath = path.isEmpty ? name : FileSystem.join(path, name)
                if let bytes = files[child] {
                    tree[childPath] = .some(bytes)
                } else {
                    tree[childPath] = .some(nil)
                    open.append((childPath, child))
                }
            }
        }
        return tree
    }

    /// Equal for images of which the same can be reached.
    package static func digest(_ tree: [String: [UInt8]?]) -> UInt64 {
        var text: [UInt8] = []
        for (path, bytes) in tree.sorted(by: { $0.key < $1.key }) {
            text += Array(path.utf8) + [0, bytes == nil ? 0 : 1]
            // Safety: the span of an array, for the call.
            let hash = (bytes ?? []).withUnsafeBytes { tide_xxh3_64($0.baseAddress, $0.count) }
            withUnsafeBytes(of: hash) { text += $0 }
        }
        // Safety: as above.
        return text.withUnsafeBytes { tide_xxh3_64($0.baseAddress, $0.count) }
    }
}
