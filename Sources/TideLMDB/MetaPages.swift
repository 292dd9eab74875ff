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
        "\(path): meta page \(page), \(field): found 0x\(String(found, radix: 16)), expected \(expected)"
    }
}

/// The two meta pages at the start of `data.mdb`, looked at without LMDB, which trusts them blindly.
///
/// Layout: MDB_page and MDB_meta in mdb.c of LMDB 0.9.24, 64 bits, little endian.
package struct MetaPages: Hashable, Sendable {
    /// Bytes of a page; other page sizes are refused.
    package static let pageSize = 4096
    /// The numbers of the transactions that wrote pages 0 and 1 last.
    package let transactions: [UInt64]

    /// Checks both pages. Throws `MetaPageDamage` or `IOFailure`.
    @discardableResult
    package static func check(dataFile path: String) throws -> MetaPages {
        let (pages, fileSize) = try readPages(path)
        let metas = (0...1).map { MetaPage(path: path, number: $0, bytes: pages, fileSize: fileSize) }
        for meta in metas { try meta.check() }
        let (even, odd) = (metas[0].transaction, metas[1].transaction)
        // A commit writes the page of its number's last bit, so the two are neighbours; both are 0 at first.
        guard even == odd + 1 || odd == even + 1 || (even == 0 && odd == 0) else {
            throw metas[1].damage("mm_txnid", odd, "a neighbour of page 0's \(even)")
        }
        return MetaPages(transactions: [even, odd])
    }

    /// Writes both pages back as they are and makes them durable.
    ///
    /// After a failed write the page cache can hold a page that is not on disk and is not going to be
    /// written; a write of the same bytes makes it dirty again.
    package static func rewrite(dataFile path: String) throws {
        try FileSystem.overwrite(try readPages(path).bytes, at: 0, of: path)
    }

    // Safety: the buffer is the array's storage, valid inside the closure.
    private static func readPages(_ path: String) throws -> (bytes: [UInt8], fileSize: UInt64) {
        let file = try InputFile(path)
        var bytes = [UInt8](repeating: 0, count: 2 * pageSize)
        let count = try bytes.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
        guard count == bytes.count else {
            throw MetaPageDamage(
                path: path, page: count / pageSize, field: "length of the file", found: UInt64(count),
                expected: "at least \(bytes.count) bytes")
        }
        return (bytes, UInt64(try file.status().sizeBytes))
    }
}

/// One meta page.
private struct MetaPage {
    let path: String
    let number: Int
    let bytes: [UInt8]
    let fileSize: UInt64

    var transaction: UInt64 { field(144, 8) }
    private var mapSize: UInt64 { field(32, 8) }
    private var lastPage: UInt64 { field(136, 8) }

    func check() throws(MetaPageDamage) {
        let pageSize = UInt64(MetaPages.pageSize)
        try expect("mp_pgno", 0, 8, UInt64(number))
        try expect("mp_flags", 10, 2, 0x08)
        try expect("mm_magic", 16, 4, 0xBEEF_C0DE)
        try expect("mm_version", 20, 4, 1)
        try expect("mm_psize", 40, 4, pageSize)
        // MDB_INTEGERKEY: the free list's keys are transaction numbers. No other persistent flag is in use.
        try expect("mm_flags", 44, 2, 0x08)
        try expect("mm_dbs[1].md_flags", 92, 2, 0)
        guard mapSize > 0, mapSize % pageSize == 0 else {
            throw damage("mm_mapsize", mapSize, "a positive multiple of \(pageSize)")
        }
        guard lastPage >= 1, lastPage < mapSize / pageSize else {
            throw damage("mm_last_pg", lastPage, "1 to \(mapSize / pageSize - 1)")
        }
        guard transaction == 0 || transaction % 2 == UInt64(number) else {
            throw damage("mm_txnid", transaction, number == 0 ? "an even number" : "an odd number")
        }
        try checkTree("mm_dbs[0]", at: 40)
        try checkTree("mm_dbs[1]", at: 88)
    }

    /// Checks a tree's record: MDB_db, 48 bytes.
    private func checkTree(_ name: String, at offset: Int) throws(MetaPageDamage) {
        let (depth, root) = (field(offset + 6, 2), field(offset + 40, 8))
        if root == UInt64.max {
            try expect("\(name).md_depth", offset + 6, 2, 0)
            try expect("\(name).md_entries", offset + 32, 8, 0)
            return
        }
        // A root beyond the end of the file would be read through the map as a SIGBUS.
        guard root >= 2, root <= lastPage, root < fileSize / UInt64(MetaPages.pageSize) else {
            throw damage("\(name).md_root", root, "a page of the file from 2 to \(lastPage)")
        }
        // 32 levels: CURSOR_STACK in mdb.c.
        guard (1..<32).contains(depth) else { throw damage("\(name).md_depth", depth, "1 to 31") }
        for (field, at) in [("md_branch_pages", 8), ("md_leaf_pages", 16), ("md_overflow_pages", 24)] {
            let pages = self.field(offset + at, 8)
            guard pages < lastPage else { throw damage("\(name).\(field)", pages, "below \(lastPage)") }
        }
    }

    private func expect(_ name: String, _ offset: Int, _ width: Int, _ value: UInt64) throws(MetaPageDamage) {
        let found = field(offset, width)
        guard found == value else { throw damage(name, found, "0x\(String(value, radix: 16))") }
    }

    func damage(_ field: String, _ found: UInt64, _ expected: String) -> MetaPageDamage {
        MetaPageDamage(path: path, page: number, field: field, found: found, expected: expected)
    }

    private func field(_ offset: Int, _ width: Int) -> UInt64 {
        let start = number * MetaPages.pageSize + offset
        return bytes[start..<start + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
