import TideDurableIO

/// Damage found in a meta page of `data.mdb`.
package struct MetaPageDamage: Error, Hashable, Sendable, CustomStringConvertible {
    /// The data file.
    package let path: String
    /// The page, 0 or 1.
    package let page: Int
    /// The field, as in LMDB's source.
    package let field: String
    /// The value in the file.
    package let found: UInt64
    /// What it should be.
    package let expected: String

    /// `/c/state/data.mdb: meta page 0, mm_magic: found 0x1, expected 0xbeefc0de`.
    package var description: String {
        "\(path): meta page \(page), \(reason)"
    }

    /// `mm_magic: found 0x1, expected 0xbeefc0de`.
    var reason: String { "\(field): found 0x\(String(found, radix: 16)), expected \(expected)" }
}

/// The two meta pages at the start of `data.mdb`, looked at without LMDB, which trusts them blindly.
package struct MetaPages: Hashable, Sendable {
    /// Bytes of a page; other page sizes are refused.
    package static let pageSize = 4096
    /// The numbers of the transactions that wrote pages 0 and 1 last.
    package let transactions: [UInt64]

    /// Checks both pages. Throws `MetaPageDamage` or `IOFailure`.
    @discardableResult
    package static func check(dataFile path: String) throws -> MetaPages {
        let metas = try read(PageFile(path))
        for meta in metas { try meta.check() }
        try checkNeighbours(metas)
        return MetaPages(transactions: metas.map(\.transaction))
    }

    static func checkNeighbours(_ metas: [MetaPage]) throws(MetaPageDamage) {
        let (even, odd) = (metas[0].transaction, metas[1].transaction)
        // A commit writes the page of its number's last bit, so the two are neighbours; both are 0 at first.
        guard max(even, odd) - min(even, odd) == 1 || (even == 0 && odd == 0) else {
            throw metas[1].damage("mm_txnid", odd, "a neighbour of page 0's \(even)")
        }
    }

    /// Writes both pages back as they are and makes them durable.
    ///
    /// After a failed write the page cache can hold a page that is not on disk and is not going to be
    /// written; a write of the same bytes makes it dirty again.
    package static func rewrite(dataFile path: String) throws {
        try FileSystem.overwrite(try read(PageFile(path))[0].bytes, at: 0, of: path)
    }

    // Safety: the buffer is the array's storage, valid inside the closure.
    /// Both pages as they are, sound or not. Throws `MetaPageDamage` for a file that is too short.
    static func read(_ source: some PageSource) throws -> [MetaPage] {
        var bytes = [UInt8](repeating: 0, count: 2 * pageSize)
        let count = try bytes.withUnsafeMutableBytes { try source.read(at: 0, into: $0) }
        guard count == bytes.count else {
            throw MetaPageDamage(
                path: source.path, page: count / pageSize, field: "length of the file", found: UInt64(count),
                expected: "at least \(bytes.count) bytes")
        }
        let fileSize = try source.byteCount()
        return (0...1).map { MetaPage(path: source.path, number: $0, bytes: bytes, fileSize: fileSize) }
    }
}
