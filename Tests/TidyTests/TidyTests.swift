import Foundation
import Testing

/// The house rules that a formatter cannot keep; each failure names the place and the way out.
@Suite("The house is tidy")
struct TidyTests {
    private static let functionLimit = 70
    private static let lineLimit = 110
    private static let fileLimit = 500

    private func expectNone(_ violations: [String]) {
        if !violations.isEmpty { Issue.record("\n\(violations.joined(separator: "\n"))") }
    }

    private func place(_ file: SourceFile, _ line: Int) -> String { "\(file.path):\(line + 1)" }

    @Test("sources are found") func sourcesAreFound() {
        #expect(PackageTree.sources.count > 20)
        #expect(PackageTree.engineTargets.first == "CTideLMDB")
        #expect(PackageTree.engineTargets.last == "TidemarkCLI")
    }

    @Test("functions, lines and files are short") func lengths() {
        var violations: [String] = []
        for file in PackageTree.sources {
            if file.lines.count > Self.fileLimit {
                violations.append("\(file.path): \(file.lines.count) lines, split it by purpose")
            }
            for (index, line) in file.lines.enumerated() where line.count > Self.lineLimit {
                violations.append("\(place(file, index)): \(line.count) columns, limit \(Self.lineLimit)")
            }
            for declaration in file.declarations
            where declaration.kind == .function && declaration.lineCount > Self.functionLimit {
                violations.append(
                    "\(place(file, declaration.first)): function of \(declaration.lineCount) lines, "
                        + "limit \(Self.functionLimit)")
            }
        }
        expectNone(violations)
    }

    @Test("banned calls are not used") func bannedCalls() {
        let violations = PackageTree.sources.filter(\.isSwift).flatMap { file in
            let bans = Ban.all.filter { $0.applies(file) }
            return file.code.enumerated().flatMap { index, code in
                bans.filter { $0.isIn(code) }.map {
                    "\(place(file, index)): `\($0.spelling)` is banned, use \($0.replacement)"
                }
            }
        }
        expectNone(violations)
    }

    @Test("nothing is left to do in comments") func leftovers() {
        let violations = PackageTree.sources.flatMap { file in
            file.comments.enumerated().filter { $0.element.contains(/\b(TODO|FIXME|XXX)\b/) }
                .map { "\(place(file, $0.offset)): finish it, or write it down where it is planned" }
        }
        expectNone(violations)
    }

    @Test("unsafe code is argued") func unsafeCode() {
        let violations = PackageTree.sources.filter(\.isSwift).flatMap { file in
            SafetyRule.violations(in: file).map {
                "\(place(file, $0)): say why this is safe in a comment that starts `Safety:`"
            }
        }
        expectNone(violations)
    }

    @Test("sources are ASCII") func ascii() {
        let violations = PackageTree.sources.flatMap { file in
            file.lines.enumerated().filter { !$0.element.utf8.allSatisfy { $0 < 0x80 } }
                .map { "\(place(file, $0.offset)): not ASCII, use \\u{...}" }
        }
        expectNone(violations)
    }

    @Test("a target imports only those above it in Package.swift") func imports() {
        let order = PackageTree.engineTargets
        var violations: [String] = []
        for file in PackageTree.sources where !file.isTest && file.isSwift {
            guard let own = order.firstIndex(of: file.target) else {
                violations.append("\(file.path): not a target of Package.swift")
                continue
            }
            for (index, code) in file.code.enumerated() {
                guard let match = code.firstMatch(of: /\bimport (?:struct |enum |class |func )?(\w+)/),
                    let imported = order.firstIndex(of: String(match.output.1)), imported >= own
                else { continue }
                violations.append("\(place(file, index)): \(file.target) stands below \(match.output.1)")
            }
        }
        expectNone(violations)
    }

    @Test("every fail point is used") func failPoints() {
        let names = PackageTree.sources.filter { !$0.isTest }.flatMap(FailPointNames.declared)
        let users = PackageTree.sources.filter { !$0.isTest }.flatMap(\.code)
        let unused = names.filter { name in !users.contains { $0.contains(".\(name)") } }
        expectNone(unused.map { "FailPoint.\($0): no code passes it; remove it or use it" })
    }
}

/// The cases of `enum FailPoint`.
enum FailPointNames {
    static func declared(in file: SourceFile) -> [String] {
        guard let header = file.code.firstIndex(where: { $0.contains(/\benum FailPoint\b/) }),
            let body = file.declarations.first(where: { $0.kind == .type && $0.first == header })
        else { return [] }
        return file.code[body.first...body.last].flatMap { line -> [String] in
            guard let match = line.firstMatch(of: /^\s*case (\w[^:]*)$/) else { return [] }
            return match.output.1.split(separator: ",").compactMap {
                $0.split(whereSeparator: { $0 == " " || $0 == "=" || $0 == "(" }).first.map(String.init)
            }
        }
    }
}
