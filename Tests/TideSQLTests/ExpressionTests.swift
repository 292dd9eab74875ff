import TideModel
import TidePlanning
import Testing

@testable import TideSQL

/// Expressions of one text each, and the tree they give. Precedence and lowering were read off the trees that
/// Spark 4.3.0's own parser prints for the same texts.
@Suite struct ExpressionTests {
    static let precedence: [(String, String)] = [
        ("not a = b and c", "(and (not (= a b)) c)"),
        ("a or b and c", "(or a (and b c))"),
        ("a and not b or c", "(or (and a (not b)) c)"),
        ("a or b or c or d", "(or (or a b) (or c d))"),
        ("not not a", "(not (not a))"),
        ("!a = b", "(not (= a b))"),
        ("a = b = c", "(= (= a b) c)"),
        ("a < b < c", "(< (< a b) c)"),
        ("a = b is null", "(isnull (= a b))"),
        ("a + b * c", "(+ a (* b c))"),
        ("(a + b) * c", "(* (+ a b) c)"),
        ("a - b - c", "(- (- a b) c)"),
        ("a || b + c", "(+ (concat a b) c)"),
        ("a * b div c % d", "(% (div (* a b) c) d)"),
        ("-a * b", "(* (negative a) b)"),
        ("- -a", "(negative (negative a))"),
        ("+a", "(positive a)"),
        ("+-+1", "(positive (negative (positive 1)))"),
        ("-(-3)", "(negative -3)"),
        ("5 - -3", "(- 5 -3)"),
        ("a -1", "(- a 1)"),
        ("a<>-1", "(<> a -1)"),
        ("-a::int", "(negative (cast a INT))"),
        ("-1::int", "(cast -1 INT)"),
        ("a::int::string", "(cast (cast a INT) STRING)"),
        ("a between 1 and 2 and b", "(and (between a 1 2) b)"),
        ("not a between 1 and 2", "(not (between a 1 2))"),
        ("a not between 1 and 2 or b", "(or (not (between a 1 2)) b)"),
        ("a in (1, 2 + 3)", "(in a 1 (+ 2 3))"),
        ("a not in (1)", "(not (in a 1))"),
        ("a like 'x%' escape '!'", "(like a 'x%' '!')"),
        ("a not like b || c", "(not (like a (concat b c)))"),
        ("a rlike 'x'", "(rlike a 'x')"),
        ("a == b", "(= a b)"), ("a != b", "(<> a b)"), ("a <> b", "(<> a b)"), ("a !> b", "(<= a b)"),
        ("a !< b", "(>= a b)"), ("a <=> b", "(<=> a b)"), ("a <= b", "(<= a b)"), ("a >= b", "(>= a b)"),
    ]

    static let predicates: [(String, String)] = [
        ("a is null", "(isnull a)"), ("a is not null", "(isnotnull a)"),
        ("a is true", "(<=> a true)"), ("a is not false", "(not (<=> a false))"),
        ("a is unknown", "(isnull a)"), ("a is not unknown", "(isnotnull a)"),
        ("a is distinct from b", "(not (<=> a b))"), ("a is not distinct from b", "(<=> a b)"),
    ]

    static let names: [(String, String)] = [
        ("a.b.c", "a.b.c"), ("window.end", "window.end"), ("a.`b c`", "a.`b c`"), ("`a``b`", "a`b"),
        ("(a).b", "a.b"), ("f(a).b.c", "(field (field (f a) b) c)"), ("a.select.where", "a.select.where"),
        ("window(time, '1 hour').end", "(field (window time '1 hour') end)"),
        ("1a", "1a"), ("1_000", "1_000"), ("a.1b", "a.1b"), ("2.b", "(field 2 b)"),
        ("*", "*"), ("t.*", "t.*"), ("a.b.*", "a.b.*"),
        ("date", "date"), ("timestamp", "timestamp"), ("interval", "interval"),
        ("interval + 1", "(+ interval 1)"),
        ("case", "case"), ("left", "left"), ("limit", "limit"), ("order", "order"), ("end", "end"),
        ("a b", "(as a b)"), ("a as b", "(as a b)"), ("a end", "(as a end)"), ("date date", "(as date date)"),
        ("a as `b c`", "(as a b c)"), ("a left", "(as a left)"),
        ("current_date", "current_date"), ("1e+3x", "(as 1000.0D x)"),
    ]

    static let calls: [(String, String)] = [
        ("count(*)", "(count *)"), ("count(t.*)", "(count t.*)"), ("COUNT(DISTINCT a)", "(count distinct a)"),
        ("count(all a)", "(count a)"), ("count(distinct a, b)", "(count distinct a b)"), ("f()", "(f)"),
        ("count(all)", "(count all)"), ("count(distinct)", "(count distinct)"), ("`F`(a)", "(f a)"),
        ("a.f(b)", "(a.f b)"), ("window (time, '1 hour')", "(window time '1 hour')"),
        ("left(a, 1)", "(left a 1)"),
        ("if(a, b, c)", "(if a b c)"), ("first(a)", "(first a)"), ("count(*) over", "(as (count *) over)"),
        ("cast(a as int)", "(cast a INT)"),
        ("CAST(a AS STRUCT<a: INT, b STRING>)", "(cast a STRUCT<a: INT, b: STRING>)"),
        (
            "cast(a as struct<a: struct<b: int>>).a.b",
            "(field (field (cast a STRUCT<a: STRUCT<b: INT>>) a) b)"
        ),
        ("a::struct<>", "(cast a STRUCT<>)"), ("cast", "cast"), ("a::timestamp_ltz", "(cast a TIMESTAMP)"),
        ("case when a then b end", "(case [a b])"),
        ("case when a then b when c then d else e end end", "(as (case [a b] [c d] e) end)"),
        ("case a when 1 then b when 2 then c else d end", "(case [(= a 1) b] [(= a 2) c] d)"),
        ("case a when b then c end.d", "(field (case [(= a b) c]) d)"),
        ("case when case when a then b end then c end", "(case [(case [a b]) c])"),
    ]

    static let literals: [(String, String)] = [
        ("1", "1"), ("00012", "12"), ("2147483647", "2147483647"), ("2147483648", "2147483648L"),
        ("-2147483648", "-2147483648"), ("- 2147483649", "-2147483649L"), ("1L", "1L"), ("1l", "1L"),
        ("-9223372036854775808", "-9223372036854775808L"), ("-9223372036854775808L", "-9223372036854775808L"),
        ("1.5", "1.5BD"), ("1.", "1BD"), (".5", "0.5BD"), ("-.5", "-0.5BD"), ("1e3", "1000.0D"),
        ("1.e3", "1000.0D"), ("1.5e+3", "1500.0D"), ("1.5E-1", "0.15D"), ("1d", "1.0D"), ("1.D", "1.0D"),
        ("true", "true"), ("FALSE", "false"), ("null", "null"),
        ("'a' 'b' \"c\"", "'abc'"), ("'a''b'", "'a'b'"), ("\"a\"\"b\"", "'a\"b'"), ("'\"'", "'\"'"),
        (#"'a\'b\n\t\\\"\101\u0041\q'"#, "'a'b\n\t\\\"AAq'"), (#"'\%\_'"#, #"'\%\_'"#),
        (#"r'a\n'"#, #"'a\n'"#), (#"R"a\""#, #"'a\'"#),
        (#"'\uD83D\uDE00\U0001F600'"#, "'\u{1F600}\u{1F600}'"),
        (#"'\uD83D'"#, "'?'"), (#"'\8\09\400'"#, "'8\0" + "9400'"), (#"'\Z\b\r\0'"#, "'\u{1A}\u{8}\r\0'"),
        ("'caf\u{E9} \u{1F600}'", "'caf\u{E9} \u{1F600}'"), ("''", "''"), ("'--' /* ' */", "'--'"),
        ("date '2020-01-01'", "(cast '2020-01-01' DATE)"),
        ("TIMESTAMP'2020-01-01 00:00:00'", "(cast '2020-01-01 00:00:00' TIMESTAMP)"),
        ("interval 10 minutes", "(interval '10 minutes')"), ("INTERVAL '1' HOUR", "(interval '1 hour')"),
        ("interval '1 hour 30 minutes'", "(interval '1 hour 30 minutes')"),
        ("interval 1 hour -30 minutes", "(interval '1 hour -30 minutes')"),
        ("interval - '10' minutes", "(interval '-10 minutes')"),
        ("interval ' - 10  MINUTES '", "(interval '-10 minutes')"),
        ("interval 'interval +1 week'", "(interval '1 week')"),
        ("interval 1.5 seconds", "(interval '1.5 seconds')"),
        ("- interval 1 day", "(negative (interval '1 day'))"),
        ("a + interval 1 hour + 2", "(+ (+ a (interval '1 hour')) 2)"),
        ("interval 1 month 2 years", "(interval '1 month 2 years')"), ("interval (1)", "(interval 1)"),
    ]

    @Test(
        "An expression gives the tree that Spark's grammar gives",
        arguments: [
            precedence, predicates, names, calls, literals,
        ].joined())
    func tree(text: String, expected: String) throws {
        #expect(TreePrinter.text(try SQLParser.parseExpression(text)) == expected)
    }

    @Test("Every node carries the range of its text")
    func ranges() throws {
        let text = "f(a, (b + 1)) = -c.d"
        let expression = try SQLParser.parseExpression(text)
        var found: [String] = []
        func walk(_ node: UnresolvedExpression) {
            if let range = node.range {
                found.append(String(text.utf8.dropFirst(range.start).prefix(range.end - range.start)) ?? "")
            }
            if case .call(_, let arguments, _) = node.kind { arguments.forEach(walk) }
        }
        walk(expression)
        #expect(found == [text, "f(a, (b + 1))", "a", "b + 1", "b", "1", "-c.d", "c.d"])
    }

    @Test("A thousand terms of OR stay a low tree")
    func longChains() throws {
        let text = (0..<1000).map { "a = \($0)" }.joined(separator: " or ")
        func height(_ node: UnresolvedExpression) -> Int {
            guard case .call(_, let arguments, _) = node.kind else { return 1 }
            return 1 + (arguments.map(height).max() ?? 0)
        }
        #expect(height(try SQLParser.parseExpression(text)) == 12)
    }
}
