import TestSupport
import Testing
import TideCheckpoint

/// Entries end to end behave as an array of them does.
struct StateEntriesTests {
    /// Keys that share beginnings, end early, and agree in more than eight bytes.
    private static func entries(_ count: Int, seed: UInt64) -> [StateEntry] {
        var random = SplitMix(state: seed)
        let head = [UInt8](repeating: 7, count: Int.random(in: 0...3, using: &random))
        var keys: Set<[UInt8]> = []
        for _ in 0..<count {
            let length = Int.random(in: 1...20, using: &random)
            let alphabet: ClosedRange<UInt8> = Bool.random(using: &random) ? 0...1 : 0...255
            keys.insert(head + (0..<length).map { _ in .random(in: alphabet, using: &random) })
        }
        return keys.map { StateEntry(key: $0, value: Array($0.reversed().prefix(5))) }
    }

    @Test("sorting is that of bytes", arguments: 1...40 as ClosedRange<UInt64>)
    func sorts(seed: UInt64) {
        for count in [0, 1, 2, 30, 2_000] {
            let entries = Self.entries(count, seed: seed)
            var flat = StateEntries(entries)
            #expect(Array(flat) == entries)
            flat.sort()
            let sorted = entries.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            #expect(Array(flat) == sorted)
            #expect(flat == StateEntries(sorted) && flat.hashValue == StateEntries(sorted).hashValue)
            var seen: [StateEntry] = []
            flat.forEachEntry { seen.append(StateEntry(key: Array($0), value: Array($1))) }
            #expect(seen == sorted)
        }
    }

    @Test("a range of keys is found and taken out; another's entries follow")
    func ranges() {
        var flat = StateEntries((0..<100).map { StateEntry(key: [1, UInt8($0 * 2)], value: [UInt8($0)]) })
        func places(_ lower: [UInt8], _ upper: [UInt8]) -> Range<Int> {
            flat.indices(in: StateRange(.state, lower, upper))
        }
        #expect(places([1, 4], [1, 9]) == 2..<5)
        #expect(places([0], [2]) == 0..<100)
        #expect(places([1, 3], [1, 4]) == 2..<2)
        #expect(places([2], [1]) == 100..<100)
        #expect(StateEntries().indices(in: StateRange(.state, [0], [9])) == 0..<0)
        flat.remove(2..<99)
        flat.append(contentsOf: StateEntries([StateEntry(key: [2], value: [])]))
        #expect(flat.map(\.key) == [[1, 0], [1, 2], [1, 198], [2]])
        #expect(flat.map(\.value) == [[0], [1], [99], []])
    }
}
