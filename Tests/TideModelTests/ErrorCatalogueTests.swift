import Foundation
import Testing

@testable import TideModel

@Suite("The catalogue of errors")
struct ErrorCatalogueTests {
    private static let document = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs/errors.md")

    /// With TIDEMARK_WRITE_DOCS set, as `scripts/errors-doc` does, the file is written anew.
    @Test("docs/errors.md is what the catalogue gives") func document() throws {
        if ProcessInfo.processInfo.environment["TIDEMARK_WRITE_DOCS"] != nil {
            try Data(ErrorDocument.text.utf8).write(to: Self.document)
        }
        let stored = String(decoding: try Data(contentsOf: Self.document), as: UTF8.self)
        #expect(stored == ErrorDocument.text, "run scripts/errors-doc")
    }

    @Test("no entry stands twice, and every code has one") func distinct() {
        #expect(Set(ErrorCatalogue.all).count == ErrorCatalogue.all.count)
        for code in ErrorCode.allCases {
            #expect(ErrorCatalogue.all.contains { $0.code == code }, "\(code)")
        }
    }

    @Test(
        "a text starts in lower case or with a name, and ends without a full stop",
        arguments: ErrorCatalogue.all)
    func voice(_ condition: ErrorCondition) {
        for text in [condition.message, condition.remedy].compactMap(\.self) {
            #expect(!text.isEmpty && (!text.hasSuffix(".") || text.hasSuffix("..")), "\(text)")
            let word = text.prefix { $0.isLetter }
            #expect(word.isEmpty || word.first?.isLowercase == true || word == word.uppercased(), "\(text)")
        }
    }

    @Test("placeholders are filled in once, other signs stay") func fill() {
        let condition = ErrorCondition(.usage, "<a> and <b>: STRUCT<..> < <c", remedy: "<d>")
        let error = TidemarkError(condition, ["a": "<b>", "b": "2", "d": ""])
        #expect(error.description == "error [USAGE]: <b> and 2: STRUCT<..> < <c")
    }
}
