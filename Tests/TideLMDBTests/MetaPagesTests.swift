import TestSupport
import Testing
import TideDurableIO
import TideLMDB

@Suite("Meta pages")
struct MetaPagesTests {
    let directory: TemporaryDirectory
    let data: String

    init() throws {
        directory = try TemporaryDirectory("meta")
        data = directory.path("data.mdb")
    }

    private func build(commits: Int) throws {
        let environment = try LMDBEnvironment(path: directory.path, mapSize: 1 << 30)
        for number in 0..<commits {
            try environment.write { transaction in
                for key in UInt8(0)..<100 {
                    try transaction.put([key, UInt8(number)], [UInt8](repeating: key, count: 90))
                }
            }
        }
    }

    @Test("the pages of a sound file pass, with the numbers of the last two commits", arguments: 0...5)
    func sound(commits: Int) throws {
        try build(commits: commits)
        let last = UInt64(commits)
        let before = commits == 0 ? 0 : last - 1
        let pages = try MetaPages.check(dataFile: data)
        #expect(pages.transactions == (commits % 2 == 0 ? [last, before] : [before, last]))
    }

    @Test("writing the pages back changes no byte")
    func rewrite() throws {
        try build(commits: 3)
        let content = try FileSystem.readFile(data)
        try MetaPages.rewrite(dataFile: data)
        #expect(try FileSystem.readFile(data) == content)
    }

    /// Offsets are those of MDB_page and MDB_meta in mdb.c of LMDB 0.9.24, as the flipped byte's place in
    /// the file.
    @Test(
        "a changed byte is found, naming page and field",
        arguments: [
            (0, 0, "mp_pgno"), (4096, 1, "mp_pgno"), (10, 0, "mp_flags"), (16, 0, "mm_magic"),
            (4096 + 19, 1, "mm_magic"), (20, 0, "mm_version"), (41, 0, "mm_psize"), (44, 0, "mm_flags"),
            (4096 + 92, 1, "mm_dbs[1].md_flags"), (32, 0, "mm_mapsize"), (143, 0, "mm_last_pg"),
            (4096 + 133, 1, "mm_dbs[1].md_root"), (94, 0, "mm_dbs[1].md_depth"), (144, 0, "mm_txnid"),
            (4096 + 145, 1, "mm_txnid"),
        ])
    func damaged(offset: Int, page: Int, field: String) throws {
        try build(commits: 4)
        let byte = try FileSystem.readFile(data)[offset]
        try FileSystem.overwrite([byte ^ 0x81], at: Int64(offset), of: data)
        let damage = #expect(throws: MetaPageDamage.self) { try MetaPages.check(dataFile: data) }
        #expect(damage?.page == page)
        #expect(damage?.field == field)
    }

    @Test("the older page may hold the trees of a commit whose write failed; the newer one may not")
    func failedCommit() throws {
        try build(commits: 4)
        // What mdb_env_write_meta leaves: the last page in use of before, and trees beyond it.
        let before: [UInt8] = [2, 0, 0, 0, 0, 0, 0, 0]
        try FileSystem.overwrite(before, at: 4096 + 136, of: data)
        #expect(try MetaPages.check(dataFile: data).transactions == [4, 3])
        try FileSystem.overwrite(before, at: 136, of: data)
        let damage = #expect(throws: MetaPageDamage.self) { try MetaPages.check(dataFile: data) }
        #expect(damage?.page == 0 && damage?.field == "mm_dbs[0].md_root")
    }

    @Test("the message says what was found and expected")
    func message() throws {
        try build(commits: 1)
        try FileSystem.overwrite([0], at: 16, of: data)
        let damage = #expect(throws: MetaPageDamage.self) { try MetaPages.check(dataFile: data) }
        #expect(
            damage?.description == "\(data): meta page 0, mm_magic: found 0xbeefc000, expected 0xbeefc0de")
    }

    @Test("a file too short for two pages is damage; a missing one is an I/O failure")
    func short() throws {
        try FileSystem.writeAtomically([UInt8](repeating: 0, count: 5000), to: data, isDurable: false)
        let damage = #expect(throws: MetaPageDamage.self) { try MetaPages.check(dataFile: data) }
        #expect(damage?.field == "length of the file")
        #expect(damage?.found == 5000)
        let none = directory.path("none")
        #expect(throws: IOFailure(operation: "open", path: none, errno: 2)) {
            try MetaPages.check(dataFile: none)
        }
    }
}
