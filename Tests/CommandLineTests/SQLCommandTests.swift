import TestSupport
import Testing

/// `tidemark sql` as a whole process.
@Suite struct SQLCommandTests {
    private let tool = CommandRunner.tidemark()

    @Test("several statements print one result each, in every format")
    func formats() throws {
        let sql = "select 1 as a, 'x,y' as b; select 2 as a"
        #expect(
            try tool.run("sql", "-e", sql).stdout == """
                +---+---+
                |a  |b  |
                +---+---+
                |1  |x,y|
                +---+---+

                +---+
                |a  |
                +---+
                |2  |
                +---+

                """)
        #expect(
            try tool.run("sql", "-e", sql, "--format", "json").lines == [#"{"a":1,"b":"x,y"}"#, #"{"a":2}"#])
        #expect(try tool.run("sql", "-e", sql, "--format", "csv").lines == ["a,b", #"1,"x,y""#, "a", "2"])
    }

    @Test("a statement that fails leaves the results before it standing")
    func laterFailure() throws {
        let result = try tool.run("sql", "-e", "select 1 as a; select 1 / 0", "--format", "json")
        #expect(result.status == 3)
        #expect(result.lines == [#"{"a":1}"#])
        #expect(result.stderr.hasPrefix("error [DIVIDE_BY_ZERO]"))
    }

    @Test("a streaming table is sent to tidemark run")
    func streamingTable() throws {
        let result = try tool.run(
            "sql", "-e",
            "create table e (a int) using json options (path 'e'); create streaming table s as "
                + "select a, count(*) from stream e group by a")
        #expect(result.status == 2)
        #expect(
            result.stderr == """
                error [USAGE]: 's' is a streaming table, which a session does not run
                  next: use tidemark run with a --checkpoint directory

                """)
    }
}
