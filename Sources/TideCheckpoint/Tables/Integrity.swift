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
            let format = try CommitRecord.format(of: payload)
            guard format <= CommitRecord.newestFormat else {
                throw NewerFormat(format: format, unknownFeatures: 0)
            }
            let record = try CommitRecord(payload: payload)
            let unknown = record.features & ~CommitRecord.knownFeatures
            guard unknown == 0 else { throw NewerFormat(format: format, unknownFeatures: unknown) }
            return record
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
        var digest = SetDigest()
        for tree in [Tree.main, .result] {
            try withCursor(tree) { cursor in
                var entry = try cursor.first()
                while let found = entry {
                    let isResultRoot = tree == .main && found.key.elementsEqual(Tree.resultKey)
                    let table = found.key.first.flatMap(TableID.init(rawValue:))
                    if !isResultRoot, table?.isInDigest != false {
                        try describingDamage([UInt8](found.key)) {
                            _ = try Seal.open(found.value, key: found.key)
                        }
                        digest.insert(key: found.key, value: found.value)
                    }
                    entry = try cursor.next()
                }
            }
        }
        guard digest == record.digest else {
            throw DamagedEntry(
                key: CommitRecord.key,
                reason: "the digest of all entries differs: some are missing or foreign")
        }
    }
}

extension CommitRecord {
    /// Compares the entries LMDB counts. Throws ``DamagedEntry`` and `LMDBError`.
    func checkCounts(in transaction: borrowing some LMDBTransaction & ~Copyable) throws {
        let main = try transaction.entryCount(.main)
        let result = try transaction.entryCount(.result)
        guard main == mainEntries, result == resultEntries else {
            throw DamagedEntry(
                key: Self.key,
                reason: "\(mainEntries) entries and \(resultEntries) pieces of the result expected, \(main) "
                    + "and \(result) are there")
        }
    }
}
