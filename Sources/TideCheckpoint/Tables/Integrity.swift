package import TideLMDB

extension LMDBTransaction where Self: ~Copyable {
    /// The commit record, its seal and format checked. Throws ``DamagedEntry``, ``NewerFormat``, `LMDBError`.
    // Safety: both buffers are read within the closures only.
    package func commitRecord() throws -> CommitRecord {
        let key = CommitRecord.key
        guard let value = try get(key) else { throw DamagedEntry(key: key, reason: "there is none") }
        return try describingDamage(key) {
            let payload = try key.withUnsafeBytes { key in
                try value.withUnsafeBytes { [UInt8](try Seal.open($0, key: key)) }
            }
            return try CommitRecord(readable: payload)
        }
    }

    /// The commit record, compared with the number of the last commit and the entries LMDB counts.
    package func checkedCommitRecord(lastCommit: UInt64) throws -> CommitRecord {
        let record = try commitRecord()
        guard record.transactionID == lastCommit else {
            throw DamagedEntry(
                key: CommitRecord.key,
                reason: "written by transaction \(record.transactionID), but the last commit is \(lastCommit)"
            )
        }
        try record.checkCounts(in: self)
        return record
    }

    /// Reads every entry and compares the set digest; names the first entry with a wrong seal if there is
    /// one.
    // Safety: the buffers are used while the cursor stays where it is.
    package func checkDigest(_ record: CommitRecord) throws {
        var entries = EntryCheck()
        for tree in [Tree.main, .result] {
            try withCursor(tree) { cursor in
                var entry = try cursor.first()
                while let found = entry {
                    if tree == .result || !found.key.elementsEqual(Tree.resultKey) {
                        try describingDamage([UInt8](found.key)) {
                            try entries.check(key: found.key, value: found.value)
                        }
                    }
                    entry = try cursor.next()
                }
            }
        }
        guard entries.digest == record.digest else {
            throw DamagedEntry(key: CommitRecord.key, reason: EntryCheck.digestDiffers)
        }
    }
}

/// The check of all entries, one after the other: their seals, and the digest they come to.
struct EntryCheck {
    static let digestDiffers = "the digest of all entries differs: some are missing or foreign"

    private(set) var digest = SetDigest()

    // Safety: the buffers are read within the call.
    /// Checks a seal and counts the entry in. The key `result` of the main tree, which has none, is left out
    /// by the caller.
    mutating func check(
        key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer
    ) throws(DamagedBytes) {
        _ = try Seal.open(value, key: key)
        if key.first.flatMap(TableID.init(rawValue:))?.isInDigest != false {
            digest.insert(key: key, value: value)
        }
    }
}

extension CommitRecord {
    /// Reads a payload unless its format or a feature is newer. Throws `DamagedBytes`, ``NewerFormat``.
    init(readable payload: [UInt8]) throws {
        let format = try Self.format(of: payload)
        guard format <= Self.newestFormat else { throw NewerFormat(format: format, unknownFeatures: 0) }
        try self.init(payload: payload)
        let unknown = features & ~Self.knownFeatures
        guard unknown == 0 else { throw NewerFormat(format: format, unknownFeatures: unknown) }
    }

    /// Compares the entries LMDB counts. Throws ``DamagedEntry`` and `LMDBError`.
    func checkCounts(in transaction: borrowing some LMDBTransaction & ~Copyable) throws {
        let main = try transaction.entryCount(.main)
        let result = try transaction.entryCount(.result)
        if let problem = countProblem(main: main, result: result) {
            throw DamagedEntry(key: Self.key, reason: problem)
        }
    }

    /// What is wrong when so many entries are there.
    func countProblem(main: UInt64, result: UInt64) -> String? {
        guard main != mainEntries || result != resultEntries else { return nil }
        return "\(mainEntries) entries and \(resultEntries) pieces of the result expected, \(main) and "
            + "\(result) are there"
    }
}
