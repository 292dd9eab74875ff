import Testing
import TideCheckpoint
import TideDurableIO
import TideLMDB
import TideModel

/// The error that `body` throws, which has to be the user's.
func shownError(_ body: () throws -> Void) -> TidemarkError? {
    do { try body() } catch { return error as? TidemarkError }
    return nil
}

@Suite("writer") struct WriterTests {
    @Test("a birth leaves state, mirrors and an empty past")
    func birth() throws {
        let sample = try Sample()
        let writer = try sample.open()
        #expect(writer.queryID == "query")
        #expect(writer.epoch == 1)
        #expect(writer.lastBatch == nil)
        #expect(writer.currentPlan == Sample.plan)
        #expect(try writer.pendingPlan() == nil)
        let names = try FileSystem.list(sample.root).map(\.name)
        #expect(names == ["commits", "lock", "metadata", "offsets", "query.json", "slices", "state"])
        #expect(try sample.text(sample.layout.metadata) == #"{"id":"query"}"#)
        #expect(
            try sample.text(sample.layout.queryJSON)
                == #"{"id":"query","engine":"test","format":1,"table":"counts","planVersion":1,"#
                + #""firstBatch":0,"timeZone":"UTC","sources":[{"table":"events","format":"json","#
                + #""schema":"word STRING","root":"/in","relativeRoot":"../in","#
                + #""options":{"path":"in"}}],"sink":null,"job":"SELECT 1"}"# + "\n")
        #expect(
            try sample.text(sample.layout.lock)
                == #"{"pid":\#(ProcessFacts.current.pid),"host":"\#(ProcessFacts.current.hostName)","#
                + #""runId":"run","startTime":"1970-01-01T00:00:01.000Z"}"# + "\n")
    }

    @Test("what is committed is there after closing and opening again")
    func reopen() throws {
        let sample = try Sample()
        let first = try sample.open()
        try Sample.run(first, delta: [Sample.entry("a", 1), Sample.entry("b", 2)])
        try Sample.run(first, delta: [Sample.entry("aa", 5), Sample.entry("b", 3)])
        try first.close(markClean: true)
        let second = try sample.open(verifyFull: true)
        #expect(second.epoch == 2)
        #expect(second.lastBatch == Sample.batch(1).record)
        #expect(
            try Sample.state(second) == [Sample.entry("a", 1), Sample.entry("aa", 5), Sample.entry("b", 5)])
        try second.snapshot { snapshot throws in
            #expect(try snapshot.batches().map(\.id) == [0, 1])
            #expect(try snapshot.slices(ofBatch: 1) == Sample.batch(1).slices)
            #expect(try snapshot.rejects(ofBatch: 0).isEmpty)
            #expect(try snapshot.files(source: 0) == Sample.batch(0).files + Sample.batch(1).files)
            #expect(try snapshot.file(source: 0, path: "1.json")?.lastBatch == 1)
            #expect(try snapshot.file(source: 0, inode: 10)?.path == "0.json")
            #expect(try snapshot.totals().inputRows == 20)
            #expect(try snapshot.totals().badRows == 1)
            #expect(try snapshot.sourceRoots() == [SourceRoot(relative: "../in", absolute: "/in")])
            #expect(
                try snapshot.entryCounts() == [
                    .commitRecord: 1, .meta: 4, .plans: 1, .batches: 2, .files: 2, .fileInodes: 2,
                    .slices: 2, .rejects: 1, .history: 2, .state: 3,
                ])
        }
        #expect(try sample.text(sample.layout.file(.commits, 1)) == "v1\n" + #"{"nextBatchWatermarkMs":0}"#)
    }

    @Test("a plan that was not committed is found again, also half written over")
    func pendingPlan() throws {
        let sample = try Sample()
        let first = try sample.open()
        try Sample.run(first)
        try first.writePlan(Sample.plan(1))
        try first.close(markClean: false)
        let second = try sample.open()
        #expect(try second.pendingPlan() == Sample.plan(1))
        try FileSystem.remove(sample.layout.file(.offsets, 1))
        #expect(try second.pendingPlan() == nil)
    }

    @Test("logs lost or torn after an unclean end are written again from LMDB")
    func mirrors() throws {
        let sample = try Sample()
        let first = try sample.open()
        for _ in 0..<3 { try Sample.run(first) }
        let paths = (0..<3).flatMap { batch in
            LogKind.allCases.map { sample.layout.file($0, Int64(batch)) }
        }
        let texts = try paths.map { try sample.text($0) }
        try first.close(markClean: false)
        for (index, path) in paths.enumerated() {
            if index % 2 == 0 {
                try FileSystem.remove(path)
            } else {
                try FileSystem.writeAtomically([0, 0], to: path, isDurable: false)
            }
        }
        try FileSystem.writeAtomically([], to: sample.layout.file(.offsets, 7), isDurable: false)
        let second = try sample.open()
        #expect(try paths.map { try sample.text($0) } == texts)
        #expect(try FileSystem.status(sample.layout.file(.offsets, 7)) == nil)
        #expect(second.nextBatch == 3)
    }

    @Test("logs keep the last hundred batches")
    func trimming() throws {
        let sample = try Sample()
        let writer = try sample.open()
        for _ in 0..<103 { try Sample.run(writer) }
        for log in LogKind.allCases {
            let names = try FileSystem.list(sample.layout.directory(log)).compactMap { Int($0.name) }
            #expect(names.sorted() == Array(3..<103))
        }
    }

    @Test("a log beyond the state is refused")
    func stateOlderThanLogs() throws {
        let sample = try Sample()
        let first = try sample.open()
        try Sample.run(first)
        try first.close(markClean: true)
        let commit = CommitText(nextBatchWatermarkMs: 0)
        try FileSystem.writeAtomically(commit.bytes, to: sample.layout.file(.commits, 1), isDurable: false)
        let error = shownError { _ = try sample.open() }
        #expect(error?.code == .checkpointDamaged)
        #expect(error?.message.contains("commits/1 says batch 1 is done") == true)
    }

    @Test("a second writer is told who holds the checkpoint")
    func twoWriters() throws {
        let sample = try Sample()
        let first = try sample.open()
        let error = shownError { _ = try sample.open() }
        #expect(error?.code == .checkpointInUse)
        #expect(
            error?.message
                == "checkpoint '\(sample.root)' is in use by process \(ProcessFacts.current.pid) on "
                + "\(ProcessFacts.current.hostName) (run run, started 1970-01-01T00:00:01.000Z)")
        try first.close(markClean: true)
        #expect(try sample.open().epoch == 2)
    }

    @Test("nothing is committed once a lock file was replaced")
    func replacedLock() throws {
        for path in ["lock", "state/lock.mdb"] {
            let sample = try Sample()
            let writer = try sample.open()
            try Sample.run(writer)
            try FileSystem.remove("\(sample.root)/\(path)")
            let error = shownError { try writer.commit(Sample.batch(1), merge: Sample.add) }
            #expect(error?.code == .checkpointInUse)
            let again = shownError { try writer.commit(Sample.batch(1), merge: Sample.add) }
            #expect(again == error)
        }
    }

    @Test("a directory with other things is refused and left as it is")
    func foreignDirectory() throws {
        let sample = try Sample()
        try FileSystem.createDirectory(sample.root)
        try FileSystem.writeAtomically([1], to: "\(sample.root)/notes.txt", isDurable: false)
        let error = shownError { _ = try sample.open() }
        #expect(error?.code == .directoryNotEmpty)
        #expect(error?.message.contains("notes.txt") == true)
        #expect(try FileSystem.list(sample.root).map(\.name) == ["notes.txt"])
    }

    @Test("logs without state are lost state")
    func lostState() throws {
        let sample = try Sample()
        try Sample.run(try sample.open())
        try FileSystem.removeTree(sample.layout.state)
        let opening = shownError { _ = try sample.open() }
        #expect(opening?.code == .checkpointDamaged)
        let reading = shownError { _ = try CheckpointReader.open(root: sample.root) }
        #expect(reading?.code == .checkpointDamaged)
    }

    @Test("an error of the merge abandons the batch and nothing else")
    func failingMerge() throws {
        let sample = try Sample()
        let writer = try sample.open()
        let batch = Sample.batch(0, delta: [Sample.entry("a", 1)])
        let error = shownError {
            try writer.commit(batch) { _, _, _, _ in throw TidemarkError(.sortTooLarge) }
        }
        #expect(error?.code == .unsupported)
        #expect(try writer.snapshot { try $0.entryCounts()[.batches] } == nil)
        try writer.commit(batch, merge: Sample.add)
        #expect(try Sample.state(writer) == [Sample.entry("a", 1)])
    }

    @Test("a moved file's entry moves, and its inode leads to the new path")
    func movedFile() throws {
        let sample = try Sample()
        let writer = try sample.open()
        try Sample.run(writer)
        var batch = Sample.batch(1)
        batch.removedFiles = Sample.batch(0).files
        batch.files = batch.removedFiles
        batch.files[0].path = "moved.json"
        try writer.commit(batch, merge: Sample.add)
        try writer.snapshot { snapshot throws in
            #expect(try snapshot.files(source: 0).map(\.path) == ["moved.json"])
            #expect(try snapshot.file(source: 0, inode: 10)?.path == "moved.json")
            try snapshot.checkDigest()
        }
    }

    @Test("a new plan and a source's new place are stored between batches, and mirrored")
    func amend() throws {
        let sample = try Sample()
        let writer = try sample.open()
        try Sample.run(writer)
        var plan = Sample.plan
        plan.version = 2
        plan.firstBatch = 1
        plan.jobText = "SELECT 2"
        let root = SourceRoot(relative: "../elsewhere", absolute: "/elsewhere")
        try writer.amend(plan: plan, sourceRoots: [root])
        #expect(writer.currentPlan == plan)
        #expect(try writer.snapshot { try $0.sourceRoots() } == [root])
        try writer.snapshot { try $0.checkDigest() }
        #expect(try writer.snapshot { try $0.plans() } == [Sample.plan, plan])
        #expect(try sample.text(sample.layout.queryJSON)?.contains(#""job":"SELECT 2""#) == true)
        try writer.commit(Sample.batch(1), merge: Sample.add)
        #expect(writer.lastBatch?.id == 1)
    }
}
