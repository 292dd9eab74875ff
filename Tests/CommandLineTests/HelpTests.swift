import TestSupport
import Testing

/// The help of the command and of each command below it, found in the help above it.
@Suite("Help")
struct HelpTests {
    private struct Page {
        let command: String
        let lines: [String]

        init(_ words: [String]) throws {
            let result = try CommandRunner.tidemark(environment: ["COLUMNS": "80"]).run(words + ["--help"])
            #expect(result.status == 0 && result.stderr.isEmpty)
            command = (["tidemark"] + words).joined(separator: " ")
            lines = result.stdout.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }

        /// The lines below a title, up to an empty one.
        func section(_ title: String) -> [String] {
            guard let start = lines.firstIndex(of: title + ":") else { return [] }
            return Array(lines[(start + 1)...].prefix { !$0.isEmpty })
        }

        /// The first words of a section's entries, each with its description.
        func entries(_ title: String) -> [(name: String, text: String)] {
            var entries: [(name: String, text: String)] = []
            for line in section(title) {
                let isContinued = line.hasPrefix("      ")
                let words = line.split(separator: " ").map(String.init)
                if isContinued, let last = entries.popLast() {
                    entries.append((last.name, last.text + words.joined(separator: " ")))
                } else if let name = words.first {
                    let names = words.prefix { $0.hasPrefix("-") || $0.hasPrefix("<") || $0 == name }
                    entries.append((name, words.dropFirst(names.count).joined(separator: " ")))
                }
            }
            return entries
        }
    }

    private func pages() throws -> [Page] {
        var pages: [Page] = []
        var open: [[String]] = [[]]
        while let words = open.popLast() {
            let page = try Page(words)
            pages.append(page)
            open += page.entries("SUBCOMMANDS").map { words + [$0.name] }
        }
        return pages
    }

    @Test("every page fits 80 columns, says how it is called, and describes each argument and option")
    func pagesAreWhole() throws {
        let pages = try pages()
        #expect(pages.count >= 8)
        for page in pages {
            for line in page.lines { #expect(line.count <= 80, "\(page.command): \(line)") }
            #expect(page.lines.first?.hasPrefix("OVERVIEW: ") == true, "\(page.command)")
            #expect(page.lines.contains { $0.hasPrefix("USAGE: \(page.command) ") }, "\(page.command)")
            for title in ["ARGUMENTS", "OPTIONS", "SUBCOMMANDS"] {
                for (name, text) in page.entries(title) {
                    #expect(text.contains { $0 == "." }, "\(page.command): \(name) is described: '\(text)'")
                }
            }
        }
    }
}
