import TestSupport
import Testing
import TideDurableIO
import TideLMDB

/// The walker and the snapshots without LMDB, against what LMDB wrote and reads.
@Suite("Pages") struct PageWalkerTests {
    let directory: TemporaryDirectory
    let data: String

    init() throws {
        directory = try TemporaryDirectory("pages")
        data = directory.path("data.mdb")
    }

    private struct Entry: Hashable {
        var key: [UInt8]
        var value: [UInt8]
    }

    private struct Collector: PageVisitor {
        var entries: [Tree: [Entry]] = [:]
        var findings: [String] = []

        // Safety: the bytes are copied.
        mutating func visit(_ entry: PageEntry) {
            entries[entry.tree, default: []].append(
                Entry(key: [UInt8](entry.key), value: [UInt8](entry.value)))
        }

        mutating func report(_ finding: PageFinding) { findings.append("\(finding)") }
    }

    /// Numbers that look random and are the same each time.
    private struct Lottery {
        var state: UInt64

        mutating func next(below limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }

        mutating func key() -> [UInt8] {
            let length = next(below: 4) == 0 ? 1 + next(below: 511) : 1 + next(below: 12)
            return (0..<length).map { _ in UInt8(1 + next(below: 9)) }
        }

        mutating func value() -> [UInt8] {
            let length = [8, 60, 300, 2_100, 9_000][next(below: 5)]
            return [UInt8](repeating: UInt8(next(below: 256)), count: next(below: length + 1))
        }
    }

    /// One transaction of puts and deletes in both trees.
    private func change(_ environment: LMDBEnvironment, _ lottery: inout Lottery) throws {
        var (keys, removed): ([(Tree, Entry)], [(Tree, [UInt8])]) = ([], [])
        for _ in 0..<lottery.next(below: 60) {
            let tree: Tree = lottery.next(below: 3) == 0 ? .result : .main
            keys.append((tree, Entry(key: lottery.key(), value: lottery.value())))
        }
        try environment.read { transaction throws in
            for tree in [Tree.main, .result] {
                try transaction.withCursor(tree) { cursor in
                    while let entry = try cursor.next() {
                        let key = [UInt8](entry.key)
                        if key != Tree.resultKey, lottery.next(below: 4) == 0 { removed.append((tree, key)) }
                    }
                }
            }
        }
        try environment.write { transaction in
            for (tree, key) in removed { try transaction.delete(key, in: tree) }
            for (tree, entry) in keys { try transaction.put(entry.key, entry.value, in: tree) }
        }
    }

    private func entries(_ transaction: borrowing ReadTransaction, _ tree: Tree) throws -> [Entry] {
        try transaction.withCursor(tree) { cursor in
            var entries: [Entry] = []
            while let entry = try cursor.next() {
                let key = [UInt8](entry.key)
                if tree == .result || key != Tree.resultKey {
                    entries.append(Entry(key: key, value: [UInt8](entry.value)))
                }
            }
            return entries
        }
    }

    @Test("what LMDB writes is walked without a finding, and gives the entries LMDB gives", arguments: 1...6)
    func sound(seed: UInt64) throws {
        let environment = try LMDBEnvironment(path: directory.path, mapSize: 1 << 30)
        var lottery = Lottery(state: seed)
        for round in 0..<30 {
            try change(environment, &lottery)
            guard round % 5 == 4 else { continue }
            let (found, summary) = try PageState(PageFile(data)).walk(Collector())
            #expect(found.findings == [])
            try environment.read { transaction throws in
                for tree in [Tree.main, .result] {
                    #expect(try entries(transaction, tree) == found.entries[tree, default: []])
                }
                #expect(try transaction.entryCount(.main) == summary.mainEntries)
                #expect(try transaction.entryCount(.result) == summary.resultEntries)
                #expect(summary.transaction == transaction.id)
            }
            #expect(try environment.statistics().lastPage == summary.lastPage)
            #expect(summary.usedPages + summary.freePages == summary.lastPage + 1)
        }
    }

    @Test("a snapshot without LMDB moves and finds as LMDB's does", arguments: 1...3)
    func snapshot(seed: UInt64) throws {
        let environment = try LMDBEnvironment(path: directory.path, mapSize: 1 << 30)
        var lottery = Lottery(state: seed &* 77)
        for _ in 0..<12 { try change(environment, &lottery) }
        let wanted = (0..<200).map { _ in lottery.key() }
        try environment.read { mapped throws in
            try PageState(PageFile(data)).snapshot { pages throws in
                #expect(pages.id == mapped.id)
                for tree in [Tree.main, .result] {
                    #expect(try pages.statistics(tree) == mapped.statistics(tree))
                    #expect(try entries(pages, tree) == entries(mapped, tree))
                    #expect(try reversed(pages, tree) == entries(mapped, tree).reversed())
                    for key in wanted + (try entries(mapped, tree).map(\.key)) {
                        #expect(try pages.get(key, in: tree) == mapped.get(key, in: tree))
                        #expect(try sought(pages, tree, key) == sought(mapped, tree, key))
                    }
                }
            }
        }
    }

    private func reversed(_ transaction: borrowing ReadTransaction, _ tree: Tree) throws -> [Entry] {
        try transaction.withCursor(tree) { cursor in
            var entries: [Entry] = []
            var entry = try cursor.last()
            while let found = entry {
                let key = [UInt8](found.key)
                if tree == .result || key != Tree.resultKey {
                    entries.append(Entry(key: key, value: [UInt8](found.value)))
                }
                entry = try cursor.previous()
            }
            return entries
        }
    }

    /// The key at or behind one, and those on both sides of it.
    private func sought(
        _ transaction: borrowing ReadTransaction, _ tree: Tree, _ key: [UInt8]
    ) throws -> [[UInt8]?] {
        try transaction.withCursor(tree) { cursor in
            guard let found = try cursor.seek(atLeast: key).map({ [UInt8]($0.key) }) else { return [nil] }
            let after = try cursor.next().map { [UInt8]($0.key) }
            if after != nil { _ = try cursor.previous() }
            return [found, after, try cursor.previous().map { [UInt8]($0.key) }]
        }
    }

    @Test("an environment without a commit has no entries and nothing wrong")
    func empty() throws {
        _ = try LMDBEnvironment(path: directory.path, mapSize: 1 << 30)
        let (found, summary) = try PageState(PageFile(data)).walk(Collector())
        #expect(found.findings == [])
        #expect(summary.mainEntries == 0 && summary.usedPages == 2 && summary.lastPage == 1)
    }

    @Test("with one sound meta page the state is that page's, and the other one is named")
    func oneMeta() throws {
        let environment = try LMDBEnvironment(path: directory.path, mapSize: 1 << 30)
        for number in UInt8(1)...3 { try environment.write { try $0.put([number], [number]) } }
        try FileSystem.overwrite([0], at: 4096 + 16, of: data)
        let state = try PageState(PageFile(data))
        #expect(
            state.findings.map(\.description)
                == ["page 1: mm_magic: found 0xbeefc000, expected 0xbeefc0de"])
        #expect(state.transaction == 2)
        let found = state.walk(Collector()).visitor
        #expect(found.entries[.main]?.map(\.key) == [[1], [2]])
    }

    @Test("a reading that two commits overtake is made again, and given up when they always do")
    func overtaken() throws {
        let environment = try LMDBEnvironment(path: directory.path, mapSize: 1 << 30)
        func commit() throws { try environment.write { try $0.put([1], [UInt8($0.id % 256)]) } }
        try commit()
        var attempts = 0
        let transaction = try PageState.read(PageFile(data)) { state in
            attempts += 1
            try commit()
            if attempts == 1 { try commit() }
            return state.transaction
        }
        #expect(attempts == 2 && transaction == 3)
        #expect(throws: PagesOvertaken(attempts: 3)) {
            try PageState.read(PageFile(data)) { _ in
                try commit()
                try commit()
            }
        }
    }
}
