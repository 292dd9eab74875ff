import Foundation
import TestSupport
import Testing

/// Bytes of the state turned over behind the engine's back.
@Suite("Damaged state", .timeLimit(.minutes(5)))
struct DamageTests {
    /// Where `text` stands in `data`.
    private func places(of text: String, in data: Data) -> [Int] {
        var places: [Int] = []
        var from = data.startIndex
        while let found = data.range(of: Data(text.utf8), in: from..<data.endIndex) {
            places.append(found.lowerBound)
            from = found.upperBound
        }
        return places
    }

    @Test(
        "a byte turned over in an entry is found, or lies in a page that is free: never another answer",
        arguments: ["Open", "file-1.json", "STREAM events"])
    func flipped(text: String) throws {
        let stream = try NotebookStream(files: 3)
        #expect(try stream.run().status == 0)
        let expected = try stream.rows()
        let file = URL(fileURLWithPath: stream.path("ck/state/data.mdb"))
        let original = try Data(contentsOf: file)
        let places = places(of: text, in: original)
        #expect(!places.isEmpty)
        var found = 0
        for place in places.prefix(24) {
            var damaged = original
            damaged[place + 1] ^= 0x01
            try damaged.write(to: file)
            let verified = try stream.verify()
            let checked = try stream.run("ck", "--verify-state", "full")
            #expect(checked.status == 0 || checked.status == 3, "\(checked)")
            if checked.status == 3 {
                found += 1
                #expect(
                    checked.stderr.hasPrefix(
                        "error [CHECKPOINT_DAMAGED]: checkpoint '\(stream.path("ck"))' is damaged: "))
                #expect(try Data(contentsOf: file) == damaged, "nothing is repaired by guessing")
            } else {
                #expect(verified.status == 0, "\(verified)")
                #expect(try stream.rows() == expected)
            }
            #expect([0, 3].contains(verified.status), "\(verified)")
            #expect(verified.status == 0 || verified.stderr.hasPrefix("error [CHECKPOINT_DAMAGED]: "))
        }
        #expect(found > 0)
        try original.write(to: file)
        #expect(try stream.run().status == 0)
        #expect(try stream.rows() == expected)
    }

    @Test("nodes that say what LMDB does not expect of them: no signal, and the damage is told")
    func misleadingNodes() throws {
        let stream = try NotebookStream(files: 2, rows: 20)
        #expect(try stream.run().status == 0)
        let file = URL(fileURLWithPath: stream.path("ck/state/data.mdb"))
        var data = [UInt8](try Data(contentsOf: file))
        func number(_ place: Int) -> Int { Int(data[place]) | Int(data[place + 1]) << 8 }
        for page in stride(from: 2 * 4_096, to: data.count, by: 4_096) where number(page + 10) == 2 {
            // A leaf page (P_LEAF): the offsets of its nodes, up to mp_lower; then mn_flags gets F_DUPDATA.
            for slot in stride(from: 16, to: number(page + 12), by: 2) {
                data[page + number(page + slot) + 4] |= 4
            }
        }
        try Data(data).write(to: file)
        for result in [try stream.run(), try stream.tidemark().run("query", "ck", "SELECT * FROM counts")] {
            #expect(result.status == 3, "\(result)")
            #expect(result.stderr.contains("error [CHECKPOINT_DAMAGED]: "), "\(result)")
        }
    }

    @Test("a directory in the place of a file: 3, and its name", arguments: ["state/data.mdb", "metadata"])
    func directory(name: String) throws {
        let stream = try NotebookStream(files: 2)
        #expect(try stream.run().status == 0)
        let path = stream.path("ck/" + name)
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        for result in [try stream.run(), try stream.verify()] where result.status != 0 {
            #expect(result.status == 3, "\(result)")
            #expect(result.stderr.contains("' is damaged: \(name) is a directory\n"), "\(result)")
        }
        #expect(try stream.run().status == 3)
    }

    @Test("a state file that is cut off or empty: 3, not a crash", arguments: [0, 100, 4_096, 8_192, 12_288])
    func cutOff(bytes: Int) throws {
        let stream = try NotebookStream(files: 3)
        #expect(try stream.run().status == 0)
        let file = URL(fileURLWithPath: stream.path("ck/state/data.mdb"))
        let original = try Data(contentsOf: file)
        try original.prefix(bytes).write(to: file)
        for command in [
            ["query", "ck", "select * from counts"], ["verify", "ck"], NotebookStream.arguments("ck"),
        ] {
            let result = try stream.tidemark().run(command)
            #expect(result.status == 3, "\(command): \(result)")
            #expect(result.stderr.hasPrefix("error [CHECKPOINT_DAMAGED]: "), "\(command): \(result)")
        }
    }
}
