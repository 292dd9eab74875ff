import TestSupport
import Testing
import TideCheckpoint
import TideDurableIO
import TideLMDB
import TideModel

/// What the tables were at the end of each batch, by snapshots taken at that time, against what the history
/// makes of the last one.
@Suite("history") struct HistoryTests {
    /// Everything of a snapshot that a rollback puts back.
    struct Content: Equatable {
        var state: [StateEntry]
        var index: [StateEntry]
        var files: [FileEntry]
        var owners: [String?]
        var totals: Totals
        var watermarks: [Int64]
        var last: Int64?

        init(_ snapshot: borrowing CheckpointSnapshot) throws {
            state = try snapshot.stateEntries()
            index = try snapshot.state.entries(StateRange(.index, [0], [255]))
            files = try snapshot.files(source: 0)
            owners = []
            for inode in UInt64(10)..<40 { owners.append(try snapshot.file(source: 0, inode: inode)?.path) }
            totals = try snapshot.totals()
            watermarks = try snapshot.watermarks()
            last = try snapshot.lastBatch()?.id
        }
    }

    /// Keys that share 495 bytes, so that several of them are in one bucket when their hash is the same.
    private static func long(_ number: UInt8) -> [UInt8] {
        [UInt8](repeating: 7, count: 600) + [number]
    }

    /// Batch `id`: adds to words, removes some, evicts a range, moves entries of the index, renames files.
    private static func batch(_ id: Int64) -> CommittedBatch {
        let byte = UInt8(id % 200)
        var batch = Sample.batch(id)
        var delta = StateDelta(
            sorted: StateEntries(
                [[1, byte % 5], [2, byte % 3], [3, byte], long(byte % 4)].map {
                    StateEntry(key: $0, value: [byte + 1])
                }))
        delta.changes = [
            StateChange(.index, key: [4, byte], value: [byte]),
            StateChange(.index, key: [4, byte &- 2], value: nil),
            StateChange(key: [8, byte % 2], value: byte % 4 < 2 ? [byte] : nil),
        ]
        delta.removed = [StateRange(.state, [3, 0], [3, byte / 2])]
        batch.delta = delta
        batch.watermarks = [id * 10]
        if id % 4 == 3 {
            let old = Sample.batch(id - 1).files[0]
            var moved = old
            moved.path = "moved-\(id)"
            batch.removedFiles = [old]
            batch.files.append(moved)
        }
        return batch
    }

    private static func commit(_ writer: CheckpointWriter) throws -> Content {
        try writer.commit(batch(writer.nextBatch), merge: Sample.add)
        return try writer.snapshot { try Content($0) }
    }

    @Test("at the end of every batch, also from a later start and while more is committed")
    func everyBatch() throws {
        let sample = try Sample()
        var writer = try sample.open()
        var expected: [Content] = []
        for _ in 0..<12 { expected.append(try Self.commit(writer)) }
        try writer.close(markClean: false)
        writer = try sample.open(verifyFull: true)
        for _ in 12..<20 { expected.append(try Self.commit(writer)) }
        for (batch, content) in expected.enumerated() {
            let found = try writer.reader.snapshot(endOf: Int64(batch)) { try Content($0) }
            #expect(found == content, "batch \(batch)")
        }
        // Single keys and ranges, through the view that operators read.
        try writer.reader.snapshot(endOf: 2) { snapshot throws in
            #expect(try snapshot.state.value(.state, Self.long(2)) == [3])
            #expect(try snapshot.state.value(.state, Self.long(3)) == nil)
            #expect(try snapshot.state(Self.long(0)) == [1])
            let range = try snapshot.state.entries(StateRange(.state, [1], [2]))
            #expect(range.map(\.key) == [[1, 0], [1, 1], [1, 2]])
        }
        #expect(try writer.snapshot { try $0.historyReach() }?.earliest == 0)
        try writer.close(markClean: true)
    }

    @Test("a hundred batches are kept, and the commit record's digest covers none of it")
    func trimmed() throws {
        let sample = try Sample()
        let writer = try sample.open()
        var expected: [Content] = []
        for _ in 0..<112 { expected.append(try Self.commit(writer)) }
        let reach = try writer.snapshot { try $0.historyReach() }
        #expect(reach?.earliest == 11)
        #expect(try writer.snapshot { try $0.entryCounts()[.history] } == 100)
        #expect(try writer.reader.snapshot(endOf: 11) { try Content($0) } == expected[11])
        let error = shownError { try writer.reader.snapshot(endOf: 10) { _ in } }
        #expect(
            error?.description == """
                error [USAGE]: checkpoint '\(sample.root)' no longer knows what it was at the end of batch 10
                  next: its history reaches back to the end of batch 11: name that or a later one
                """)
        #expect(error.map { ErrorCondition.batchBeforeHistory.fits($0.description) } == true)
        let absent = shownError { try writer.reader.snapshot(endOf: 112) { _ in } }
        #expect(absent?.description.contains("has no batch 112\n  next: it has batches 0 to 111") == true)
        try writer.snapshot { try $0.checkDigest() }
        try writer.close(markClean: true)
    }

    @Test("a batch with too many before-images keeps none, and nothing before it can be reached")
    func tooMany() throws {
        let sample = try Sample()
        let writer = try sample.open()
        for _ in 0..<3 { _ = try Self.commit(writer) }
        try writer.close(markClean: true)
        try sample.withEnvironment { environment throws in
            try environment.write { transaction throws in
                var tables = TableWriter(try transaction.commitRecord())
                tables.keepHistory(of: 3, mostBytes: 30)
                for word in ["a", "b", "c"] {
                    try tables.put(.state, Array(word.utf8) + [0, 0, 0, 0, 0], [1], in: transaction)
                }
                try tables.put(Sample.batch(3).record, in: transaction)
                try tables.finishHistory(in: transaction)
                tables.record.lastBatch = 3
                try tables.finish(in: transaction)
            }
        }
        let reader = try CheckpointReader.open(root: sample.root)
        try reader.snapshot { snapshot throws in
            try snapshot.checkDigest()
            let reach = try #require(try snapshot.historyReach())
            #expect(reach.earliest == 3 && reach.bytes == 0)
            #expect(try snapshot.entryCounts()[.history] == nil)
        }
    }

    @Test("a damaged piece of the history is named; the last batch is read all the same")
    func damaged() throws {
        let sample = try Sample()
        let writer = try sample.open()
        for _ in 0..<3 { _ = try Self.commit(writer) }
        try writer.close(markClean: true)
        let key = [TableID.history.rawValue] + BatchRecord.key(2) + [0, 0, 0, 0]
        try sample.withEnvironment { environment throws in
            try environment.write { transaction throws in
                var value = try #require(try transaction.get(key))
                value[30] ^= 4
                var tables = TableWriter(try transaction.commitRecord())
                try transaction.put(key, value)
                try tables.finish(in: transaction)
            }
        }
        let reader = try CheckpointReader.open(root: sample.root)
        #expect(try reader.snapshot { try $0.lastBatch()?.id } == 2)
        let error = shownError { try reader.snapshot(endOf: 1) { _ in } }
        #expect(error?.code == .checkpointDamaged)
        #expect(error?.description.contains("table history, key 48 00 00 00 00 00 00 00 02") == true)
    }
}
