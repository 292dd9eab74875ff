import CTideCodecs
import TideModel

/// How a file is compressed: what the end of its name says, as for Hadoop's codecs.
package enum Compression: Hashable, Sendable {
    case gzip, zstandard

    private static let suffixes: [(suffix: String, compression: Compression)] = [
        (".gz", .gzip), (".zst", .zstandard),
    ]

    /// Compressions that are not read, by the ends of names.
    private static let refused: [(suffix: String, name: String)] = [
        (".bz2", "bzip2"), (".deflate", "deflate"), (".snappy", "Snappy"), (".lz4", "LZ4"), (".xz", "xz"),
    ]

    /// nil for a file that is read as it is.
    ///
    /// - Throws: `TidemarkError` (`unsupported`) for a compression that is not read.
    package init?(path: String) throws {
        guard let dot = path.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        let suffix = path[dot...]
        if let (_, name) = Self.refused.first(where: { $0.suffix == suffix }) {
            throw TidemarkError(.inputCompression, ["path": path, "compression": name])
        }
        guard let found = Self.suffixes.first(where: { $0.suffix == suffix }) else { return nil }
        self = found.compression
    }

    var codec: tide_codec {
        switch self {
        case .gzip: TIDE_CODEC_GZIP
        case .zstandard: TIDE_CODEC_ZSTANDARD
        }
    }
}
