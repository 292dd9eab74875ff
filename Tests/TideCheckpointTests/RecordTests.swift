import Testing
import TideModel

@testable import TideCheckpoint

private let identity = FileIdentity(
    sizeBytes: 200, mtimeNs: 1_469_500_000_123_456_789, inode: 42, device: 66_305)

private let batch = BatchRecord(
    id: 7, kind: .data, timestampMs: 1_469_500_000_123, watermarkMs: -1, nextWatermarkMs: 1_469_499_000_000,
    planVersion: 2, logOffsets: [7], inputRows: 2_000, badRows: 3, lateRows: 4, inputBytes: 73_000,
    sliceCount: 5, stepMicroseconds: [11, 22, 33])

private var rollback: BatchRecord {
    var record = BatchRecord(
        id: 9, kind: .rollback, timestampMs: 1_469_500_000_123, watermarkMs: -1,
        nextWatermarkMs: 1_469_499_000_000, planVersion: 2, logOffsets: [7])
    record.rolledBackTo = 7
    return record
}

private let withdrawal = WithdrawalRecord(batches: 8...11)

/// Of a batch that put an entry, put it again, and removed it; 100 bytes are of older batches.
// Safety: the arrays' bytes are used within the closures only.
private let history: [HistoryPiece] = {
    var images = HistoryPacker(batch: 3)
    ([0xF0, 1] as [UInt8]).withUnsafeBytes { images.add(key: $0, payload: nil) }
    for old in [9, 8] as [UInt8] {
        ([0xF0, 1] as [UInt8]).withUnsafeBytes { key in
            [old].withUnsafeBytes { images.add(key: key, payload: $0) }
        }
    }
    return images.finish(endOfOlder: 100)
}()

private let file = FileEntry(
    source: 1, path: "d/\u{e9}.json", position: 100, identity: identity, firstBatch: 3, lastBatch: 7,
    isComplete: false, ctimeNs: 1_469_500_000_223_456_789)

private let change = InputChange(
    batch: 9, source: 1, path: "d/\u{e9}.json", finding: .otherBytes, remedy: .skipped, position: 100,
    readBy: 3...7)

private let slice = SliceRecord(
    batch: 7, seq: 2, slice: Slice(source: 1, path: "a.json", start: 10, end: 90, identity: identity),
    outcome: SliceOutcome(
        hash: ContentHash(low: 0x0102_0304_0506_0708, high: 0x1112_1314_1516_1718), rows: 2_000,
        rejects: RejectSummary()))

private let rejects = RejectRecord(
    SlicePlace(batch: 7, source: 1, seq: 2),
    RejectSummary(
        counts: [.invalidUTF8: 1, .malformedJSON: 2],
        positions: [Reject(offset: 15, reason: .malformedJSON), Reject(offset: 77, reason: .invalidUTF8)]))

private let late = LateRecord(
    SlicePlace(batch: 7, source: 1, seq: 2),
    LateSummary(
        count: 4,
        positions: [
            LateRow(row: 17, timeUs: 1_469_498_400_000_000), LateRow(row: 40, timeUs: 1_469_499_000_000_000),
        ]))

private let plan = PlanRecord(
    version: 2, firstBatch: 9, jobText: "JOB", tableName: "counts", timeZone: "UTC", fingerprint: "fp",
    planJSON: "{}",
    sources: [
        PlanSource(
            table: "events", root: "/in", format: "json", schema: "time TIMESTAMP",
            options: ["path": "in", "maxFilesPerTrigger": "1"])
    ])

private let joined = PlanRecord(
    version: 2, firstBatch: 9, jobText: "JOB", tableName: "counts", timeZone: "UTC", fingerprint: "fp",
    planJSON: "{}",
    sources: [
        plan.sources[0],
        PlanSource(
            table: "users", root: "/u", format: "json", schema: "id INT", options: [:], hash: "0123"),
    ], outputMode: "append", watermarkPolicy: "max")

private let sink = SinkRecord(
    format: "csv", mode: "append", relativeRoot: "../out", root: "/data/out", partitionColumns: ["day"],
    options: ["sep": ";", "header": "true"])

private let head = OutboxPiece(
    batch: 7, file: 1, piece: 0,
    content: .head(
        path: "day=1/part-7-1.csv", length: 5_000, checksum: 0xDEAD_BEEF, rows: 40, staged: nil))

private let staged = OutboxPiece(
    batch: 7, file: 1, piece: 0,
    content: .head(path: "a.csv", length: 9_000_000, checksum: 1, rows: 40, staged: "7-3-1"))

private let piece = OutboxPiece(batch: 7, file: 1, piece: 2, content: .bytes(Array("a,b\n".utf8)))

private var batchOfSeveral: BatchRecord {
    var record = batch
    record.logOffsets = [7, -1, 12]
    return record
}

private let stateTotals = StateTotals(entries: 1_234, operators: [3: 234, 0: 1_000])

private let watermarks = WatermarkRecord(milliseconds: [1_469_499_000_000, 0, -1])

private let remainder = PlanRemainder(
    lateWatermarkMs: 1_469_499_000_000,
    parts: [
        [Slice(source: 1, path: "a.json", start: 10, end: 90, identity: identity)],
        [
            Slice(
                path: "b.gz", start: 0, end: 7, identity: identity, unit: .decompressedBytes, isLast: true)
        ],
    ])

private var totals: Totals {
    var totals = Totals()
    totals.add(batch)
    totals.files = 9
    return totals
}

private func stored(_ record: some TableRecord) -> (key: [UInt8], value: [UInt8]) {
    let key = StoredKey(type(of: record).table, record.key).bytes
    return (key, Seal.seal(record.payload, key: key))
}

// Safety: the buffers are read within the call only.
private func open<Record: TableRecord>(_ key: [UInt8], _ value: [UInt8]) throws -> Record {
    let payload = try key.withUnsafeBytes { key in
        try value.withUnsafeBytes { Array(try Seal.open($0, key: key)) }
    }
    return try Record(key: Array(key.dropFirst()), payload: payload)
}

private func check<Record: TableRecord & Equatable>(_ record: Record) throws {
    let (key, value) = stored(record)
    #expect(try open(key, value) == record)
    for bit in 0..<value.count * 8 {
        var flipped = value
        flipped[bit / 8] ^= 1 << (bit % 8)
        #expect(throws: DamagedBytes.self) { try open(key, flipped) as Record }
    }
    for bit in 0..<key.count * 8 {
        var flipped = key
        flipped[bit / 8] ^= 1 << (bit % 8)
        #expect(throws: DamagedBytes.self) { try open(flipped, value) as Record }
    }
    for count in 0..<record.payload.count {
        let short = Array(record.payload[..<count])
        #expect(throws: DamagedBytes.self) { try Record(key: record.key, payload: short) }
    }
    #expect(throws: DamagedBytes.self) {
        try Record(key: record.key, payload: record.payload + [0])
    }
}

@Suite("records") struct RecordTests {
    @Test("each record comes back, and with any bit flipped or byte missing it is damage")
    func roundTrips() throws {
        try check(batch)
        try check(file)
        try check(change)
        try check(FileInodeRecord(source: 1, inode: 42, path: "d/\u{e9}.json"))
        try check(slice)
        try check(rejects)
        try check(late)
        try check(rollback)
        try check(withdrawal)
        try check(batchOfSeveral)
        try check(plan)
        try check(joined)
        try check(sink)
        try check(SinkTotals(rows: 826, files: 12, bytes: 9_000))
        try check(head)
        try check(staged)
        try check(watermarks)
        try check(remainder)
        try check(ScrubRecord(batch: 7, timeMs: 1_469_499_000_000))
        var piece = batch
        piece.isPiece = true
        try check(piece)
        try check(QueryIDRecord(id: "0e1f"))
        try check(SourceRoot(source: 3, relative: "../in", absolute: "/data/in"))
        try check(totals)
        try check(ResultTotals(rows: 826))
        try check(stateTotals)
    }

    // Expected bytes: Python's struct.pack by the tables of docs/checkpoint-format.md, and a bitwise CRC32C.
    private static let expected: [(any TableRecord, String, String)] = [
        (
            batch, "200000000000000007",
            """
            02017b87062556010000ffffffffffffffffc044f7245601000002000000070000000000\
            0000d00700000000000003000000000000000400000000000000281d0100000000000500\
            0000030b00000000000000160000000000000021000000000000000000cf1c9e6a
            """
        ),
        (
            batchOfSeveral, "200000000000000007",
            """
            02017b87062556010000ffffffffffffffffc044f7245601000002000000070000000000\
            0000d00700000000000003000000000000000400000000000000281d0100000000000500\
            0000030b00000000000000160000000000000021000000000000000200ffffffffffffff\
            ff0c000000000000006ebe3758
            """
        ),
        (
            file, "280001642fc3a92e6a736f6e",
            """
            026400000000000000c800000000000000158dcbe076b664142a00000000000000010301\
            00000000000300000000000000070000000000000000156ec1e676b664149545c402
            """
        ),
        (
            change, "3100000000000000090001642fc3a92e6a736f6e",
            "010201640000000000000003000000000000000700000000000000902d31db"
        ),
        (
            FileInodeRecord(source: 1, inode: 42, path: "d/\u{e9}.json"), "290001000000000000002a",
            "0109000000642fc3a92e6a736f6e45eab329"
        ),
        (
            slice, "300000000000000007000100000002",
            """
            0106000000612e6a736f6e0a000000000000005a0000000000000001c800000000000000\
            158dcbe076b664142a000000000000000103010000000000080706050403020118171615\
            14131211d007000000000000000000000000000054569cef
            """
        ),
        (
            rejects, "380000000000000007000100000002",
            """
            0102010200000000000000030100000000000000020000000f00000000000000014d0000\
            000000000003e242bbf1
            """
        ),
        (
            late, "390000000000000007000100000002",
            """
            010400000000000000020000001100000000000000004821428038050028000000000000\
            00008ee4658038050033bc32db
            """
        ),
        (
            joined, "1800000002",
            """
            020900000000000000030000004a4f4206000000636f756e747303000000555443020000\
            006670020000007b7d0200060000006576656e7473030000002f696e040000006a736f6e\
            0e00000074696d652054494d455354414d500200120000006d617846696c657350657254\
            7269676765720100000031040000007061746802000000696e0500000075736572730200\
            00002f75040000006a736f6e06000000696420494e54000006000000617070656e640300\
            00006d6178010001000400000030313233b55c17b8
            """
        ),
        (QueryIDRecord(id: "0e1f"), "1071756572792d6964", "010400000030653166fddea6eb"),
        (
            SourceRoot(source: 3, relative: "../in", absolute: "/data/in"),
            "10736f757263652d726f6f742f33", "01050000002e2e2f696e080000002f646174612f696e35d71c7a"
        ),
        (
            stateTotals, "1073746174652d746f74616c73",
            "02d2040000000000000200e80300000000000003ea0000000000000092722447"
        ),
        (
            totals, "10746f74616c73",
            """
            010100000000000000d00700000000000003000000000000000400000000000000281d01\
            00000000000900000000000000ee010a6f
            """
        ),
        (
            ResultTotals(rows: 826), "10726573756c742d746f74616c73", "013a03000000000000a0124c0e"
        ),
        (
            watermarks, "1077617465726d61726b73",
            "010300c044f724560100000000000000000000ffffffffffffffffbc5aa4b5"
        ),
        (
            sink, "1073696e6b",
            """
            010300000063737606000000617070656e64060000002e2e2f6f7574090000002f646174\
            612f6f757401000300000064617902000600000068656164657204000000747275650300\
            0000736570010000003bb23d1678
            """
        ),
        (
            SinkTotals(rows: 826, files: 12, bytes: 9_000), "1073696e6b2d746f74616c73",
            "013a030000000000000c00000000000000282300000000000055eed985"
        ),
        (
            head, "4000000000000000070000000100000000",
            """
            01120000006461793d312f706172742d372d312e6373768813000000000000efbeadde28\
            0000000000000000000000e9b1a553
            """
        ),
        (
            staged, "4000000000000000070000000100000000",
            """
            0105000000612e637376405489000000000001000000280000000000000005000000372d\
            332d312d22c248
            """
        ),
        (
            piece, "4000000000000000070000000100000002",
            "01612c620ac4214cdb"
        ),
        (
            rollback, "200000000000000009",
            """
            02047b87062556010000ffffffffffffffffc044f7245601000002000000070000000000\
            000000000000000000000000000000000000000000000000000000000000000000000000\
            00000000000700000000000000eebc7ee3
            """
        ),
        (
            withdrawal, "107769746864726177616c",
            "0108000000000000000b00000000000000b366bc09"
        ),
        (
            history[0], "48000000000000000300000000",
            """
            011a000000000000007e000000000000000200f001ffffffff0200f00101000000090200\
            f0010100000008714f0f8d
            """
        ),
    ]

    @Test("each record has the bytes of the format's description")
    func bytes() {
        for (record, key, value) in Self.expected {
            let bytes = stored(record)
            #expect(hex(bytes.key) == key)
            #expect(hex(bytes.value) == value)
        }
    }

    private func read<Record: TableRecord>(_ key: String, _ value: String) throws -> Record {
        try open(unhex(key), unhex(value))
    }

    // Bytes as above, by the tables of version 1.
    @Test("records of version 1 are read: one source, no mode, the state of operator 0, no time of change")
    func versionOne() throws {
        #expect(
            try read(
                "200000000000000007",
                """
                01017b87062556010000ffffffffffffffffc044f7245601000002000000070000000000\
                0000d00700000000000003000000000000000400000000000000281d0100000000000500\
                0000030b000000000000001600000000000000210000000000000033caad37
                """)
                == batch)
        #expect(
            try read(
                "1800000002",
                """
                010900000000000000030000004a4f4206000000636f756e747303000000555443020000\
                006670020000007b7d0100060000006576656e7473030000002f696e040000006a736f6e\
                0e00000074696d652054494d455354414d500200120000006d617846696c657350657254\
                7269676765720100000031040000007061746802000000696eb4c12d10
                """)
                == plan)
        #expect(
            try read("1073746174652d746f74616c73", "01d20400000000000075180903")
                == StateTotals(entries: 1_234, operators: [0: 1_234]))
        var older = file
        older.ctimeNs = 0
        #expect(
            try read(
                "280001642fc3a92e6a736f6e",
                """
                016400000000000000c800000000000000158dcbe076b664142a00000000000000010301\
                000000000003000000000000000700000000000000008d19cf97
                """)
                == older)
    }

    @Test("a record of another version is damage, named")
    func otherVersion() {
        var payload = batch.payload
        payload[0] = 9
        #expect(throws: DamagedBytes("record version 9, 2 expected")) {
            try BatchRecord(key: batch.key, payload: payload)
        }
    }
}

@Suite("digest and keys") struct DigestTests {
    private func digest(_ entries: [(String, String)]) -> SetDigest {
        var digest = SetDigest()
        for (key, value) in entries {
            Array(key.utf8).withUnsafeBytes { key in
                Array(value.utf8).withUnsafeBytes { digest.insert(key: key, value: $0) }
            }
        }
        return digest
    }

    // Expected: libxxhash through Python's ctypes.
    @Test("the digest is the sum of the entries' XXH3-128, whatever their order")
    func sum() {
        let entries = [(" k1", "value one"), (" k2", "value two")]
        #expect(digest(entries) == digest(entries.reversed()))
        #expect(digest(entries).value == 0x0ee0_a018_7f54_6593_2026_d691_ef52_4f32)
        var removed = digest(entries + [(" k3", "gone")])
        Array(" k3".utf8).withUnsafeBytes { key in
            Array("gone".utf8).withUnsafeBytes { removed.remove(key: key, value: $0) }
        }
        #expect(removed == digest(entries))
        #expect(digest([("a", "bc")]) != digest([("ab", "c")]))
    }

    @Test("keys of 509 bytes and less are stored whole, longer ones as head and hash of 511 bytes")
    func longKeys() {
        let short = [UInt8](repeating: 7, count: 509)
        #expect(StoredKey(.state, short).bytes == [0xF0] + short)
        #expect(StoredKey(.state, short).tail == nil)
        let long = (0..<600).map { UInt8($0 % 251) }
        let stored = StoredKey(.state, long)
        #expect(stored.bytes.count == 511)
        #expect(Array(stored.bytes[..<495]) == [0xF0] + long[..<494])
        #expect(hex(stored.bytes[495...]) == "791afff60b096bf5b4290223d90d632f")
        #expect(stored.tail == Array(long[494...]))
    }

    @Test("keys with one hash are told apart by all their bytes")
    func bucket() throws {
        var bucket = LongKeyBucket()
        bucket[[2, 2]] = [20]
        bucket[[1]] = [10]
        bucket[[2]] = [15]
        bucket[[1]] = [11]
        #expect(bucket.entries.map(\.tail) == [[1], [2], [2, 2]])
        let read = try LongKeyBucket(payload: bucket.payload)
        #expect(read == bucket)
        #expect(read[[1]] == [11])
        #expect(read[[3]] == nil)
        bucket[[2]] = nil
        #expect(bucket.entries.map(\.value) == [[11], [20]])
    }

    @Test("no prefix byte is the first of 'result', and state is the highest")
    func prefixes() {
        #expect(!TableID.allCases.map(\.rawValue).contains(0x72))
        #expect(TableID.allCases.max { $0.rawValue < $1.rawValue } == .state)
    }
}
