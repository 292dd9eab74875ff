import CTideLMDB

/// A call into LMDB that failed. A missing key is no error: reads return nil.
package struct LMDBError: Error, Hashable, Sendable {
    /// LMDB's return code: its own below zero (lmdb.h), an errno above.
    package struct Code: RawRepresentable, Hashable, Sendable {
        /// The number as LMDB returns it.
        package let rawValue: Int32

        /// Wraps a number.
        package init(rawValue: Int32) { self.rawValue = rawValue }

        /// A page that the tree names is not there: damage.
        package static let pageNotFound = Code(rawValue: MDB_PAGE_NOTFOUND)
        /// A page has the wrong kind: damage.
        package static let corrupted = Code(rawValue: MDB_CORRUPTED)
        /// A meta page could not be written, or the lock is broken; the environment is unusable.
        package static let panic = Code(rawValue: MDB_PANIC)
        /// The library and the file have different formats.
        package static let versionMismatch = Code(rawValue: MDB_VERSION_MISMATCH)
        /// The file is no LMDB file.
        package static let invalid = Code(rawValue: MDB_INVALID)
        /// The map is full.
        package static let mapFull = Code(rawValue: MDB_MAP_FULL)
        /// The key has no byte or more than 511.
        package static let badKeySize = Code(rawValue: MDB_BAD_VALSIZE)
        /// This process has the same data file open already. Our own number, outside LMDB's.
        package static let alreadyOpen = Code(rawValue: -31001)
    }

    /// The function of LMDB, as in lmdb.h.
    package let operation: String
    /// What it returned.
    package let code: Code
    /// The environment's directory.
    package let path: String
    /// Whether an earlier commit failed, so that this environment does nothing any more; `operation` and
    /// `code` are those of the failure that caused it.
    package var isPoisoned = false
    /// What is wrong with which page, where pages were read without LMDB.
    package var finding: PageFinding?

    /// Whether the code means that the file itself is damaged.
    package var isDamage: Bool {
        switch code {
        case .pageNotFound, .corrupted, .invalid, .versionMismatch: true
        default: false
        }
    }
}

extension LMDBError: CustomStringConvertible {
    /// `mdb_txn_commit /state: No space left on device (28)`.
    package var description: String {
        if let finding { return "\(path), \(finding)" }
        let after = isPoisoned ? "; the environment is closed to further use since then" : ""
        return "\(operation) \(path): \(reason) (\(code.rawValue))\(after)"
    }

    private var reason: String {
        if code == .alreadyOpen { return "this process has the data file open already" }
        // Safety: mdb_strerror returns a constant, or strerror's string for an errno; it is copied at once.
        return String(cString: mdb_strerror(code.rawValue))
    }
}
