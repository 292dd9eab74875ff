import Foundation
import Testing

/// Rules for what stands beside the sources.
@Suite("Documents are tidy")
struct DocumentTests {
    private static let documents = ["README.md", "CHANGELOG.md"] + docs
    private static let docs = PackageTree.paths(below: "docs").filter { $0.hasSuffix(".md") }

    @Test("every document is linked from README or ARCHITECTURE") func linked() {
        let readme = PackageTree.text("README.md")
        let architecture = PackageTree.text("docs/ARCHITECTURE.md")
        for path in Self.docs {
            let name = String(path.dropFirst("docs/".count))
            #expect(
                readme.contains("](\(path)") || architecture.contains("](\(name)"),
                "\(path): link it from README.md or docs/ARCHITECTURE.md")
        }
    }

    @Test("links between documents lead somewhere") func links() {
        for path in Self.documents {
            let folder = PackageTree.root.appendingPathComponent(path).deletingLastPathComponent()
            for match in PackageTree.text(path).matches(of: /\]\(([^)#:]+)(?:#[^)]*)?\)/) {
                let target = folder.appendingPathComponent(String(match.output.1)).path
                #expect(FileManager.default.fileExists(atPath: target), "\(path): \(match.output.0)")
            }
        }
    }

    @Test("a document has one title") func titles() {
        for path in Self.documents {
            var isCode = false
            var titles = 0
            for line in PackageTree.text(path).split(separator: "\n") {
                if line.hasPrefix("```") { isCode.toggle() }
                if !isCode, line.hasPrefix("# ") { titles += 1 }
            }
            #expect(titles == 1, "\(path): \(titles) lines start with `# `")
        }
    }

    @Test("no build product is tracked") func tracked() throws {
        let git = Process()
        let output = Pipe()
        git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        git.arguments = ["git", "-C", PackageTree.root.path, "ls-files"]
        git.standardOutput = output
        git.standardError = FileHandle.nullDevice
        try git.run()
        let files = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        git.waitUntilExit()
        for file in files.split(separator: "\n") {
            #expect(!file.hasPrefix(".build") && !file.contains("/.build"), "\(file): do not track it")
            #expect(!file.hasSuffix("Package.resolved"), "\(file): do not track it")
        }
    }
}
