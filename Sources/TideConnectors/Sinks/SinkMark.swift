import TideDurableIO
import TideFormats
import TideModel

/// The content of `.tidemark`: whose a sink's directory is and how far it is filled.
package struct SinkMark: Hashable, Sendable {
    /// The file's name in the sink's directory.
    package static let name = ".tidemark"
    /// Always as many bytes, so that one write replaces it whole: a sector of the disk.
    private static let size = 512

    /// The query's id, a UUID.
    package var queryID: String
    /// The start that wrote it.
    package var epoch: UInt64
    /// The newest batch whose files have their names, -1 for none.
    package var drained: Int64
    /// The mount in which that was seen: in another one names that were not synced may be gone.
    package var mount: String

    /// The file's bytes.
    var bytes: [UInt8] {
        let text = JSONValue.object([
            ("queryId", .string(queryID)), ("epoch", .integer(Int64(clamping: epoch))),
            ("drained", .integer(drained)), ("mount", .string(mount)),
        ]).bytes
        let blanks = repeatElement(UInt8(ascii: " "), count: max(0, Self.size - 1 - text.count))
        return text + blanks + [UInt8(ascii: "\n")]
    }

    package init(queryID: String, epoch: UInt64, drained: Int64, mount: String) {
        self.queryID = queryID
        self.epoch = epoch
        self.drained = drained
        self.mount = mount
    }

    /// Reads a mark; nil for an empty file, whose maker died before it wrote, and for zeros, which a power
    /// cut leaves where a file's size reached the disk and its first bytes did not.
    ///
    /// - Throws: `TidemarkError` (`sinkMarkDamaged`).
    package init?(_ bytes: [UInt8], path: String) throws {
        if bytes.allSatisfy({ $0 == 0 }) { return nil }
        guard let json = try? JSONValue(parsing: bytes), let id = json["queryId"]?.string,
            let epoch = json["epoch"]?.integer.flatMap(UInt64.init(exactly:)),
            let drained = json["drained"]?.integer, drained >= -1, let mount = json["mount"]?.string
        else {
            throw TidemarkError(
                .sinkMarkDamaged, ["path": path, "what": "\(bytes.count) bytes that are no mark of a query"])
        }
        self.init(queryID: id, epoch: epoch, drained: drained, mount: mount)
    }

    /// The mount of the directory `path` in words that can be compared.
    static func mount(of path: String) throws(IOFailure) -> String {
        let mount = try MountIdentity.of(path: path)
        return "\(mount.bootID) \(mount.mountID) \(mount.fileSystemID) \(mount.inode)"
    }
}
