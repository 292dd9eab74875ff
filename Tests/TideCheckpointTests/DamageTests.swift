import Testing
import TideCheckpoint
import TideDurableIO
import TideLMDB
import TideModel

@Suite("damage") struct DamageTests {
    /// A closed checkpoint with two batches and some state.
    private func made() throws -> Sample {
        let sample = try Sample()
        let writer = try sample.open()
        try Sample.run(writer, delta: [Sample.entry("a", 1), Sample.entry("b", 2)])
        try Sample.run(writer, delta: [Sample.entry("c", 3)])
        try writer.close(markClean: true)
        return sample
    }

    /// Changes entries without keeping counts and digest, as damage does; the commit record fits the
    /// transaction.
    private func damage(
        _ sample: Sample, _ change: (borrowing WriteTransaction, inout CommitRecord) throws -> Void
    ) throws {
        try sample.withEnvironment { environment in
            try environment.write { transaction in
                var record = try transaction.commitRecord()
                record.transactionID = transaction.id
                try change(transaction, &record)
                try transaction.put(CommitRecord.key, Seal.seal(record.payload, key: CommitRecord.key))
            }
        }
    }

    private func opening(_ sample: Sample, verifyFull: Bool = false) -> TidemarkError? {
        shownError { _ = try sample.open(verifyFull: verifyFull) }
    }

    @Test(
        "a value with a flipped byte is damage that names table and key, at each read and in the full check")
    func flippedByte() throws {
        let sample = try made()
        let key = StoredKey(.state, Array("b".utf8)).bytes
        try damage(sample) { transaction, _ in
            var value = try #require(try transaction.get(key))
            value[0] ^= 1
            try transaction.put(key, value)
        }
        let full = opening(sample, verifyFull: true)
        #expect(full?.code == .checkpointDamaged)
        #expect(full?.message.contains("table state, key f0 62: the checksum is") == true)

        let writer = try sample.open()
        let reading = shownError { _ = try Sample.state(writer) }
        #expect(reading?.code == .checkpointDamaged)
        #expect(reading?.message.contains("table state, key f0 62") == true)
        let merging = shownError {
            try writer.commit(Sample.batch(2, delta: [Sample.entry("b", 1)]), merge: Sample.add)
        }
        #expect(merging?.message.contains("table state, key f0 62") == true)
        #expect(try writer.snapshot { try $0.lastBatch()?.id } == 1)
    }

    @Test("a commit record of another transaction is damage")
    func wrongTransaction() throws {
        let sample = try made()
        try damage(sample) { _, record in record.transactionID -= 1 }
        #expect(
            opening(sample)?.message.contains("written by transaction 5, but the last commit is 6") == true)
    }

    @Test("an entry more than the record counts is damage, also for a reader and before a commit")
    func entryCount() throws {
        let sample = try made()
        try damage(sample) { transaction, _ in try transaction.put([0xF0, 1], [0, 0, 0, 0, 0]) }
        #expect(opening(sample)?.message.contains("entries and 0 pieces of the result expected") == true)
        let reader = try CheckpointReader.open(root: sample.root)
        let error = shownError { try reader.snapshot { _ in } }
        #expect(error?.code == .checkpointDamaged)
    }

    @Test("an entry replaced by another sealed one is found by the digest only, in the full check")
    func digest() throws {
        let sample = try made()
        let key = StoredKey(.state, Array("b".utf8)).bytes
        try damage(sample) { transaction, _ in
            try transaction.put(key, Seal.seal([99], key: key))
        }
        #expect(opening(sample, verifyFull: true)?.message.contains("digest of all entries differs") == true)
        #expect(try Sample.state(try sample.open()).contains(Sample.entry("b", 99)))
    }

    @Test("the full check is made when the file system was mounted again since")
    func otherMount() throws {
        let sample = try made()
        let key = StoredKey(.state, Array("b".utf8)).bytes
        try damage(sample) { transaction, record in
            try transaction.put(key, Seal.seal([99], key: key))
            record.mount = MountIdentity(bootID: "another boot", mountID: 1, fileSystemID: 2, inode: 3)
        }
        #expect(opening(sample)?.message.contains("digest of all entries differs") == true)
    }

    @Test("a newer format and an unknown feature are refused by name")
    func newerFormat() throws {
        let newer = try made()
        try damage(newer) { _, record in record.format = 2 }
        #expect(opening(newer)?.code == .checkpointFormat)
        #expect(opening(newer)?.message.contains("format 2, this engine reads up to 1") == true)
        let unknown = try made()
        try damage(unknown) { _, record in record.features = 4 }
        #expect(opening(unknown)?.message.contains("features 0x4") == true)
    }

    @Test("a damaged meta page, a short file and a missing one are named")
    func dataFile() throws {
        let meta = try made()
        try FileSystem.overwrite([0], at: 16, of: meta.layout.stateData)
        #expect(opening(meta)?.message.contains("meta page 0, mm_magic") == true)
        let short = try made()
        try FileSystem.writeAtomically([1, 2, 3], to: short.layout.stateData, isDurable: false)
        #expect(opening(short)?.message.contains("length of the file") == true)
        let missing = try made()
        try FileSystem.remove(missing.layout.stateData)
        #expect(opening(missing)?.message.contains("state/data.mdb is missing") == true)
    }
}
