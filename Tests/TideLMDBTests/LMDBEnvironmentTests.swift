import CTideLMDB
import Glibc
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

    // Safety: the arrays' bytes are used within the closures only.
    @Test("what is appended comes last; a key that would not is refused")
    func append() throws {
        func append(_ key: [UInt8], _ transaction: borrowing WriteTransaction) throws {
            try key.withUnsafeBytes { try transaction.append($0, $0, in: .result) }
        }
        let environment = try open()
        try environment.write { transaction in
            for key in [[1], [1, 0], [2]] as [[UInt8]] { try append(key, transaction) }
        }
        #expect(try keys(environment, .result) == [[1], [1, 0], [2]])
        for key in [[2], [1, 5]] as [[UInt8]] {
            let error = #expect(throws: LMDBError.self) {
                try environment.write { try append(key, $0) }
            }
            #expect(error?.code.rawValue == MDB_KEYEXIST)
        }
        #expect(try environment.read { try $0.entryCount() } == 1)
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

    @Test("a thousand random changes leave what a dictionary holds, over all key lengths")
    func againstDictionary() throws {
        let environment = try open()
        var model: [[UInt8]: [UInt8]] = [:]
        var state: UInt64 = 42
        func next(_ bound: Int) -> Int {
            // Knuth's MMIX constants; the high bits are the random ones.
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        for _ in 0..<20 {
            try environment.write { transaction in
                for _ in 0..<50 {
                    let key = [UInt8](repeating: UInt8(next(3)), count: 1 + next(511))
                    if next(3) == 0 {
                        let existed = try transaction.delete(key)
                        #expect(existed == (model.removeValue(forKey: key) != nil))
                    } else {
                        let value = [UInt8](repeating: UInt8(next(256)), count: next(9000))
                        try transaction.put(key, value)
                        model[key] = value
                    }
                }
            }
        }
        let found = try environment.read { transaction in
            try transaction.withCursor { cursor in
                var found: [[UInt8]: [UInt8]] = [:]
                while let entry = try cursor.next() { found[[UInt8](entry.key)] = [UInt8](entry.value) }
                return found
            }
        }
        #expect(found == model)
        #expect(try environment.read { try $0.entryCount() } == UInt64(model.count))
        #expect(try keys(environment) == model.keys.sorted { $0.lexicographicallyPrecedes($1) })
    }

    @Test("a cursor removes a range, replaces values of other lengths and stores in order")
    func cursorWrites() throws {
        let environment = try open()
        try environment.write { transaction in
            try transaction.withCursor { cursor in
                for key in UInt8(0)..<20 {
                    try withBytes(of: [key]) { (key) throws(LMDBError) in
                        try transaction.put(key, key, at: cursor)
                    }
                }
                var entry = try cursor.seek(atLeast: [5])
                while let current = entry, current.key[0] < 15 {
                    try transaction.delete(at: cursor)
                    entry = try cursor.next()
                }
                _ = try cursor.first()
                for length in [1, 3000, 0, 9] {
                    let value = [UInt8](repeating: 7, count: length)
                    try value.withUnsafeBytes { value in
                        try [UInt8(0)].withUnsafeBytes { try transaction.put($0, value, at: cursor) }
                    }
                }
            }
        }
        #expect(try keys(environment) == [0, 1, 2, 3, 4, 15, 16, 17, 18, 19].map { [$0] })
        #expect(try environment.read { try $0.get([0]) } == [UInt8](repeating: 7, count: 9))
        #expect(try environment.read { try $0.get([4]) } == [4])
    }

    @Test("a key has 1 to 511 bytes; a cursor over no tree writes nothing")
    func refusals() throws {
        let environment = try open()
        func code(_ body: () throws -> Void) -> LMDBError.Code? {
            (#expect(throws: LMDBError.self) { try body() })?.code
        }
        try environment.write { try $0.put([UInt8](repeating: 9, count: 511), [1]) }
        #expect(code { try environment.write { try $0.put([], [1]) } } == .badKeySize)
        #expect(
            code { _ = try environment.write { try $0.delete([UInt8](repeating: 9, count: 512)) } }
                == .badKeySize
        )
        #expect(code { _ = try environment.read { try $0.get([]) } } == .badKeySize)
        let absent = code {
            try environment.write { transaction in
                try transaction.withCursor(.result) { try transaction.delete(at: $0) }
            }
        }
        #expect(absent == LMDBError.Code(rawValue: 22))
        #expect(try environment.read { try $0.entryCount() } == 1)
    }

    @Test("a second environment over the same file is refused, by whatever path, until the first is gone")
    func doubleOpen() throws {
        try FileSystem.createDirectory(directory.path("state"))
        var first: LMDBEnvironment? = try LMDBEnvironment(path: directory.path("state"), mapSize: 1 << 30)
        try first?.write { try $0.put([1], [1]) }
        symlink("state", directory.path("link"))
        for path in [directory.path("state"), directory.path("./state/"), directory.path("link")] {
            #expect(throws: LMDBError(operation: "mdb_env_open", code: .alreadyOpen, path: path)) {
                try LMDBEnvironment(path: path, isReadOnly: true)
            }
        }
        // A renamed directory is the same file still.
        try FileSystem.rename(directory.path("state"), to: directory.path("moved"))
        #expect(
            throws: LMDBError(operation: "mdb_env_open", code: .alreadyOpen, path: directory.path("moved"))
        ) {
            try LMDBEnvironment(path: directory.path("moved"))
        }
        try first?.write { try $0.put([2], [2]) }
        first = nil
        let second = try LMDBEnvironment(path: directory.path("moved"), mapSize: 1 << 30)
        #expect(try second.read { try $0.get([2]) } == [2])
    }

    @Test("a removed lock file is noticed")
    func stillInPlace() throws {
        let environment = try open()
        #expect(try environment.isStillInPlace())
        try FileSystem.remove(directory.path("lock.mdb"))
        #expect(try environment.isStillInPlace() == false)
    }

    @Test("a full map is an error of its own: the transaction is undone and the next one works")
    func mapFull() throws {
        let environment = try open(mapSize: 1 << 20)
        let error = #expect(throws: LMDBError.self) {
            try environment.write { try $0.put([1], [UInt8](repeating: 1, count: 2 << 20)) }
        }
        #expect(error?.code == .mapFull)
        #expect(error?.isPoisoned == false)
        try environment.write { try $0.put([1], [2]) }
        #expect(try environment.read { try $0.get([1]) } == [2])
    }

    @Test("an environment without meta sync counts its commits as the other does, and syncs on demand")
    func withoutMetaSync() throws {
        let environment = try open(syncsMeta: false)
        for value in UInt8(1)...5 { try environment.write { try $0.put([1], [value]) } }
        try environment.sync()
        let statistics = try environment.statistics()
        #expect(statistics.lastTransaction == 5)
        #expect(statistics.mapSize == 1 << 30)
        #expect(try environment.clearDeadReaders() == 0)
        let tree = try environment.read { try $0.statistics() }
        #expect(tree == TreeStatistics(pageSize: 4096, depth: 1, leafPages: 1, entries: 1))
    }

    @Test("a failed commit closes the environment to everything after it, with the same error")
    func poisoned() async {
        await #expect(processExitsWith: .success) {
            let directory = try TemporaryDirectory("poison")
            let environment = try LMDBEnvironment(path: directory.path, mapSize: 1 << 30)
            try environment.write { try $0.put([1], [1]) }
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 16384, rlim_max: 16384)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            let error = #expect(throws: LMDBError.self) {
                try environment.write { try $0.put([2], [UInt8](repeating: 2, count: 1 << 20)) }
            }
            // LMDB turns a short write into EIO, and a write of nothing into its errno.
            #expect(error?.operation == "mdb_txn_commit")
            #expect([EIO, EFBIG].contains(error?.code.rawValue))
            #expect(error?.isPoisoned == true)
            let again = #expect(throws: LMDBError.self) { try environment.write { try $0.put([3], [3]) } }
            #expect(again == error)
            #expect((#expect(throws: LMDBError.self) { _ = try environment.read { $0.id } }) == error)
            #expect((#expect(throws: LMDBError.self) { try environment.sync() }) == error)
        }
    }

    @Test("with little address space the map is halved until it fits, and the user is told")
    func addressSpace() async {
        await #expect(processExitsWith: .success) {
            let directory = try TemporaryDirectory("small")
            var limit = rlimit(rlim_cur: 20 << 30, rlim_max: 20 << 30)
            setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
            let environment = try LMDBEnvironment(path: directory.path)
            #expect(environment.mapSize == 16 << 30)
            #expect(environment.mapWarning?.hasPrefix("only 16 GiB of address space for /tmp/small") == true)
            try environment.write { try $0.put([1], [1]) }
            #expect(try environment.read { try $0.get([1]) } == [1])
        }
    }
}
