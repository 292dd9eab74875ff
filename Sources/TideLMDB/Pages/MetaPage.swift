/// The record of a tree: MDB_db in mdb.c, 48 bytes.
struct TreeRecord: Hashable, Sendable {
    static let size = 48
    /// Persistent flags, as MDB_INTEGERKEY.
    let flags: UInt16
    /// Levels, 0 for an empty tree.
    let depth: Int
    /// The sizes it says; its own page size is a field of the meta page.
    let statistics: TreeStatistics
    /// nil for an empty tree.
    let root: UInt64?

    // Safety: reads 48 bytes, which the caller has counted, within the call.
    init(_ bytes: UnsafeRawBufferPointer) {
        func field<Integer: FixedWidthInteger>(_ offset: Int, _ type: Integer.Type) -> Integer {
            Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
        }
        flags = field(4, UInt16.self)
        depth = Int(field(6, UInt16.self))
        statistics = TreeStatistics(
            pageSize: MetaPages.pageSize, depth: depth, branchPages: field(8, UInt64.self),
            leafPages: field(16, UInt64.self), overflowPages: field(24, UInt64.self),
            entries: field(32, UInt64.self))
        let root = field(40, UInt64.self)
        self.root = root == .max ? nil : root
    }

    /// What is wrong with it in a file of `filePages` pages of which `lastPage` is the last in use: the field
    /// and what it should be.
    func problem(lastPage: UInt64, filePages: UInt64) -> (field: String, found: UInt64, expected: String)? {
        guard let root else {
            if depth != 0 { return ("md_depth", UInt64(depth), "0x0") }
            return statistics.entries == 0 ? nil : ("md_entries", statistics.entries, "0x0")
        }
        // A root beyond the end of the file would be read through the map as a SIGBUS.
        guard root >= 2, root <= lastPage, root < filePages else {
            return ("md_root", root, "a page of the file from 2 to \(lastPage)")
        }
        // 32 levels: CURSOR_STACK in mdb.c.
        guard (1..<32).contains(depth) else { return ("md_depth", UInt64(depth), "1 to 31") }
        let counts = [
            ("md_branch_pages", statistics.branchPages), ("md_leaf_pages", statistics.leafPages),
            ("md_overflow_pages", statistics.overflowPages),
        ]
        return counts.first { $0.1 >= lastPage }.map { ($0.0, $0.1, "below \(lastPage)") }
    }
}

/// One of the two meta pages: MDB_page and MDB_meta in mdb.c of LMDB 0.9.24, 64 bits, little endian.
struct MetaPage: Sendable {
    let path: String
    let number: Int
    /// The file's first two pages.
    let bytes: [UInt8]
    let fileSize: UInt64

    /// The number of the transaction that wrote it last.
    var transaction: UInt64 { field(144, 8) }
    private var mapSize: UInt64 { field(32, 8) }
    /// The highest page number in use.
    var lastPage: UInt64 { field(136, 8) }
    /// The tree of free pages.
    var freeTree: TreeRecord { tree(at: 40) }
    /// The unnamed tree.
    var mainTree: TreeRecord { tree(at: 88) }

    private var filePages: UInt64 { fileSize / UInt64(MetaPages.pageSize) }

    /// Whether LMDB would take the other page.
    private var isOlder: Bool {
        transaction < MetaPage(path: path, number: 1 - number, bytes: bytes, fileSize: fileSize).transaction
    }

    /// Whether its trees lie within the pages that it says are in use.
    ///
    /// Where LMDB cannot write the page of a commit, it writes the older transaction number and last page
    /// there and leaves the new trees (mdb_env_write_meta in mdb.c), so that the other page is the newer one.
    /// No reader takes such a page, and the next commit writes it anew.
    var isState: Bool {
        [freeTree, mainTree].allSatisfy { $0.problem(lastPage: lastPage, filePages: filePages) == nil }
    }

    /// Checks each field; in the older page the trees of a commit that failed may stand.
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
        let last = isOlder ? max(lastPage, filePages - 1) : lastPage
        for (name, tree) in [("mm_dbs[0]", freeTree), ("mm_dbs[1]", mainTree)] {
            if let problem = tree.problem(lastPage: last, filePages: filePages) {
                throw damage("\(name).\(problem.field)", problem.found, problem.expected)
            }
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

    // Safety: the record lies within the two pages, whose storage is valid inside the closure.
    private func tree(at offset: Int) -> TreeRecord {
        let start = number * MetaPages.pageSize + offset
        return bytes.withUnsafeBytes {
            TreeRecord(UnsafeRawBufferPointer(rebasing: $0[start..<start + TreeRecord.size]))
        }
    }
}
