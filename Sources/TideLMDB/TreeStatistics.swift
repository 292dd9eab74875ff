import CTideLMDB

/// The size and shape of one tree.
package struct TreeStatistics: Hashable, Sendable {
    /// Bytes of a page.
    package var pageSize = 0
    /// Levels, 0 for an empty tree.
    package var depth = 0
    /// Inner pages.
    package var branchPages: UInt64 = 0
    /// Pages with entries.
    package var leafPages: UInt64 = 0
    /// Pages of values too large for a leaf.
    package var overflowPages: UInt64 = 0
    /// Entries.
    package var entries: UInt64 = 0

    /// Bytes of all its pages.
    package var usedBytes: Int64 { Int64(branchPages + leafPages + overflowPages) * Int64(pageSize) }
}

extension TreeStatistics {
    init(_ raw: MDB_stat) {
        pageSize = Int(raw.ms_psize)
        depth = Int(raw.ms_depth)
        branchPages = UInt64(raw.ms_branch_pages)
        leafPages = UInt64(raw.ms_leaf_pages)
        overflowPages = UInt64(raw.ms_overflow_pages)
        entries = UInt64(raw.ms_entries)
    }
}

/// The size and use of an environment.
package struct EnvironmentStatistics: Hashable, Sendable {
    /// Bytes of address space that the map takes.
    package let mapSize: Int
    /// The highest page number in use by the last commit.
    package let lastPage: UInt64
    /// The number of the last commit.
    package let lastTransaction: UInt64
    /// Reader slots used so far at the same time, in all processes.
    package let readers: Int
    /// Reader slots there are.
    package let readerLimit: Int

    init(_ raw: MDB_envinfo) {
        mapSize = Int(raw.me_mapsize)
        lastPage = UInt64(raw.me_last_pgno)
        lastTransaction = UInt64(raw.me_last_txnid)
        readers = Int(raw.me_numreaders)
        readerLimit = Int(raw.me_maxreaders)
    }
}
