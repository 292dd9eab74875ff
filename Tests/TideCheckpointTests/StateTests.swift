import Testing
import TideCheckpoint
import TideLMDB
import TideModel

@Suite("state") struct StateTests {
    private func key(_ count: Int, _ last: UInt8) -> [UInt8] {
        [UInt8](repeating: 5, count: count - 1) + [last]
    }

    @Test("a delta over many batches gives what a dictionary gives")
    func merging() throws {
        let sample = try Sample()
        let writer = try sample.open()
        var expected: [[UInt8]: UInt8] = [:]
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20 {
            var delta: [[UInt8]: UInt8] = [:]
            for _ in 0..<100 {
                let length = [1, 2, 300, 509, 510, 511, 700, 5_000].randomElement(using: &generator) ?? 1
                let last = UInt8.random(in: 0...20, using: &generator)
                delta[key(length, last)] = UInt8.random(in: 0...9, using: &generator)
            }
            for (key, count) in delta { expected[key, default: 0] &+= count }
            let entries = delta.map { StateEntry(key: $0.key, value: [$0.value]) }
                .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            try Sample.run(writer, delta: entries)
        }
        let sorted = expected.map { StateEntry(key: $0.key, value: [$0.value]) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
        #expect(try Sample.state(writer) == sorted)
        try writer.close(markClean: true)
        let second = try sample.open(verifyFull: true)
        #expect(try Sample.state(second) == sorted)
        try second.snapshot { snapshot throws in
            for (key, count) in expected.prefix(50) { #expect(try snapshot.state(key) == [count]) }
            let long = key(700, 0).prefix(300)
            #expect(
                try snapshot.stateEntries(prefix: Array(long))
                    == sorted.filter { $0.key.starts(with: long) })
        }
    }

    @Test("keys with the same head and hash stay apart, and go one by one")
    func collisions() throws {
        let sample = try Sample()
        try sample.open().close(markClean: true)
        let hash: StoredKey.Hash = { _ in [UInt8](repeating: 7, count: 16) }
        let keys = [key(600, 1), key(600, 2), key(601, 1)]
        try sample.withEnvironment { environment in
            try environment.write { transaction in
                var writer = TableWriter(try transaction.commitRecord(), hash: hash)
                for (index, key) in keys.enumerated() {
                    try writer.put(.state, key, [UInt8(index)], in: transaction)
                }
                try writer.put(.state, keys[1], [50], in: transaction)
                try writer.finish(in: transaction)
            }
            try environment.read { transaction throws in
                for (key, value) in zip(keys, [0, 50, 2] as [UInt8]) {
                    #expect(try transaction.payload(.state, key, hash: hash) == [value])
                }
                #expect(try transaction.payload(.state, self.key(600, 3), hash: hash) == nil)
                var found: [[UInt8]] = []
                try transaction.scan(.state) { key, _ in found.append([UInt8](key)) }
                #expect(found == keys.sorted { $0.lexicographicallyPrecedes($1) })
            }
            try environment.write { transaction in
                var writer = TableWriter(try transaction.commitRecord(), hash: hash)
                let before = writer.record.mainEntries
                try writer.delete(.state, keys[0], in: transaction)
                #expect(writer.record.mainEntries == before)
                try writer.delete(.state, keys[1], in: transaction)
                try writer.delete(.state, keys[2], in: transaction)
                #expect(writer.record.mainEntries == before - 1)
                try writer.finish(in: transaction)
            }
        }
        #expect(try Sample.state(try sample.open(verifyFull: true)).isEmpty)
    }

    @Test("the digest does not depend on the way to the same entries")
    func digestOfContent() throws {
        func digest(_ deltas: [[StateEntry]]) throws -> SetDigest? {
            let sample = try Sample()
            let writer = try sample.open()
            for delta in deltas {
                try writer.commit(
                    CommittedBatch(
                        record: BatchRecord(
                            id: writer.nextBatch, kind: .data, timestampMs: 0, logOffsets: [0]),
                        delta: StateDelta(sorted: StateEntries(delta))), merge: Sample.add)
            }
            return try writer.snapshot { $0.record?.digest }
        }
        let one = try digest([[Sample.entry("a", 1)], [Sample.entry("a", 2), Sample.entry("b", 1)]])
        let other = try digest([[Sample.entry("b", 1)], [Sample.entry("a", 3)]])
        #expect(one == other)
        let third = try digest([[Sample.entry("b", 1)], [Sample.entry("a", 4)]])
        #expect(one != third)
    }
}
