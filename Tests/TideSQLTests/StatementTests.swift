import TideModel
import TidePlanning
import Testing

@testable import TideSQL

@Suite struct StatementTests {
    static let queries: [(String, String)] = [
        ("SELECT 1", "(project [1] ())"),
        ("select 1 where true;", "(project [1] (filter true ()))"),
        ("SELECT * FROM t", "(project [*] t)"),
        ("SELECT t.*, a AS b, c d FROM t AS u", "(project [t.* (as a b) (as c d)] (as u t))"),
        ("SELECT ALL a FROM t", "(project [a] t)"),
        ("SELECT DISTINCT a FROM t ORDER BY b", "(sort [b asc first] (distinct (project [a] t)))"),
        (
            """
            SELECT a FROM t u WHERE a > 1 GROUP BY a HAVING count(*) > 1 ORDER BY a DESC NULLS LAST, \
            2 LIMIT 10
            """,
            """
            (limit 10 (sort [a desc last 2 asc first] (having (> (count *) 1) (aggregate [a] [a] \
            (filter (> a 1) (as u t))))))
            """
        ),
        ("SELECT a FROM t ORDER BY a DESC, b NULLS LAST", "(sort [a desc last b asc last] (project [a] t))"),
        ("SELECT a FROM t ORDER BY a DESC NULLS FIRST LIMIT ALL", "(sort [a desc first] (project [a] t))"),
        (
            "SELECT count(*) FROM t HAVING count(*) > 1",
            "(having (> (count *) 1) (aggregate [] [(count *)] t))"
        ),
        ("SELECT count(*) c FROM t GROUP BY 1, a + 1", "(aggregate [1 (+ a 1)] [(as (count *) c)] t)"),
        (
            "SELECT a FROM (SELECT b FROM t LIMIT 1) WHERE a",
            "(project [a] (filter a (limit 1 (project [b] t))))"
        ),
        ("SELECT a FROM (SELECT a FROM t) AS u", "(project [a] (as u (project [a] t)))"),
        ("SELECT a FROM (((t)))", "(project [a] t)"),
        (
            "SELECT sum(a) FILTER (WHERE b > 1), first(a) IGNORE NULLS, last(a RESPECT NULLS) FROM t",
            "(project [(filter where (sum a) (> b 1)) (first a true) (last a false)] t)"
        ),
        (
            "SELECT a FROM t GROUP BY ROLLUP (a, (b, c)), CUBE ((a + b) * c), d",
            """
            (aggregate [(rollup a (grouping set b c)) (cube (* (+ a b) c)) d] [a] t)
            """
        ),
        (
            "SELECT a FROM t GROUP BY GROUPING SETS ((a, b), a, (), ROLLUP (b))",
            "(aggregate [(grouping sets (grouping set a b) a (grouping set) (rollup b))] [a] t)"
        ),
        ("SELECT a FROM t GROUP BY a, b WITH CUBE", "(aggregate [(cube a b)] [a] t)"),
        (
            "SELECT a FROM t GROUP BY a, b GROUPING SETS ((a))",
            "(aggregate [(by grouping sets (grouping set a b) (grouping set a))] [a] t)"
        ),
        ("SELECT a FROM ((SELECT 1) u)", "(project [a] (as u (project [1] ())))"),
        (
            "(SELECT a FROM t LIMIT 2) ORDER BY a LIMIT 1",
            "(limit 1 (sort [a asc first] (limit 2 (project [a] t))))"
        ),
        ("SELECT a FROM STREAM t", "(project [a] (stream t))"),
        ("SELECT a FROM STREAM(t) AS u WHERE a", "(project [a] (filter a (as u (stream t))))"),
        ("SELECT a stream FROM stream", "(project [(as a stream)] stream)"),
        ("SELECT a FROM STREAM stream", "(project [a] (stream stream))"),
        ("SELECT a FROM `my table` `u v`", "(project [a] (as u v my table))"),
        ("SELECT time, count FROM counts", "(project [time count] counts)"),
        ("SELECT start, end, date, first, last, year FROM t", "(project [start end date first last year] t)"),
        (
            "SELECT order, left, a AS where, b limit FROM order",
            "(project [order left (as a where) (as b limit)] order)"
        ),
        (
            """
            select action, date_format(window.end, "MMM-dd HH:mm") as time, count from counts order \
            by time, action
            """,
            """
            (sort [time asc first action asc first] (project [action (as (date_format window.end \
            'MMM-dd HH:mm') time) count] counts))
            """
        ),
        ("-- a\nSELECT /* b /* c */ */ 1 -- d \\\n e", "(project [1] ())"),
        ("SELECT\u{A0}1\u{3000}", "(project [1] ())"),
    ]

    static let tables: [(String, String)] = [
        (
            """
            CREATE TABLE events (time TIMESTAMP, action STRING)\nUSING json OPTIONS (path 'events', \
            maxFilesPerTrigger '1');
            """,
            "(table events (time TIMESTAMP, action STRING) json {path=events, maxFilesPerTrigger=1})"
        ),
        (
            """
            create table t (a int not null comment 'x', b struct<c: long, d boolean not null>, `e f` \
            double) using json
            """,
            "(table t (a INT not null, b STRUCT<c: BIGINT, d: BOOLEAN NOT NULL>, e f DOUBLE) json {})"
        ),
        ("CREATE TABLE t USING json", "(table t - json {})"),
        (
            """
            CREATE TABLE t USING json COMMENT 'c' OPTIONS (`a.b` "v", k = 'v' 'w', n 1, m 1.5, t \
            TRUE, f = false, c.d 'x', 'str' == r'\\y')
            """,
            "(table t - json {a.b=v, k=vw, n=1, m=1.5, t=true, f=false, c.d=x, str=\\y})"
        ),
        (
            "CREATE TABLE t(a int)USING org.foo.`Bar`OPTIONS(path'x')",
            "(table t (a INT) org.foo.Bar {path=x})"
        ),
        ("CREATE STREAMING TABLE t AS SELECT 1", "(streaming t - {} (project [1] ()))"),
        (
            """
            CREATE STREAMING TABLE counts USING json TBLPROPERTIES ('path' = 'out', outputMode \
            'append') COMMENT 'c' AS (SELECT a FROM STREAM e)
            """,
            "(streaming counts json {path=out, outputMode=append} (project [a] (stream e)))"
        ),
        (
            """
            CREATE STREAMING TABLE counts AS SELECT action, window(time, '1 hour') AS window, \
            count(*) AS count FROM STREAM events GROUP BY action, window(time, '1 hour')
            """,
            """
            (streaming counts - {} (aggregate [action (window time '1 hour')] [action (as (window \
            time '1 hour') window) (as (count *) count)] (stream events)))
            """
        ),
    ]

    @Test("A statement gives its tree", arguments: [queries, tables].joined())
    func tree(text: String, expected: String) throws {
        let statements = try SQLParser.parseStatements(text)
        #expect(statements.map { TreePrinter.text($0.statement) } == [expected])
    }

    @Test("Statements are cut at semicolons and know their text")
    func several() throws {
        let text = ";; SELECT ';' ;\n-- one\nSELECT b\n;; select 'c' ; "
        let statements = try SQLParser.parseStatements(text)
        #expect(statements.map(\.text) == ["SELECT ';'", "SELECT b", "select 'c'"])
        #expect(statements.map(\.range) == [SourceRange(3, 13), SourceRange(23, 31), SourceRange(35, 45)])
        #expect(try SQLParser.parseStatements(" -- nothing\n").isEmpty)
    }

    @Test("A table keeps the ranges that later messages point at")
    func ranges() throws {
        let text = "CREATE STREAMING TABLE `c d` TBLPROPERTIES (a = 1, 'b' 'x') AS SELECT 1 ;"
        guard case .createStreamingTable(let table)? = try SQLParser.parseStatements(text).first?.statement
        else {
            Issue.record("not a streaming table")
            return
        }
        let ranges = [table.nameRange, table.queryRange] + table.properties.map(\.range)
        let bytes = Array(text.utf8)
        let texts = ranges.map { String(decoding: bytes[$0.start..<$0.end], as: UTF8.self) }
        #expect(texts == ["`c d`", "SELECT 1", "a = 1", "'b' 'x'"])
    }
}
