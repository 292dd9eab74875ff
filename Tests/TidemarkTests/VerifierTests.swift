import Foundation
import StreamSupport
import TestSupport
import Testing
import TideCheckpoint
import TideDurableIO
import TideFormats
import TideInspection
import TideLMDB
import TideModel
import TideStreaming
import Tidemark

/// `verify` finds what is not as the input says, and says which key, batch or file.
@Suite struct VerifierTests {
    private var workshop: Workshop

    /// Two batches: a 1 2, then a 3, b 4 and a bad line.
    init() throws {
        workshop = try Workshop()
        workshop.options = ["maxFilesPerTrigger": "1"]
        try workshop.land("1", Workshop.lines("a", [1, 2]), at: 1)
        try workshop.land("2", Workshop.lines("a", [3]) + "bad\n" + Workshop.lines("b", [4]), at: 2)
        _ = try workshop.run()
    }

    /// Changes tables the way a commit does: seals, counts and digest are right.
    private func plant(
        in other: Workshop? = nil, _ change: (inout TableWriter, borrowing WriteTransaction) throws -> Void
    ) throws {
        let state = CheckpointLayout(root: (other ?? workshop).checkpoint).state
        try LMDBEnvironment(path: state).write { transaction in
            var tables = TableWriter(try transaction.checkedCommitRecord(lastCommit: transaction.id - 1))
            try change(&tables, transaction)
            try tables.finish(in: transaction)
        }
    }

    private func state() throws -> [StateEntry] { try workshop.snapshot { try $0.stateEntries() } }

    private func verify(
        isFast: Bool = false, checkpoint: String? = nil, moved: [(old: String, new: String)] = []
    ) throws -> Verification {
        try Verifier(checkpoint: checkpoint ?? workshop.checkpoint, isFast: isFast, movedRoots: moved)
            .verify()
    }

    /// Both evaluators find exactly these differences, and the checkpoint opens cleanly.
    private func expectDifferences(_ expected: [String], sourceLocation: SourceLocation = #_sourceLocation)
        throws
    {
        for isFast in [false, true] {
            let found = try verify(isFast: isFast)
            #expect(found.differences.map(\.description) == expected, sourceLocation: sourceLocation)
            #expect(found.isIdentical == expected.isEmpty, sourceLocation: sourceLocation)
            #expect(found.evaluator == (isFast ? "engine" : "reference"))
        }
        let log = try workshop.run { $0.verifiesFullState = true }
        #expect(log.start?.lastBatch == 1)
    }

    @Test("an undisturbed checkpoint is identical, and the figures are those of the run")
    func identical() throws {
        try expectDifferences([])
        let found = try verify()
        #expect(found.table == "counts")
        #expect([Int64(found.files), found.rows, found.bytes, Int64(found.groups)] == [2, 5, 88, 3])
        #expect(
            found.json.text
                == #"{"identical":true,"table":"counts","evaluator":"reference","lastBatch":1,"files":2,"#
                + #""rows":5,"bytes":88,"groups":3,"differences":[]}"#)
    }

    @Test("a flipped count with a right checksum and digest is found, with both values")
    func flipped() throws {
        let entries = try state()
        var flipped = entries[1]
        #expect(flipped.value[0] == 3)
        flipped.value[0] = 2
        try plant { try $0.put(.state, flipped.key, flipped.value, in: $1) }
        try expectDifferences([
            "action=a: stored count(1)=2, sum(n)=6, recomputed count(1)=3, sum(n)=6"
        ])
        let json = try verify().json
        #expect(json["identical"] == false)
        #expect(json["differences"]?.elements?.count == 1)
    }

    @Test("a removed group and an added one are found")
    func removedAndAdded() throws {
        var other = try Workshop()
        other.query = workshop.query
        try other.land("1", Workshop.lines("planted", [9]), at: 1)
        _ = try other.run()
        let added = try #require(try other.snapshot { try $0.stateEntries() }.first)
        let entries = try state()
        try plant { tables, transaction in
            try tables.put(.state, added.key, added.value, in: transaction)
            try tables.delete(.state, entries[0].key, in: transaction)
            try tables.delete(.state, entries[2].key, in: transaction)
        }
        try expectDifferences([
            "action=planted: stored count(1)=1, sum(n)=9, recomputed nothing",
            "action=NULL: stored nothing, recomputed count(1)=1, sum(n)=NULL",
            "action=b: stored nothing, recomputed count(1)=1, sum(n)=4",
        ])
    }

    @Test("wrong counts of a batch are found")
    func batchCounts() throws {
        try plant { tables, transaction in
            let record = try #require(try transaction.record(BatchRecord.self, BatchRecord.key(1)))
            var wrong = record
            wrong.inputRows = 7
            wrong.badRows = 0
            try tables.put(wrong, in: transaction)
        }
        try expectDifferences([
            "batch 1: rows stored 7, recomputed 3", "batch 1: bad rows stored 0, recomputed 1",
        ])
    }

    @Test("wrong late rows and a wrong watermark are found")
    func batchWatermark() throws {
        try plant { tables, transaction in
            var wrong = try #require(try transaction.record(BatchRecord.self, BatchRecord.key(1)))
            wrong.lateRows = 2
            wrong.nextWatermarkMs = 5_000
            try tables.put(wrong, in: transaction)
        }
        try expectDifferences([
            "batch 1: late rows stored 2, recomputed 0",
            "batch 1: next watermark (ms) stored 5000, recomputed 0",
        ])
    }

    @Test("the only group, and a window, are named as such")
    func keys() throws {
        for (query, key) in [
            ("SELECT count(*) AS c FROM STREAM events", "the only group"),
            (
                "SELECT count(*) AS c FROM STREAM events GROUP BY window(time, '1 hour')",
                "window={2016-07-26 02:00:00, 2016-07-26 03:00:00}"
            ),
        ] {
            var other = try Workshop()
            other.query = query
            try other.land("1", "{\"time\":\"2016-07-26T02:30:00Z\"}\n")
            _ = try other.run()
            let entry = try #require(try other.snapshot { try $0.stateEntries() }.first)
            try plant(in: other) {
                try $0.put(.state, entry.key, [9] + entry.value.dropFirst(), in: $1)
            }
            let differences = try verifyElsewhere(other).differences.map(\.description)
            #expect(differences == ["\(key): stored count(1)=9, recomputed count(1)=1"])
        }
    }

    private func verifyElsewhere(_ other: Workshop) throws -> Verification {
        try Verifier(checkpoint: other.checkpoint, isFast: false).verify()
    }

    @Test(
        "an edited input file cannot be verified against; file and batch are named", arguments: [false, true])
    func edited(isFast: Bool) throws {
        try workshop.land("2", Workshop.lines("a", [7]) + "bad\n" + Workshop.lines("b", [4]), at: 2)
        let error = try #require(throws: TidemarkError.self) { _ = try verify(isFast: isFast) }
        #expect(error.code == .inputChanged)
        #expect(error.code.exitStatus == .badData)
        #expect(
            error.message
                == "cannot verify: input file '\(workshop.input)/2' has other bytes in 0-46 than batch 1 read"
        )
    }

    @Test("an input file that shrank or is gone cannot be verified against", arguments: [false, true])
    func missing(isFast: Bool) throws {
        try workshop.land("1", "{}\n", at: 1)
        let short = try #require(throws: TidemarkError.self) { _ = try verify(isFast: isFast) }
        #expect(short.code == .inputChanged)
        #expect(short.message.contains("cannot verify: input file '\(workshop.input)/1' has other"))
        try FileSystem.remove(FileSystem.join(workshop.input, "1"))
        let gone = try #require(throws: TidemarkError.self) { _ = try verify(isFast: isFast) }
        #expect(gone.code == .inputMissing)
        #expect(gone.code.exitStatus == .badData)
        #expect(
            gone.message == "cannot verify: input file '\(workshop.input)/1' that batch 0 read is gone")
    }

    @Test("a touched file and one that grew verify: what was read is still there")
    func touched() throws {
        try workshop.touch("1", at: 99)
        try workshop.land("2", Workshop.lines("a", [3]) + "bad\n" + Workshop.lines("b", [4, 5]), at: 2)
        for isFast in [false, true] { #expect(try verify(isFast: isFast).isIdentical) }
    }

    @Test("a checkpoint copied elsewhere together with its input verifies")
    func copied() throws {
        let copy = try TemporaryDirectory("tide-copy")
        for name in ["in", "ck"] {
            try FileManager.default.copyItem(
                atPath: workshop.directory.path(name), toPath: copy.path(name))
        }
        let both = try #require(throws: TidemarkError.self) { _ = try verify(checkpoint: copy.path("ck")) }
        #expect(both.message.contains("different directories"))
        let moved = [(old: workshop.input, new: copy.path("in"))]
        #expect(try verify(checkpoint: copy.path("ck"), moved: moved).isIdentical)
        try FileSystem.removeTree(workshop.input)
        for isFast in [false, true] {
            #expect(try verify(isFast: isFast, checkpoint: copy.path("ck")).isIdentical)
        }
    }

    @Test("renamed files, names used again and inodes used again verify")
    func renamed() throws {
        // The inode that 1 had is free now, and likely to be that of the next file.
        try workshop.land("1", Workshop.lines("a", [1, 2]), at: 11)
        for index in 3..<6 { try workshop.land("\(index)", Workshop.lines("x", [index]), at: Int64(index)) }
        _ = try workshop.run()
        try FileSystem.rename(workshop.input + "/2", to: workshop.input + "/renamed")
        try workshop.land("6", Workshop.lines("x", [6]), at: 6)
        _ = try workshop.run()
        try workshop.land("2", Workshop.lines("y", [7]), at: 7)
        _ = try workshop.run()
        #expect(try workshop.ledger().count == 7)
        for isFast in [false, true] {
            #expect(try verify(isFast: isFast).differences.map(\.description) == [])
        }
    }

    @Test("each batch is read again in the mode it was read in")
    func modes() throws {
        var changed = workshop
        changed.options = ["mode": "DROPMALFORMED"]
        try changed.land("3", "bad\n" + Workshop.lines("c", [5]), at: 3)
        _ = try changed.run()
        #expect(try changed.snapshot { try $0.batches().map(\.inputRows) } == [2, 3, 1])
        for isFast in [false, true] {
            #expect(try verify(isFast: isFast).differences.map(\.description) == [])
        }
    }

    @Test("without a batch there is nothing to verify")
    func nothing() throws {
        let empty = try Workshop()
        let absent = try #require(throws: TidemarkError.self) { _ = try verifyElsewhere(empty) }
        #expect(absent.code == .checkpointNotFound)
        _ = try empty.run()
        let unborn = try #require(throws: TidemarkError.self) { _ = try verifyElsewhere(empty) }
        #expect(unborn.code == .checkpointNotFound)
        #expect(unborn.message.contains("nothing to verify"))
    }
}
