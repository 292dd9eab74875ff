import Foundation

/// One source file, with its code and its comments told apart, line by line (line 1 is index 0).
struct SourceFile {
    /// Path from the package's root.
    let path: String
    let lines: [String]
    let code: [String]
    let comments: [String]
    let declarations: [Declaration]

    init(path: String, text: String) {
        self.path = path
        let isC = [".c", ".h", ".cpp"].contains(where: path.hasSuffix)
        let scanner = SourceScanner(text, hasCharacterLiterals: isC)
        lines = Self.lines(Array(text.utf8))
        code = Self.lines(scanner.code)
        comments = Self.lines(scanner.comments)
        declarations = isC ? [] : DeclarationFinder(code: scanner.code).declarations()
    }

    var isSwift: Bool { path.hasSuffix(".swift") }

    /// The target a source belongs to: the folder below `Sources` or `Tests`.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 1 ? String(parts[1]) : ""
    }

    var isTest: Bool { path.hasPrefix("Tests/") }

    /// The first line of the block of comments and attributes right above a line.
    func commentStart(above line: Int) -> Int {
        var start = line
        while start > 0, isCommentOrAttribute(start - 1) { start -= 1 }
        return start
    }

    private func isCommentOrAttribute(_ line: Int) -> Bool {
        let code = code[line].trimmingCharacters(in: .whitespaces)
        if code.isEmpty { return !comments[line].allSatisfy { $0 == " " } }
        return code.hasPrefix("@")
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }
}

/// The package on disk.
enum PackageTree {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// All Swift and C sources, read once.
    static let sources: [SourceFile] = ["Sources", "Tests"].flatMap { folder in
        paths(below: folder).filter { path in
            // What stands in a documentation catalogue is shown, not built.
            [".swift", ".c", ".h", ".cpp"].contains(where: path.hasSuffix) && !path.contains(".docc/")
        }.map { SourceFile(path: $0, text: text($0)) }
    }

    /// The files below a folder, as paths from the root, in order of name.
    static func paths(below folder: String) -> [String] {
        let base = root.appendingPathComponent(folder)
        let found = FileManager.default.enumerator(atPath: base.path)
        return (found?.compactMap { $0 as? String } ?? []).map { "\(folder)/\($0)" }.sorted()
    }

    static func text(_ path: String) -> String {
        (try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)) ?? ""
    }

    /// The engine's targets in the manifest's order, bottom first.
    static let engineTargets: [String] = {
        let manifest = text("Package.swift")
        let engine = manifest.components(separatedBy: "let tests").first ?? ""
        let all = engine.matches(of: /\.(?:systemLibrary|target|executableTarget)\(\s*name: "(\w+)"/)
        return all.map { String($0.output.1) }
    }()
}
