import Testing

/// The scanner on planted snippets; the braces and calls inside strings and comments must not count.
@Suite("Source scanner")
struct SourceScannerTests {
    @Test(
        "text in strings and comments is not code",
        arguments: [
            (#"a("}") // {"#, "a( )", "// {"),
            (#"let s = "\(f("x"))" + b"#, "let s = f( ) + b", ""),
            ("x /* { /* nested */ } */ y", "x y", "/* { /* nested */ } */"),
            (##"r(#"a"b\(c)"#)"##, "r( )", ""),
            (##"r(#"\#(code)"#)"##, "r( code )", ""),
            (#""\"" + c"#, "+ c", ""),
            ("t(\"\"\"\n  \"q\" {\n  \"\"\") d", "t( ) d", ""),
        ])
    func separation(source: String, code: String, comment: String) {
        let scanner = SourceScanner(source)
        let found = String(decoding: scanner.code, as: UTF8.self)
        #expect(found.split(whereSeparator: \.isWhitespace).joined(separator: " ") == code)
        #expect(scanner.code.count == source.utf8.count)
        let comments = String(decoding: scanner.comments, as: UTF8.self)
        #expect(comments.split(whereSeparator: \.isWhitespace).joined(separator: " ") == comment)
    }

    @Test("C character literals are no code") func characters() {
        let scanner = SourceScanner("if (c == '{' || c == '\\'') x;", hasCharacterLiterals: true)
        #expect(String(decoding: scanner.code, as: UTF8.self) == "if (c ==     || c ==     ) x;")
    }

    private static let snippet = """
        struct S: P {
            var stored = 1
            var computed: Int { 1 }
            func f(
                a: Int = 3
            ) -> Int
            where A == B {
                "}"  // }
            }
            static func == (l: S, r: S) -> Bool { true }
            init() {}
        }
        protocol P {
            func g()
            var h: Int { get }
        }
        let value = S.init()
        """

    @Test("declarations end where their brace closes") func declarations() {
        let file = SourceFile(path: "Sources/X/S.swift", text: Self.snippet)
        let found = file.declarations.map { [$0.kind == .type ? 0 : 1, $0.first, $0.last] }
        #expect(
            found == [
                [0, 0, 11], [1, 2, 2], [1, 3, 8], [1, 9, 9], [1, 10, 10], [0, 12, 15], [1, 14, 14],
            ])
    }

    @Test(
        "a ban finds whole words only",
        arguments: [
            ("print(", "print(1)", true), ("print(", "  Tool.print(1)", false),
            ("print(", "blueprint(1)", false),
            ("open(", "let f = open(path)", true), ("open(", "func open(path: String)", false),
            ("open(", "store.open(path)", false), ("try!", "x = try! f()", true), ("as!", "y as! Int", true),
            ("as!", "alias!", false), ("Date()", "Date()", true), ("Date()", "parseDate()", false),
            ("import Foundation", "import FoundationX", false), ("NSLock", "let a: NSLock", true),
        ])
    func bans(spelling: String, code: String, isBanned: Bool) throws {
        let ban = try #require(Ban.all.first { $0.spelling == spelling })
        #expect(ban.isIn(code) == isBanned)
    }

    @Test(
        "unsafe code needs its argument",
        arguments: [
            ("struct S: @unchecked Sendable {\n}\n", [0]),
            ("// Safety: one owner.\nstruct S: @unchecked Sendable {\n}\n", []),
            ("// Safety: a.\nstruct S {\n\n    let p: UnsafeRawPointer\n}\n", []),
            ("struct S {\n    let p: UnsafeRawPointer\n}\n", [1]),
            ("// Safety: s.\nlet a = 1\n\nlet p: UnsafeRawPointer\n", [3]),
            ("func f() {\n    // Safety: s.\n    g()\n\n    unsafe h()\n}\n", []),
            ("func f() {\n    unsafe h()\n}\n", [1]),
            ("func f(_ p: UnsafeRawPointer) {\n\n    // Safety: s.\n    g(p)\n}\n", []),
            ("extension UnsafeRawPointer {\n}\n", []),
            ("func f() {\n    // Safety: s.\n}\n\nfunc g() {\n    unsafe h()\n}\n", [5]),
            ("/// A thing.\n///\n/// Safety: s.\n@inlinable\nfunc f(_ p: UnsafeRawPointer) {\n}\n", []),
        ])
    func safety(text: String, violations: [Int]) {
        #expect(SafetyRule.violations(in: SourceFile(path: "Sources/X/S.swift", text: text)) == violations)
    }

    @Test("fail points are read from their enum") func failPoints() {
        let text = """
            package enum FailPoint: String {
                case planBefore = "plan.before"
                case first, second
                var x: Int { switch self { case .first: 1 } }
            }
            """
        let file = SourceFile(path: "Sources/X/FailPoint.swift", text: text)
        #expect(FailPointNames.declared(in: file) == ["planBefore", "first", "second"])
    }
}
