import TestSupport
import TideCheckpoint
import TideDurableIO
import TideLMDB
import TideModel

/// A checkpoint of a made-up query that counts words, in a directory of its own.
struct Sample {
    let directory: TemporaryDirectory
    var root: String { directory.path("ck") }
    var layout: CheckpointLayout { CheckpointLayout(root: root) }

    init() throws { directory = try TemporaryDirectory("tide-checkpoint") }

    static let plan = PlanRecord(
        jobText: "SELECT 1", tableName: "counts", timeZone: "UTC", fingerprint: "f", planJSON: "{}",
        sources: [
            PlanSource(
                table: "events", root: "/in", format: "json", schema: "word STRING", options: ["path": "in"])
        ])

    func open(verifyFull: Bool = false) throws -> CheckpointWriter {
        try CheckpointWriter.open(
            root: root, run: RunIdentity(runID: "run", engineVersion: "test"),
            clock: ManualClock(microseconds: 1_000_000), verifyFull: verifyFull,
            birth: BirthRequest(
                queryID: "query", plan: Self.plan,
                sourceRoots: [SourceRoot(relative: "../in", absolute: "/in")]))
    }

    /// Opens the environment past the checkpoint's own checks.
    func withEnvironment(_ body: (LMDBEnvironment) throws -> Void) throws {
        try body(try LMDBEnvironment(path: layout.state))
    }

    static func slice(_ batch: Int64) -> Slice {
        Slice(
            path: "\(batch).json", start: 0, end: 100,
            identity: FileIdentity(sizeBytes: 100, mtimeNs: batch, inode: UInt64(batch) + 10, device: 1))
    }

    static func plan(_ batch: Int64) -> PlannedBatch {
        PlannedBatch(
            id: batch, kind: .data, timestampMs: 1_000 + batch, logOffsets: [batch], slices: [slice(batch)])
    }

    static func batch(_ id: Int64, delta: [StateEntry] = []) -> CommittedBatch {
        var rejects = RejectSummary()
        if id % 2 == 1 { rejects.add(Reject(offset: 5, reason: .malformedJSON)) }
        let slice = slice(id)
        return CommittedBatch(
            record: BatchRecord(
                id: id, kind: .data, timestampMs: 1_000 + id, logOffsets: [id], inputRows: 10,
                badRows: rejects.total, inputBytes: 100, sliceCount: 1),
            slices: [
                SliceRecord(
                    batch: id, seq: 0, slice: slice,
                    outcome: SliceOutcome(hash: ContentHash(low: 1, high: 2), rows: 10, rejects: rejects))
            ],
            files: [
                FileEntry(
                    path: slice.path, position: 100, identity: slice.identity, firstBatch: id, lastBatch: id,
                    isComplete: true)
            ],
            delta: StateDelta(sorted: StateEntries(delta)))
    }

    // Safety: the bytes are read within the call only.
    /// One byte of count a word: adds.
    static func add(
        _ key: UnsafeRawBufferPointer, _ stored: UnsafeRawBufferPointer?, _ delta: UnsafeRawBufferPointer,
        _ merged: inout [UInt8]
    ) {
        merged.append((stored?.first ?? 0) &+ delta[0])
    }

    static func entry(_ word: String, _ count: UInt8) -> StateEntry {
        StateEntry(key: Array(word.utf8), value: [count])
    }

    /// Plans, commits and logs one batch.
    static func run(_ writer: CheckpointWriter, delta: [StateEntry] = []) throws {
        let id = writer.nextBatch
        try writer.writePlan(plan(id))
        try writer.commit(batch(id, delta: delta), merge: add)
        try writer.writeCommitLog()
    }

    static func state(_ writer: CheckpointWriter) throws -> [StateEntry] {
        try writer.snapshot { try $0.stateEntries() }
    }

    func text(_ path: String) throws -> String? {
        try FileSystem.readFileIfPresent(path).map { String(decoding: $0, as: UTF8.self) }
    }
}
