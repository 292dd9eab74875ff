import Foundation
import Testing

/// The catalogue of errors is whole: every entry is listed, used and tested.
@Suite("The catalogue of errors is tidy")
struct ErrorTidyTests {
    private static let folder = "Sources/TideModel/Errors/"

    /// The entries by name, with the file they stand in.
    private static let entries: [(name: String, file: String)] = PackageTree.sources
        .filter { $0.path.hasPrefix(folder) }.flatMap { file in
            file.code.compactMap { line in
                line.firstMatch(of: /static let (\w+) = ErrorCondition\b/).map {
                    (String($0.output.1), file.path)
                }
            }
        }

    /// The words behind a point, which entries are named by, in the files that `isIncluded` takes.
    private static func names(_ isIncluded: (SourceFile) -> Bool) -> Set<String> {
        Set(
            PackageTree.sources.filter(isIncluded).flatMap(\.code).flatMap { line in
                line.matches(of: /\.(\w+)/).map { String($0.output.1) }
            })
    }

    private func expectNone(_ names: [String]) {
        if !names.isEmpty { Issue.record("\n\(names.joined(separator: "\n"))") }
    }

    @Test("entries are found") func found() { #expect(Self.entries.count > 150) }

    @Test("every entry stands in a list") func listed() {
        let listed = Self.names { $0.path.hasPrefix(Self.folder) }
        expectNone(
            Self.entries.filter { !listed.contains($0.name) }.map {
                "\($0.file): \($0.name) stands in no list"
            })
    }

    @Test("every entry is used") func used() {
        let used = Self.names { !$0.isTest && !$0.path.hasPrefix(Self.folder) }
        expectNone(
            Self.entries.filter { !used.contains($0.name) }.map { "\($0.file): \($0.name) is never thrown" })
    }

    @Test("every entry is named in a test, beside its whole text") func tested() {
        let tested = Self.names(\.isTest)
        expectNone(
            Self.entries.filter { !tested.contains($0.name) }.map {
                "\($0.file): test what \($0.name) prints"
            })
    }

    @Test("every list is in ErrorCatalogue.all") func lists() {
        let all = PackageTree.text(Self.folder + "ErrorCatalogue.swift")
        for file in PackageTree.sources where file.path.hasPrefix(Self.folder) {
            for match in file.code.compactMap({ $0.firstMatch(of: /static let (\w+): \[ErrorCondition\]/) })
            where match.output.1 != "all" {
                #expect(all.contains("        \(match.output.1),"), "\(file.path): \(match.output.1)")
            }
        }
    }
}
