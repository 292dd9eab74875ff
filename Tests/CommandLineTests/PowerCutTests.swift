import Foundation
import TestSupport
import Testing
import TideCrashHarness
import TideDurableIO

@Suite struct PowerCutTests {
    @Test func cuts() throws {
        let job = """
            CREATE TABLE events (time TIMESTAMP, action STRING)
            USING json OPTIONS (path 'events', maxFilesPerTrigger '1');
            CREATE STREAMING TABLE counts USING json TBLPROPERTIES ('path' = 'out')
            AS SELECT time, action FROM STREAM events;
            """
        let stream = try NotebookStream(files: 6, rows: 20, appends: true, job: job)
        let root = stream.directory.path
        let recording = "/tmp/recording-\(Randomness.uuid())"
        var runner = stream.tidemark()
        runner.environment["TIDEMARK_RECORD"] = recording
        runner.environment["TIDEMARK_RECORD_ROOT"] = root
        runner.environment["LD_PRELOAD"] = ProcessInfo.processInfo.environment["RECORDER"] ?? "/tmp/librec.so"
        let base = try PowerCuts.Base(root: root, existing: [])
        let first = try runner.run(NotebookStream.arguments("ck"))
        #expect(first.status == 0, "\(first)")
        let bytes = try FileSystem.readFile(recording)
        func sink() throws -> [String: [UInt8]] {
            var files: [String: [UInt8]] = [:]
            for entry in (try? FileSystem.list(root + "/out")) ?? [] where !entry.name.hasPrefix(".") {
                files[entry.name] = try FileSystem.readFile(root + "/out/" + entry.name)
            }
            return files
        }
        let expected = try sink()
        let mutant = ProcessInfo.processInfo.environment["MUTANT"].map { PowerCuts.Mutant($0, ignoring: $0) }
        var cuts = try #require(PowerCuts(recording: bytes, statesPerMoment: 32, mutant: mutant, seed: 1))
        var wrong = 0
        var states = 0
        var later = stream.tidemark()
        later.environment["TIDEMARK_RECORD_BOOT_ID"] = root + "/boot"
        later.environment["LD_PRELOAD"] = runner.environment["LD_PRELOAD"]
        let outcome = try cuts.forEachState(from: base) { state in
            for name in ["ck", "out"] { try FileSystem.removeTree(root + "/" + name) }
            for (path, bytes) in state.tree.sorted(by: { $0.key < $1.key }) {
                if let bytes {
                    try Data(bytes).write(to: URL(fileURLWithPath: root + "/" + path))
                } else {
                    _ = try FileSystem.makeDirectory(root + "/" + path)
                }
            }
            var problems: [String] = []
            for (name, bytes) in try sink() where expected[name] != bytes {
                problems.append("visible \(name) is torn")
            }
            let seen =
                state.seen.keys.compactMap { path -> Int? in
                    if path.hasPrefix("ck/commits/") { return Int(path.dropFirst(11)) }
                    if path.hasPrefix("out/part-") {
                        return Int(path.dropFirst("out/part-00000-".count).prefix(20))
                    }
                    return nil
                }.max() ?? -1
            states += 1
            try Data("00000000-0000-4000-8000-\(String(format: "%012d", states))\n".utf8).write(
                to: URL(fileURLWithPath: root + "/boot"))
            let again = try later.run(NotebookStream.arguments("ck"))
            if again.status != 0 { problems.append("\(again)") }
            let after = again.stderr.firstMatch(of: /resuming after batch (\d+)/).flatMap { Int($0.1) } ?? -1
            if after < seen { problems.append("resumed after \(after), seen \(seen)") }
            let found = try sink()
            for name in Set(found.keys).union(expected.keys).sorted() where found[name] != expected[name] {
                problems.append(
                    "\(name): \(found[name]?.count ?? -1) of \(expected[name]?.count ?? -1) bytes; in the state \(state.tree["out/" + name]??.count ?? -1); \(again.stderr)"
                )
            }
            if !problems.isEmpty {
                wrong += 1
                if wrong < 12 { print("moment \(state.moment) \(state.choice): \(problems)") }
            }
            return true
        }
        print(outcome, "wrong", wrong)
    }
}
