import Foundation
import TestSupport
import Testing
import TideModel

/// What is refused of a sink of files, in a job and in its directory.
@Suite("Refusals: sinks") struct SinkErrorTests {
    private static let e = CommandRefusal.events
    private static let select = "AS SELECT action, n FROM STREAM e"

    /// The refusal of a streaming table, whose SELECT stands on a line of its own, with a caret under `mark`.
    private static func refusal(
        _ condition: ErrorCondition, _ clauses: String, select: String = select, at mark: String? = nil,
        _ first: String, next: String, options: [String] = [], setup: String = ""
    ) -> CommandRefusal {
        let line = "CREATE STREAMING TABLE s \(clauses)"
        var text = first
        if let mark, let place = line.range(of: mark) {
            let column = line.distance(from: line.startIndex, to: place.lowerBound)
            let lead = "  line 2:\(column + 1) | "
            text +=
                "\n\(lead)\(line)\n" + String(repeating: " ", count: lead.count + column)
                + String(repeating: "^", count: mark.count)
        }
        return .run(
            condition, e + line + "\n" + select, text + "\n  next: " + next, options: options, setup: setup)
    }

    private static let json = "USING json TBLPROPERTIES ('path' = 'out')"

    private static let columns: [CommandRefusal] = [
        refusal(
            .sinkFormatUnknown, "USING orc TBLPROPERTIES ('path' = 'out')", at: "s",
            "error [UNSUPPORTED_FEATURE]: there is no file sink 'orc' in this version",
            next: "use json, csv or text; without USING the result lives in the checkpoint"),
        refusal(
            .sinkPartitionWithoutFiles, "PARTITIONED BY (n)", at: "PARTITIONED BY (n)",
            "error [INVALID_PARAMETER_VALUE]: partition columns need a sink of files",
            next: "use json, csv or text"),
        refusal(
            .sinkPartitionUnknown, "USING json PARTITIONED BY (m) TBLPROPERTIES ('path' = 'out')",
            at: "PARTITIONED BY (m)",
            "error [UNRESOLVED_COLUMN]: the partition column m is not in the query's result",
            next: "did you mean n?"),
        refusal(
            .sinkPartitionTwice, "USING json PARTITIONED BY (n, N) TBLPROPERTIES ('path' = 'out')",
            at: "PARTITIONED BY (n, N)",
            "error [INVALID_PARAMETER_VALUE]: the partition column N is given twice",
            next: "leave one out"),
        refusal(
            .sinkPartitionAll, "USING json PARTITIONED BY (n, action) TBLPROPERTIES ('path' = 'out')",
            at: "PARTITIONED BY (n, action)",
            """
            error [INVALID_PARAMETER_VALUE]: all columns are partition columns: nothing is left for the \
            files
            """,
            next: "leave one out of them"),
        refusal(
            .sinkTextColumns, "USING text TBLPROPERTIES ('path' = 'out')",
            """
            error [INVALID_SCHEMA]: a text sink takes exactly one column of STRING, and the files would have \
            action STRING, n BIGINT
            """, next: "select one STRING, for example with concat or to_json; or use json or csv"),
        refusal(
            .sinkTextUpdate, "USING text TBLPROPERTIES ('path' = 'out', 'outputMode' = 'update')",
            select: "AS SELECT action FROM STREAM e",
            """
            error [UNSUPPORTED_FEATURE]: output mode 'update' needs the column _batch in its files, which \
            text has no place for
            """, next: "use json or csv"),
        refusal(
            .sinkColumnType, "USING csv TBLPROPERTIES ('path' = 'out')",
            select: "AS SELECT n, window(time, '1 hour') AS w FROM STREAM e",
            """
            error [INVALID_SCHEMA]: a csv sink cannot hold the column w of the type STRUCT<start: TIMESTAMP, \
            end: TIMESTAMP>
            """, next: "select its fields, or use json"),
        refusal(
            .sinkBatchColumn, "USING json TBLPROPERTIES ('path' = 'out', 'outputMode' = 'update')",
            select: "AS SELECT n AS _BATCH FROM STREAM e",
            """
            error [INVALID_SCHEMA]: the result has a column _batch, the name of the column that update \
            mode adds
            """, next: "give the column another name"),
    ]

    private static let options: [CommandRefusal] = [
        refusal(
            .sinkPathAbsent, "USING json", at: "s",
            "error [INVALID_OPTION_VALUE]: a json sink needs the option 'path', the directory of its files",
            next: "add TBLPROPERTIES ('path' = 'directory')"),
        refusal(
            .sinkOptionUnknown, "USING csv TBLPROPERTIES ('path' = 'out', 'headers' = 'true')",
            at: "'headers' = 'true'", "error [UNKNOWN_OPTION]: a csv sink has no option 'headers'",
            next: "did you mean header?"),
        refusal(
            .sinkOptionUnsupported, "USING json TBLPROPERTIES ('path' = 'out', 'encoding' = 'UTF-16')",
            at: "'encoding' = 'UTF-16'",
            "error [UNSUPPORTED_FEATURE]: option 'encoding' of a json sink is not supported by this version",
            next: "leave it out"),
    ]

    private static let places: [CommandRefusal] = [
        refusal(
            .sinkWithinInput, "USING json TBLPROPERTIES ('path' = 'events/out')",
            """
            error [INVALID_PARAMETER_VALUE]: the sink 'DIR/events/out' and the input 'DIR/events' lie within \
            one another
            """, next: "choose a directory beside the input"),
        refusal(
            .sinkWithinCheckpoint, "USING json TBLPROPERTIES ('path' = 'ck')",
            """
            error [INVALID_PARAMETER_VALUE]: the sink 'DIR/ck' and the checkpoint 'DIR/ck' lie within one \
            another
            """, next: "choose a directory beside the checkpoint"),
        refusal(
            .sinkIsFile, json,
            "error [INVALID_PARAMETER_VALUE]: the sink 'DIR/out' is a file, not a directory",
            next: "name a directory, or a path where one can be made", setup: "touch out"),
        refusal(
            .sinkNotEmpty, json,
            "error [DIRECTORY_NOT_EMPTY]: the sink 'DIR/out' is not empty: it holds a.txt, b.txt",
            next: "name an empty directory, or one that does not exist yet",
            setup: "mkdir out; touch out/a.txt out/b.txt"),
    ]

    @Test("columns and formats", arguments: columns) func columnRows(_ row: CommandRefusal) throws {
        try row.check()
    }

    @Test("options", arguments: options)
    func optionRows(_ row: CommandRefusal) throws { try row.check() }

    @Test("places", arguments: places) func placeRows(_ row: CommandRefusal) throws { try row.check() }
}
