import Glibc
import TestSupport
import Testing
import TideCheckpoint
import TideDurableIO
import TideLMDB
import TideModel

/// Each fail point of this module ends a process of its own; the next start goes on from what is there.
@Suite("kills") struct KillTests {
    /// What is done up to the kill: birth, three batches, an orderly end.
    static func play(_ root: String) throws {
        let writer = try CheckpointWriter.open(
            root: root, birth: BirthRequest(queryID: "query", plan: Sample.plan))
        while writer.nextBatch < 3 { try Sample.run(writer, delta: [Sample.entry("a", 1)]) }
        try writer.close(markClean: true)
    }

    static let points: [FailPoint] = FailPoint.allCases.filter { point in
        ["birth.", "recovery.", "plan.", "commit.", "log.", "close."].contains {
            point.rawValue.hasPrefix($0)
        }
    }

    @Test("killed at any point, started again: every batch once", arguments: points)
    func kill(point: FailPoint) async throws {
        let directory = try TemporaryDirectory("tide-kill")
        let root = directory.path("ck")
        let name = point.rawValue
        let nth = name.hasPrefix("plan.") || name.hasPrefix("commit.") || name.hasPrefix("log.") ? 2 : 1
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [root = root as String, name = name as String, nth = nth as Int] in
            setenv("TIDEMARK_FAILPOINT", "\(name):\(nth)", 1)
            try KillTests.play(root)
        }
        try KillTests.play(root)
        let writer = try CheckpointWriter.open(
            root: root, verifyFull: true, birth: BirthRequest(queryID: "other", plan: Sample.plan))
        #expect(writer.queryID == "query")
        #expect(try Sample.state(writer) == [Sample.entry("a", 3)])
        #expect(try writer.snapshot { try $0.batches().map(\.id) } == [0, 1, 2])
        for log in LogKind.allCases {
            #expect(try FileSystem.list(writer.layout.directory(log)).map(\.name) == ["0", "1", "2"])
        }
    }

    @Test("a full disk and an I/O error abandon the commit, say so, and the next start goes on")
    func storageErrors() async throws {
        let directory = try TemporaryDirectory("tide-kill")
        let root = directory.path("ck")
        for (action, code) in [("nospace", "STORAGE_FULL"), ("error", "STORAGE_FAILED")] {
            await #expect(processExitsWith: .success) {
                [root = root as String, action = action as String, code = code as String] in
                setenv("TIDEMARK_FAILPOINT", "commit.merged:1:\(action)", 1)
                let writer = try CheckpointWriter.open(
                    root: root, birth: BirthRequest(queryID: "query", plan: Sample.plan))
                for _ in 0..<2 {
                    let error = shownError {
                        try writer.commit(Sample.batch(0), merge: Sample.add)
                    }
                    #expect(error?.code.rawValue == code)
                    #expect(error?.message.contains("committed batches are safe") == true)
                }
                #expect(try writer.snapshot { try $0.lastBatch() } == nil)
            }
        }
        try KillTests.play(root)
    }

    @Test("a run whose epoch another process overtook commits nothing")
    func overtaken() async throws {
        let directory = try TemporaryDirectory("tide-kill")
        let root = directory.path("ck")
        let writer = try CheckpointWriter.open(
            root: root, birth: BirthRequest(queryID: "query", plan: Sample.plan))
        try Sample.run(writer)
        await #expect(processExitsWith: .success) { [root = root as String] in
            let environment = try LMDBEnvironment(path: CheckpointLayout(root: root).state)
            try environment.write { transaction in
                var tables = TableWriter(try transaction.commitRecord())
                tables.record.epoch += 1
                try tables.finish(in: transaction)
            }
        }
        let error = shownError { try writer.commit(Sample.batch(1), merge: Sample.add) }
        #expect(error?.code == .checkpointInUse)
        #expect(error?.message.contains("epoch 2 and batch 0, this run has epoch 1 and batch 0") == true)
        #expect(try writer.snapshot { try $0.batches().count } == 1)
    }

    @Test("another process reads, and is refused to write, while the writer runs")
    func otherProcess() async throws {
        let directory = try TemporaryDirectory("tide-kill")
        let root = directory.path("ck")
        let writer = try CheckpointWriter.open(
            root: root, birth: BirthRequest(queryID: "query", plan: Sample.plan))
        for _ in 0..<3 {
            try Sample.run(writer, delta: [Sample.entry("a", 1)])
            let count = UInt8(writer.nextBatch)
            await #expect(processExitsWith: .success) { [root = root as String, count = count as UInt8] in
                let reader = try CheckpointReader.open(root: root)
                try reader.snapshot { snapshot throws in
                    #expect(try snapshot.lastBatch()?.id == Int64(count) - 1)
                    #expect(try snapshot.stateEntries() == [Sample.entry("a", count)])
                }
                let refused = shownError {
                    _ = try CheckpointWriter.open(root: root, birth: BirthRequest(plan: Sample.plan))
                }
                #expect(refused?.code == .checkpointInUse)
            }
        }
    }
}
