import Testing

@testable import TideModel

/// Where carets stand, in printed errors.
@Suite("Carets")
struct SourceExcerptTests {
    private func printed(_ source: String, _ start: Int, _ end: Int) -> String {
        var error = TidemarkError(.streamAbsent, range: SourceRange(start, end))
        error.source = source
        return error.description
    }

    /// The lines between message and remedy.
    private func excerpt(_ source: String, _ start: Int, _ end: Int) -> String {
        printed(source, start, end).split(separator: "\n").dropFirst().dropLast().joined(separator: "\n")
    }

    /// The range of the first occurrence of `text`.
    private func excerpt(_ source: String, under text: String) throws -> String {
        let found = try #require(source.firstRange(of: text))
        let start = source.utf8.distance(from: source.startIndex, to: found.lowerBound)
        return excerpt(source, start, start + text.utf8.count)
    }

    @Test("message, line, carets and remedy in this order") func whole() {
        #expect(
            printed("SELECT a\nFROM t\nWHERE b", 9, 13) == """
                error [UNSUPPORTED_STREAMING_OPERATION]: the query reads no stream
                  line 2:1 | FROM t
                             ^^^^
                  next: write FROM STREAM table for the table to follow
                """)
    }

    @Test("a range over several lines is marked to the end of its first") func severalLines() {
        #expect(excerpt("a + (b\n + c)", 4, 12) == "  line 1:5 | a + (b\n                 ^^")
        #expect(excerpt("a + (b\r\n + c)", 4, 13) == "  line 1:5 | a + (b\n                 ^^")
    }

    @Test("the end of the text is behind the last thing written") func end() {
        #expect(excerpt("SELECT", 6, 6) == "  line 1:7 | SELECT\n                   ^")
        #expect(excerpt("SELECT a\nFROM \n\n", 16, 16) == "  line 2:5 | FROM \n                 ^")
        #expect(excerpt("", 0, 0) == "  line 1:1 | \n             ^")
        #expect(excerpt("a", 9, 12) == "  line 1:2 | a\n              ^")
    }

    @Test("a tab is shown as one blank, other control characters by a mark") func controls() throws {
        #expect(try excerpt("\t\tacton", under: "acton") == "  line 1:3 |   acton\n               ^^^^^")
        #expect(
            try excerpt("'\u{1B}[31m' acton", under: "acton")
                == "  line 1:9 | '\u{FFFD}[31m' acton\n                     ^^^^^")
    }

    @Test("wide characters take two columns, combined ones one") func wide() throws {
        #expect(
            try excerpt("'\u{65E5}\u{672C}' + acton", under: "acton")
                == "  line 1:8 | '\u{65E5}\u{672C}' + acton\n                      ^^^^^")
        #expect(
            try excerpt("a = '\u{65E5}\u{672C}'", under: "\u{65E5}\u{672C}")
                == "  line 1:6 | a = '\u{65E5}\u{672C}'\n                  ^^^^")
        #expect(
            try excerpt("'cafe\u{301}' + x", under: "x")
                == "  line 1:10 | 'cafe\u{301}' + x\n                       ^")
        #expect(
            try excerpt("'\u{1F600}' x", under: "x") == "  line 1:5 | '\u{1F600}' x\n                  ^")
    }

    @Test("a long line is cut around the carets to 110 columns") func longLines() throws {
        let before = String(repeating: "b", count: 200)
        let after = String(repeating: "a", count: 200)
        let dots = { (count: Int) in String(repeating: " ", count: count) }
        #expect(
            try excerpt("\(before) X \(after)", under: "X")
                == "  line 1:202 | ..." + before.prefix(51) + " X " + after.prefix(50) + "...\n"
                + dots(15 + 3 + 52) + "^")
        #expect(
            try excerpt("X \(after)", under: "X")
                == "  line 1:1 | X " + after.prefix(102) + "...\n" + dots(13) + "^")
        #expect(
            try excerpt("\(before) X", under: "X")
                == "  line 1:202 | ..." + before.prefix(102) + " X\n" + dots(15 + 3 + 103) + "^")
        #expect(
            excerpt("\(before) X", 202, 202)
                == "  line 1:203 | ..." + before.prefix(102) + " X\n" + dots(15 + 3 + 104) + "^")
        #expect(
            try excerpt(before + after, under: after)
                == "  line 1:201 | ..." + before.prefix(52) + after.prefix(52) + "...\n" + dots(15 + 3 + 52)
                + String(repeating: "^", count: 52))
        let fitting = String(repeating: "c", count: 110)
        #expect(
            try excerpt(fitting, under: fitting) == "  line 1:1 | \(fitting)\n" + dots(13)
                + String(repeating: "^", count: 110))
    }
}
