import Foundation
import TestSupport
import Testing
import TideFormats

/// What keeps scripts/ honest without a network and without the heavy peers.
@Suite struct ScriptTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func names(in folder: String) -> [String] {
        let path = root.appendingPathComponent(folder).path
        return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
            .map { "\(folder)/\($0)" }
    }

    /// The shell scripts, which are all files of the folder.
    static let shell = names(in: "scripts").filter { $0 != "scripts/lib" }
    static let native = names(in: "scripts/lib").filter { $0.hasSuffix(".c") || $0.hasSuffix(".cpp") }
    static let commands = ["benchmark", "check_spark_logs", "ratchet", "torture"]

    private func run(_ words: String...) throws -> CommandResult {
        try CommandRunner("/usr/bin/env", directory: Self.root.path).run(words)
    }

    @Test("a script is executable and bash can parse it", arguments: shell)
    func parses(_ script: String) throws {
        let path = Self.root.appendingPathComponent(script).path
        #expect(FileManager.default.isExecutableFile(atPath: path))
        let result = try run("bash", "-n", script)
        #expect(result.status == 0 && result.stderr.isEmpty, "\(result)")
    }

    @Test("a program for the benchmark has no warning", arguments: native)
    func compiles(_ source: String) throws {
        let compiler = source.hasSuffix(".cpp") ? ["g++", "-std=c++17"] : ["cc", "-std=gnu11"]
        let flags = ["-Wall", "-Wextra", "-Werror", "-fsyntax-only", source]
        let result = try CommandRunner("/usr/bin/env", directory: Self.root.path).run(compiler + flags)
        #expect(result.status == 0, "\(result.stderr)")
    }

    @Test("the benchmark's arithmetic is right")
    func arithmetic() throws {
        let result = try run("python3", "-B", "-m", "unittest", "discover", "-s", "scripts/lib")
        #expect(result.status == 0, "\(result.stderr)")
        #expect(result.stderr.contains("\nOK\n"))
        #expect(!result.stderr.contains("Ran 0 tests"))
    }

    @Test("the help of a script is printed", arguments: commands)
    func help(_ command: String) throws {
        let result = try run("python3", "-B", "scripts/lib/\(command).py", "--help")
        #expect(result.status == 0, "\(result.stderr)")
        #expect(result.stdout.hasPrefix("usage: scripts/\(command.replacing("_", with: "-")) "))
        #expect(result.lines.allSatisfy { $0.count <= 80 })
    }

    @Test("the benchmark measures Tidemark, the simdjson loop and LMDB alone, and they agree")
    func measures() throws {
        let directory = try TemporaryDirectory("tide-benchmark")
        let environment = [
            "TIDEMARK_BINARY": CommandRunner.tidemarkPath, "TIDEMARK_BENCHMARK_CACHE": directory.path,
        ]
        let result = try CommandRunner(
            "/usr/bin/env", environment: environment, directory: Self.root.path
        ).run([
            "python3", "-B", "scripts/lib/benchmark.py", "--quick", "--rows", "5000", "--pairs", "2",
            "--json", "--without", "spark", "--without", "duckdb",
            "--only", "stream", "events", "start", "merge", "sliding", "memory",
        ])
        #expect(result.status == 0, "\(result.stderr)")
        let report = try JSONValue(parsing: result.stdout)
        let comparisons = try #require(report["comparisons"]?.elements)
        #expect(
            comparisons.map { $0["peer"]?.string }
                == [
                    "10 raw LMDB commits of as many pages", "simdjson On-Demand loop", "a C loop over LMDB",
                    "Tidemark, a window every hour",
                ])
        #expect(comparisons.allSatisfy { $0["bar"]?["reached"]?.bool != nil })
        for comparison in comparisons {
            for samples in ["oursSeconds", "peerSeconds", "ratios", "oursCpuSeconds", "oursPeakMiB"] {
                #expect(comparison[samples]?.elements?.count == 2, "\(samples)")
            }
        }
        let singles = try #require(report["singles"]?.elements)
        #expect(singles.map { $0["unit"]?.string } == ["s", "s", "s", "s", "MB"])
        #expect(singles.allSatisfy { $0["values"]?.elements?.isEmpty == false })
        #expect(report["layout"]?["events"]?["rows"]?.integer == 5000)
        #expect(report["versions"]?["tidemark"]?.string == "0.1.0")
    }
}
