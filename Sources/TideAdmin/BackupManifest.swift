package import TideCheckpoint
package import TideFormats
import TideModel

/// `manifest.json` of a backup: what it is a copy of, and the seal of each file.
package struct BackupManifest: Hashable, Sendable {
    /// The file's name in the backup.
    package static let name = "manifest.json"
    /// The copy of the state.
    package static let stateName = "data.mdb"
    /// The newest form of the manifest this engine reads, and the one it writes.
    private static let newestFormat: Int64 = 1

    package var queryID: String
    /// The checkpoint that was copied, absolute.
    package var checkpoint: String
    package var epoch: Int64
    /// The last batch that is in the copy, -1 for none.
    package var lastBatch: Int64
    /// The newest batch that was durable in the sink.
    package var drainedBatch: Int64
    /// Where the sink's files are, absolute; nil without files.
    package var sinkRoot: String?
    /// 32 hexadecimal digits.
    package var digest: String
    /// Entries of both trees.
    package var entries: Int64
    /// ISO 8601.
    package var createdAt: String
    package var engineVersion: String
    /// The seal of `data.mdb`.
    package var state: FileSeal

    /// The file's content, a line: the object with the CRC32C of all before it as its last pair.
    var bytes: [UInt8] {
        var sealed = pairs
        sealed.append(("checksum", .integer(Int64(Self.checksum(of: pairs)))))
        return JSONValue.object(sealed).bytes + [UInt8(ascii: "\n")]
    }

    /// The manifest for `--json`.
    package var json: JSONValue { .object(pairs) }

    private var pairs: [(key: String, value: JSONValue)] {
        [
            ("format", .integer(Self.newestFormat)), ("queryId", .string(queryID)),
            ("checkpoint", .string(checkpoint)), ("epoch", .integer(epoch)),
            ("lastBatch", .integer(lastBatch)), ("drainedBatch", .integer(drainedBatch)),
            ("sink", sinkRoot.map(JSONValue.string) ?? .null), ("digest", .string(digest)),
            ("entries", .integer(entries)), ("createdAt", .string(createdAt)),
            ("engine", .string(engineVersion)),
            (
                "files",
                .array([
                    .object([
                        ("name", .string(Self.stateName)), ("bytes", .integer(state.bytes)),
                        ("crc32c", .integer(Int64(state.checksum))),
                    ])
                ])
            ),
        ]
    }

    private static func checksum(of pairs: [(key: String, value: JSONValue)]) -> UInt32 {
        FileSeal(of: JSONValue.object(pairs).bytes).checksum
    }

    package init(
        queryID: String, checkpoint: String, epoch: Int64, lastBatch: Int64, drainedBatch: Int64,
        sinkRoot: String?, digest: String, entries: Int64, createdAt: String, engineVersion: String,
        state: FileSeal
    ) {
        self.queryID = queryID
        self.checkpoint = checkpoint
        self.epoch = epoch
        self.lastBatch = lastBatch
        self.drainedBatch = drainedBatch
        self.sinkRoot = sinkRoot
        self.digest = digest
        self.entries = entries
        self.createdAt = createdAt
        self.engineVersion = engineVersion
        self.state = state
    }

    /// Reads the manifest of the backup at `path`. Throws `TidemarkError` (`backupDamaged`).
    package init(_ bytes: [UInt8], path: String) throws {
        func damaged(_ what: String) -> TidemarkError {
            TidemarkError(.backupDamaged, ["path": path, "what": "\(Self.name) \(what)"])
        }
        guard let json = try? JSONValue(parsing: bytes), var pairs = json.pairs,
            pairs.last?.key == "checksum", let checksum = pairs.popLast()?.value.integer,
            checksum == Int64(Self.checksum(of: pairs))
        else { throw damaged("is not what a backup wrote") }
        guard let format = json["format"]?.integer, format <= Self.newestFormat else {
            throw damaged("has a format newer than \(Self.newestFormat): use the tidemark that wrote it")
        }
        guard let queryID = json["queryId"]?.string, let checkpoint = json["checkpoint"]?.string,
            let epoch = json["epoch"]?.integer, let last = json["lastBatch"]?.integer,
            let drained = json["drainedBatch"]?.integer, let digest = json["digest"]?.string,
            let entries = json["entries"]?.integer, let created = json["createdAt"]?.string,
            let engine = json["engine"]?.string, let file = json["files"]?[0],
            file["name"]?.string == Self.stateName, let size = file["bytes"]?.integer,
            let crc = file["crc32c"]?.integer.flatMap(UInt32.init(exactly:))
        else { throw damaged("lacks a field") }
        self.init(
            queryID: queryID, checkpoint: checkpoint, epoch: epoch, lastBatch: last, drainedBatch: drained,
            sinkRoot: json["sink"]?.string, digest: digest, entries: entries, createdAt: created,
            engineVersion: engine, state: FileSeal(bytes: size, checksum: crc))
    }
}
