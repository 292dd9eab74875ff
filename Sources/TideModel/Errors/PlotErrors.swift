/// Charts that cannot be drawn.
extension ErrorCondition {
    package static let plotColumnNotFound = ErrorCondition(
        .columnNotFound, "<option>: the column <name> cannot be found", remedy: "<suggestion>")
    package static let plotColumnAmbiguous = ErrorCondition(
        .columnAmbiguous, "<option>: several columns are named <name>",
        remedy: "give each column a name of its own in the SELECT: .. AS name")
    package static let plotNotNumeric = ErrorCondition(
        .typeMismatch, "--y: a bar's length is a number, <name> is a <type>", remedy: "<choice>")
    package static let plotNoLabel = ErrorCondition(
        .typeMismatch, "<option>: <name> is a <type>, which makes no label",
        remedy: "select one of its fields: <name>.field AS name")
    package static let plotNoNumber = ErrorCondition(
        .typeMismatch, "no column of the result is numeric, so there is nothing to draw: <columns>",
        remedy: "select a number as well, for example count(*)")
    package static let plotTooLarge = ErrorCondition(
        .invalidArgument, "the chart would have <count> categories along x, the most is <limit>",
        remedy: "group by a longer window, or select fewer rows with WHERE or LIMIT")
    package static let plotInputAbsent = ErrorCondition(
        .pathNotFound, "there is no checkpoint and no file of rows at '<path>'",
        remedy: "give a checkpoint directory, a file such as query --format json prints, or - for stdin")
    package static let plotInputNotReadable = ErrorCondition(
        .pathNotReadable, "cannot read '<path>': <failure>",
        remedy: "make it readable, then run the same command again")
    package static let plotRowMalformed = ErrorCondition(
        .malformedRecord, "<path>:<line>: <reason>",
        remedy: "a row is a JSON object on a line of its own, as query --format json prints it")
    package static let plotWithFormat = ErrorCondition(
        .usage, "--plot draws the rows, --format <format> prints them", remedy: "leave one of the two out")
    package static let plotFileWithSQL = ErrorCondition(
        .usage, "'<path>' holds rows, and SQL is for a checkpoint",
        remedy:
            "leave the SQL out, or compute the rows first: tidemark sql .. --format json | tidemark plot -")
    package static let plotOutputNotFile = ErrorCondition(
        .pathNotReadable, "--svg: '<path>' is there and is no regular file",
        remedy: "give the name of a file, or - for stdout")
    package static let plotOutputFailed = ErrorCondition(
        .pathNotReadable, "cannot write '<path>': <failure>", remedy: "give another name, or - for stdout")
}

extension ErrorCatalogue {
    static let plots: [ErrorCondition] = [
        .plotColumnNotFound, .plotColumnAmbiguous, .plotNotNumeric, .plotNoLabel, .plotNoNumber,
        .plotTooLarge,
        .plotInputAbsent, .plotInputNotReadable, .plotRowMalformed, .plotFileWithSQL, .plotWithFormat,
        .plotOutputNotFile,
        .plotOutputFailed,
    ]
}
