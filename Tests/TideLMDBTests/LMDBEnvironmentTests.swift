import TestSupport
import Testing
import TideDurableIO

@testable import TideLMDB

@Suite("LMDB environment")
struct LMDBEnvironmentTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory("lmdb") }

    private func open(
        readOnly: Bool = false, mapSize: Int = 1 << 30, syncsMeta: Bool = true
    ) throws -> LMDBEnvironment {
        try LMDBEnvironment(
            path: directory.path, mapSize: mapSize, isReadOnly: readOnly, syncsMeta: syncsMeta)
    }

    private func keys(_ environment: LMDBEnvironment, _ tree: Tree = .main) throws -> [[UInt8]] {
        try environment.read { transaction in
            try transaction.withCursor(tree) { cursor in
                var found: [[UInt8]] = []
                while let entry = try cursor.next() { found.append([UInt8](entry.key)) }
                return found
            }
        }
    }

    @Test("what is put is there after the commit, in this environment and in the next one")
    func roundTrip() throws {
        do {
            let environment = try open(mapSize: 1 << 40)
            #expect(environment.mapSize == 1 << 40)
            #expect(environment.mapWarning == nil)
            let id = try environment.write { transaction in
                try transaction.put([1, 2], [3])
                try transaction.put([1], [])
                let own = try transaction.get([1, 2])
                #expect(own == [3])
                return transaction.id
            }
            #expect(id == 1)
            #expect(try environment.read { $0.id } == 1)
        }
        let environment = try open(readOnly: true)
        #expect(try environment.read { try $0.get([1, 2]) } == [3])
        #expect(try environment.read { try $0.get([1]) } == [])
        #expect(try environment.read { try $0.get([2]) } == nil)
        #expect(try environment.read { try $0.entryCount() } == 2)
        #expect(
            throws: LMDBError(operation: "mdb_txn_begin", code: .init(rawValue: 13), path: directory.path)
        ) {
            try environment.write { try $0.put([1], [1]) }
        }
    }

    @Test("a body that throws changes nothing and leaves the environment usable")
    func abort() throws {
        struct Stop: Error {}
        let environment = try open()
        #expect(throws: Stop.self) {
            try environment.write { transaction in
                try transaction.put([1], [1])
                throw Stop()
            }
        }
        #expect(try environment.read { try $0.get([1]) } == nil)
        try environment.write { try $0.put([2], [2]) }
        #expect(try environment.read { $0.id } == 1)
    }

    @Test("keys come in bytewise order, both ways, from any start")
    func order() throws {
        let environment = try open()
        let sorted: [[UInt8]] = [[0], [0, 0], [1], [1, 255], [2], [127], [128], [255], [255, 0]]
        try environment.write { transaction in
            for key in sorted.reversed() { try transaction.put(key, key + key) }
        }
        #expect(try keys(environment) == sorted)
        let visited = try environment.read { transaction in
            try transaction.withCursor { cursor in
                func copy(_ entry: Cursor.Entry?) -> [[UInt8]]? {
                    entry.map { [[UInt8]($0.key), [UInt8]($0.value)] }
                }
                return [
                    copy(try cursor.seek(atLeast: [1, 0])), copy(try cursor.previous()),
                    copy(try cursor.last()), copy(try cursor.next()), copy(try cursor.first()),
                    copy(try cursor.previous()), copy(try cursor.seek(atLeast: [255, 1])),
                ]
            }
        }
        let expected: [[[UInt8]]?] = [
            [[1, 255], [1, 255, 1, 255]], [[1], [1, 1]],
            [[255, 0], [255, 0, 255, 0]], nil, [[0], [0, 0]],
            nil, nil,
        ]
        #expect(visited == expected)
    }

    @Test("the tree `result` appears with its first entry, to readers that were open before too")
    func resultTree() throws {
        let environment = try open()
        try environment.write { transaction in
            try transaction.put([1], [1])
            let absent = try transaction.get([9], in: .result)
            #expect(absent == nil)
        }
        #expect(try environment.read { try $0.entryCount(.result) } == 0)
        #expect(try keys(environment, .result) == [])
        try environment.write { try $0.put([9], [8], in: .result) }
        #expect(try environment.read { try $0.get([9], in: .result) } == [8])
        #expect(try environment.read { try $0.entryCount(.result) } == 1)
        #expect(try keys(environment) == [[1], Tree.resultKey])
        try environment.write { try $0.put([10], [8], in: .result) }
        #expect(try keys(environment, .result) == [[9], [10]])
    }
}
