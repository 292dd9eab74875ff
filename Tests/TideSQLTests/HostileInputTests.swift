import TideModel
import TestSupport
import Testing

@testable import TideSQL

/// Whatever the text, the parser gives a value or a TidemarkError: its signatures say so, these tests look
/// for traps.
@Suite struct HostileInputTests {
    /// A fixed seed makes a failure repeatable (SplitMix64: Steele, 2014).
    struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    static let soup = [
        "SELECT", "FROM", "WHERE", "GROUP", "BY", "HAVING", "ORDER", "LIMIT", "DISTINCT", "ALL", "AS", "CASE",
        "WHEN",
        "THEN", "ELSE", "END", "CAST", "INTERVAL", "MINUTES", "TO", "STREAM", "CREATE", "STREAMING", "TABLE",
        "USING",
        "OPTIONS", "TBLPROPERTIES", "NOT", "NULL", "IS", "IN", "LIKE", "ESCAPE", "BETWEEN", "AND", "OR",
        "TRUE", "STRUCT",
        "INT", "DATE", "COMMENT", "OVER", "EXISTS", "a", "b", "t", "count", "window", "`q``q`", "``", "'s'",
        "\"d\"", "r'x'",
        "'\\u12'", "'unclosed", "`", "1", "2.5", "1e9", "9L", "1e999", ".", ".5", "5.",
        "99999999999999999999", "(", "(", ")",
        ")", ",", ";", "*", "+", "-", "/", "%", "||", "::", ":", "=", "==", "<", ">", "<=>", "<>", "!", "!=",
        "->", "=>", "[",
        "]", "?", "&", "|", "^", "~", "/*", "*/", "/*+", "--", "\n", "\u{A0}", "\u{1F600}", "@", "#", "\\",
        "\0", "|>",
    ]

    private func check(_ text: String) {
        let count = text.utf8.count
        do throws(TidemarkError) {
            for statement in try SQLParser.parseStatements(text) {
                let range = statement.range
                if range.start < 0 || range.end > count || range.start >= range.end {
                    Issue.record("\(range) of \(text)")
                }
            }
        } catch {
            if error.source != text || error.range.map({ $0.start < 0 || $0.end > count }) ?? true {
                Issue.record("\(error) of \(text)")
            }
        }
        do throws(TidemarkError) {
            _ = try SQLParser.parseExpression(text)
        } catch {
            if error.source != text { Issue.record("\(error) of \(text)") }
        }
    }

    @Test("Token soup gives a value or an error")
    func tokenSoup() {
        var generator = Generator(state: 1)
        for _ in 0..<12_000 {
            let count = Int.random(in: 1...25, using: &generator)
            let words = (0..<count).map { _ in Self.soup.randomElement(using: &generator) ?? "" }
            check(words.joined(separator: Bool.random(using: &generator) ? " " : ""))
        }
    }

    @Test("Mutated statements give a value or an error")
    func mutations() {
        var generator = Generator(state: 2)
        let valid = (StatementTests.queries + StatementTests.tables).map(\.0)
        for _ in 0..<12_000 {
            var bytes = Array((valid.randomElement(using: &generator) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                case 1 where bytes.count > 1: bytes.remove(at: index)
                case 2:
                    bytes.insert(
                        contentsOf: (Self.soup.randomElement(using: &generator) ?? "").utf8, at: index)
                default: bytes.insert(contentsOf: bytes[index...].prefix(9), at: 0)
                }
            }
            check(String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test(
        "Nesting has a limit and a name for it",
        arguments: [
            ("(", "1", ")"), ("f(", "a", ")"), ("- ", "a", ""), ("NOT ", "a", ""),
            ("CASE WHEN ", "a", " THEN 1 END"),
            ("a + ", "1", ""), ("a = ", "1", ""), ("", "a", "::INT"), ("", "f(a)", ".b"),
            ("a in (", "1", ")"),
            ("cast(", "a", " as int)"), ("CASE a WHEN ", "a", " THEN 1 END"),
        ])
    func nesting(open: String, middle: String, close: String) throws {
        func text(_ depth: Int) -> String {
            String(repeating: open, count: depth) + middle + String(repeating: close, count: depth)
        }
        _ = try SQLParser.parseExpression(text(45))
        for depth in [600, 20_000] {
            let error = #expect(throws: TidemarkError.self) { try SQLParser.parseExpression(text(depth)) }
            #expect(error?.code == .syntax)
        }
    }

    @Test(
        "Queries and types nest to a limit",
        arguments: [
            ("SELECT a FROM (", "SELECT 1", ")"), ("(", "SELECT 1", ")"), ("SELECT a FROM ((", "t", "))"),
        ])
    func nestedQueries(open: String, middle: String, close: String) throws {
        func text(_ depth: Int) -> String {
            String(repeating: open, count: depth) + middle + String(repeating: close, count: depth)
        }
        if middle != "t" { _ = try SQLParser.parseStatements(text(30)) }
        let error = #expect(throws: TidemarkError.self) { try SQLParser.parseStatements(text(5_000)) }
        #expect(error?.code == .syntax)
    }

    @Test("A CASE operand that doubles at each level is refused")
    func caseOperands() {
        var text = "a"
        for _ in 0..<40 { text = "CASE \(text) WHEN 1 THEN 2 WHEN 3 THEN 4 END" }
        var error = #expect(throws: TidemarkError.self) { try SQLParser.parseExpression(text) }
        error?.source = nil
        #expect(
            error?.description == """
                error [PARSE_SYNTAX_ERROR]: the operand of CASE is too large to repeat for each WHEN
                  next: write CASE WHEN operand = value, or compute the operand in a subquery
                """)
        #expect(error.map { ErrorCondition.caseTooLarge.fits("\($0)") } == true)
    }

    @Test("Queries of WITH that double at each level are refused")
    func namedQueries() {
        let doubled = (1..<40).map { "a\($0) AS (SELECT * FROM a\($0 - 1), a\($0 - 1))" }
        let text = "WITH a0 AS (SELECT 1), \(doubled.joined(separator: ", ")) SELECT * FROM a39"
        var error = #expect(throws: TidemarkError.self) { try SQLParser.parseStatements(text) }
        error?.source = nil
        #expect(
            error?.description == """
                error [PARSE_SYNTAX_ERROR]: the queries that WITH names are too large to repeat for each use
                  next: name them less often, or write what they give into a table first
                """)
        #expect(error.map { ErrorCondition.namedQueryTooLarge.fits("\($0)") } == true)
    }

    @Test(
        "The time is linear in the length",
        arguments: [
            "SELECT a FROM t; ", "/* ", "a.", "a, ", "'x' ", "a OR ", "1 + ", "(", "`a` ", "INTERVAL 1 DAY ",
            "-", "x", "f(", "1 UNION ALL SELECT ",
        ])
    func linearTime(unit: String) {
        let clock = ContinuousClock()
        func time(_ size: Int) -> Duration {
            let text = "SELECT " + String(repeating: unit, count: size / unit.utf8.count)
            return clock.measure {
                do throws(TidemarkError) { _ = try SQLParser.parseStatements(text) } catch { _ = error.code }
            }
        }
        // Eight times the text: linear is 8, quadratic 64. A busy machine may spoil an attempt, not all.
        let isLinear = (0..<5).contains { _ in
            let small = time(12_500)
            return time(100_000) < max(small, .milliseconds(5)) * 32
        }
        #expect(isLinear)
    }
}
