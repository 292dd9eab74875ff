import Testing
import TideCheckpoint
import TideDurableIO
import TideModel

@Suite("reader") struct ReaderTests {
    @Test("no directory, an empty one and another's are no checkpoint")
    func notFound() throws {
        let sample = try Sample()
        let absent = shownError { _ = try CheckpointReader.open(root: sample.root) }
        #expect(absent?.code == .checkpointNotFound)
        try FileSystem.createDirectory(sample.root)
        let empty = shownError { _ = try CheckpointReader.open(root: sample.root) }
        #expect(empty?.code == .checkpointNotFound)
        try FileSystem.writeAtomically([1], to: "\(sample.root)/notes.txt", isDurable: false)
        let foreign = shownError { _ = try CheckpointReader.open(root: sample.root) }
        #expect(foreign?.code == .checkpointNotFound)
    }

    @Test("an unborn checkpoint has no batch, and is seen once it is born")
    func unborn() throws {
        let sample = try Sample()
        try FileSystem.createDirectory(sample.layout.unbornState)
        let reader = try CheckpointReader.open(root: sample.root)
        try reader.snapshot { snapshot throws in
            #expect(snapshot.record == nil)
            #expect(try snapshot.lastBatch() == nil)
            #expect(try snapshot.plans().isEmpty)
            #expect(try snapshot.stateEntries().isEmpty)
            #expect(try snapshot.entryCounts().isEmpty)
        }
        let writer = try sample.open()
        try Sample.run(writer)
        try writer.close(markClean: true)
        #expect(try reader.snapshot { try $0.lastBatch()?.id } == 0)
    }

    @Test("a snapshot stays at its batch while later ones commit")
    func snapshotIsolation() async throws {
        let sample = try Sample()
        let writer = try sample.open()
        try Sample.run(writer, delta: [Sample.entry("a", 1)])
        let reader = writer.reader
        // The other thread looks while this one commits: what it sees is one batch, whichever.
        async let seen: [(Int64, [StateEntry])] = Task.detached {
            var seen: [(Int64, [StateEntry])] = []
            repeat {
                seen.append(
                    try reader.snapshot { snapshot in
                        (try snapshot.lastBatch()?.id ?? -1, try snapshot.stateEntries())
                    })
            } while seen.last?.0 != 50
            return seen
        }.value
        for _ in 0..<50 { try Sample.run(writer, delta: [Sample.entry("a", 1), Sample.entry("b", 1)]) }
        for (batch, state) in try await seen {
            let expected = [Sample.entry("a", UInt8(batch + 1)), Sample.entry("b", UInt8(batch))]
            #expect(state == (batch == 0 ? [expected[0]] : expected))
        }
    }

    @Test("the writer's reader goes on after the writer, and does not hinder the next one")
    func afterWriter() throws {
        let sample = try Sample()
        let writer = try sample.open()
        let reader = writer.reader
        try Sample.run(writer)
        try writer.close(markClean: true)
        #expect(try reader.snapshot { $0.record?.isClean } == true)
        let next = try sample.open()
        try Sample.run(next)
        try next.close(markClean: false)
        #expect(try reader.snapshot { try $0.lastBatch()?.id } == 1)
    }
}
