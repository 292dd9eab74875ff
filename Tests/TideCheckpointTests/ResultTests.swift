import TestSupport
import Testing
import TideCheckpoint
import TideColumnar
import TideLMDB
import TideModel

/// The table `result`: appended batch by batch, read back in order, found damaged.
@Suite("the result") struct ResultTests {
    private static let schema = Schema([Field("n", .bigint)])

    /// The numbers in pieces of at most ten, under the batches' ids.
    static func pieces(_ numbers: Range<Int64>) -> [ResultPiece] {
        var packer = ResultPacker(limit: 90)
        packer.append(RecordBatch(schema: schema, rows: numbers.map { [.bigint($0)] }))
        return packer.finish()
    }

    private static func commit(_ writer: CheckpointWriter, _ numbers: Range<Int64>) throws {
        let id = writer.nextBatch
        var batch = Sample.batch(id)
        batch.output = ResultOutput(pieces(numbers))
        try writer.writePlan(Sample.plan(id))
        try writer.commit(batch, merge: Sample.add)
        try writer.writeCommitLog()
    }

    /// A closed checkpoint whose batches appended 0 ..< 25, nothing, 25 ..< 28.
    private func made() throws -> Sample {
        let sample = try Sample()
        let writer = try sample.open()
        for numbers in [0..<25, 25..<25, 25..<28] as [Range<Int64>] { try Self.commit(writer, numbers) }
        try writer.close(markClean: true)
        return sample
    }

    private func numbers(_ sample: Sample, _ batches: ClosedRange<Int64>) throws -> [Int64] {
        let reader = ResultReader(
            try CheckpointReader.open(root: sample.root), Self.schema, batches: batches)
        var found: [Int64] = []
        while let batch = try reader.next() {
            for row in batch.rows { if case .bigint(let number) = row[0] { found.append(number) } }
        }
        return found
    }

    @Test("what batches append is there in their order, counted, under the digest")
    func append() throws {
        let sample = try made()
        #expect(try numbers(sample, 0...2) == Array(0..<28))
        #expect(try numbers(sample, 0...1) == Array(0..<25))
        #expect(try numbers(sample, 1...1) == [])
        #expect(try numbers(sample, 2...9) == [25, 26, 27])
        let writer = try sample.open(verifyFull: true)
        try writer.snapshot { snapshot throws in
            #expect(try snapshot.resultRows() == 28)
            #expect(try (0..<4).map { try snapshot.resultRows(ofBatch: $0) } == [25, 0, 3, 0])
            #expect(snapshot.record?.resultEntries == 4)
            #expect(try snapshot.entryCounts()[.result] == 4)
            #expect(try snapshot.resultPieces(ofBatches: 2...2) == Self.pieces(25..<28))
        }
        try Self.commit(writer, 28..<30)
        #expect(try writer.snapshot { try $0.resultRows() } == 30)
    }

    @Test("a query that keeps state, and a batch without rows, make no tree")
    func none() throws {
        let sample = try Sample()
        let writer = try sample.open()
        try Sample.run(writer)
        #expect(try writer.snapshot { try $0.resultRows() } == nil)
        try Self.commit(writer, 0..<0)
        try writer.snapshot { snapshot throws in
            #expect(try snapshot.resultRows() == 0)
            #expect(try snapshot.entryCounts()[.result] == nil)
            #expect(try snapshot.resultPieces(ofBatches: 0...9) == [])
        }
        try writer.close(markClean: true)
        #expect(try numbers(sample, 0...1) == [])
        _ = try sample.open(verifyFull: true)
    }

    @Test("thousands of rows come some thousand at a time, also while batches are appended")
    func chunks() throws {
        let sample = try Sample()
        let writer = try sample.open()
        try Self.commit(writer, 0..<20_000)
        let reader = ResultReader(writer.reader, Self.schema, batches: 0...0)
        var counts: [Int] = []
        while let batch = try reader.next() {
            counts.append(batch.count)
            try Self.commit(writer, 0..<5)
        }
        #expect(counts.reduce(0, +) == 20_000 && counts.dropLast().allSatisfy { (8_192..<8_202) ~= $0 })
        #expect(try writer.snapshot { try $0.resultRows() } == Int64(20_000 + 5 * counts.count))
    }

    /// Changes the tree behind the checkpoint's back; the commit record fits the transaction.
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

    private func message(_ body: () throws -> Void) -> String {
        let error = shownError(body)
        #expect(error?.code == .checkpointDamaged)
        return error?.message ?? ""
    }

    private static func key(_ batch: Int64, _ row: Int64) -> [UInt8] {
        StoredKey(.result, ResultPiece.key(batch: batch, firstRow: row)).bytes
    }

    @Test("a flipped byte is found by a read of the piece and by the full check; other batches are read")
    func flippedByte() throws {
        let sample = try made()
        let key = Self.key(0, 10)
        try damage(sample) { transaction, _ in
            var value = try #require(try transaction.get(key, in: .result))
            value[40] ^= 1
            try transaction.put(key, value, in: .result)
        }
        let place = "table result, key 50 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 0a: the checksum is"
        #expect(message { _ = try numbers(sample, 0...2) }.contains(place))
        #expect(message { _ = try sample.open(verifyFull: true) }.contains(place))
        #expect(try numbers(sample, 2...2) == [25, 26, 27])
    }

    @Test("a piece that is gone: by the counts at once, with the counts made to fit by reading on")
    func gone() throws {
        let sample = try made()
        try damage(sample) { transaction, _ in
            _ = try transaction.delete(Self.key(0, 10), in: .result)
        }
        #expect(
            message { _ = try numbers(sample, 0...2) }.contains("entries and 4 pieces of the result expected")
        )
        try damage(sample) { _, record in record.resultEntries = 3 }
        #expect(
            message { _ = try numbers(sample, 0...2) }.contains("row 10 of batch 0 expected"))
        #expect(message { _ = try sample.open(verifyFull: true) }.contains("digest of all entries differs"))
    }

    @Test("a piece replaced by another sealed one is found by the full check")
    func replaced() throws {
        let sample = try made()
        let key = Self.key(2, 0)
        let other = Self.pieces(7..<10)[0].payload
        try damage(sample) { transaction, _ in
            try transaction.put(key, Seal.seal(other, key: key), in: .result)
        }
        #expect(try numbers(sample, 2...2) == [7, 8, 9])
        #expect(message { _ = try sample.open(verifyFull: true) }.contains("digest of all entries differs"))
    }

    @Test("a result that is counted and has no tree is damage")
    func noTree() throws {
        let sample = try Sample()
        let writer = try sample.open()
        try Sample.run(writer)
        try writer.close(markClean: true)
        try damage(sample) { _, record in record.resultEntries = 2 }
        #expect(message { _ = try sample.open() }.contains("entries and 2 pieces of the result expected"))
    }

    @Test("a piece whose bytes cannot be is damage, whatever they are")
    func impossible() throws {
        let good = Self.pieces(0..<3)[0].payload
        let cuts = stride(from: 0, to: good.count, by: max(1, good.count / 40))
        var broken: [[UInt8]] = cuts.map { Array(good[..<$0]) } + [good + [0]]
        broken += [[2] + good[1...], [1, 0, 0, 0, 0], [1, 255, 255, 255, 127] + good[5...]]
        broken += [3, 1].map { flag in good[..<5] + [flag] + good[6...] }
        let sample = try made()
        let key = Self.key(2, 0)
        for (number, payload) in broken.enumerated() {
            try damage(sample) { transaction, _ in
                try transaction.put(key, Seal.seal(payload, key: key), in: .result)
            }
            #expect(message { _ = try numbers(sample, 2...2) }.contains("table result"), "\(number)")
        }
    }

    @Test("a text whose length leaves the piece is damage")
    func longText() throws {
        var packer = ResultPacker()
        let schema = Schema([Field("a", .string)])
        packer.append(RecordBatch(schema: schema, rows: [[.string("abc")]]))
        let good = packer.finish()[0].payload
        for length in [[4], [0xff, 0xff, 0xff, 0xff, 0x07], [0xff, 0xff, 0xff, 0xff, 0xff, 0x01]] as [[UInt8]]
        {
            let sample = try made()
            let key = Self.key(2, 0)
            try damage(sample) { transaction, _ in
                try transaction.put(
                    key, Seal.seal(good[..<6] + length + good[7...], key: key), in: .result)
            }
            let reader = ResultReader(
                try CheckpointReader.open(root: sample.root), schema, batches: 2...2)
            #expect(message { _ = try reader.next() }.contains("table result"))
        }
    }
}
