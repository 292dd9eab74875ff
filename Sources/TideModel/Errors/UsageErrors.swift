/// Command lines that mean nothing, and what they lead to.
extension ErrorCondition {
    package static let commandUnknown = ErrorCondition(
        .usage, "there is no command '<command>'", remedy: "<suggestion>")
    package static let flagUnknown = ErrorCondition(
        .usage, "<command> has no option <option>", remedy: "<suggestion>")
    package static let flagWrong = ErrorCondition(
        .usage, "<option> is '<value>', expected <expected>", remedy: "<suggestion>")
    package static let argumentMissing = ErrorCondition(
        .usage, "<argument> is missing", remedy: "`<command> --help` says what to give")
    package static let argumentValueMissing = ErrorCondition(
        .usage, "<option> lacks its value",
        remedy: "write it behind the option, and one that starts with a dash so: --option=-value")
    package static let argumentUnexpected = ErrorCondition(
        .usage, "<command> has no use for <arguments>",
        remedy: "put a text with blanks in quotes; `<command> --help` says what to give")
    package static let commandLineWrong = ErrorCondition(
        .usage, "<problem>", remedy: "`<command> --help` says what to give")
    package static let textTwice = ErrorCondition(
        .usage, "the SQL is given twice, as a file and with -e", remedy: "leave one of the two out")
    package static let textMissing = ErrorCondition(
        .usage, "no SQL is given", remedy: "name a file, or give it as text with -e")
    package static let notAvailable = ErrorCondition(
        .unsupported, "`<what>` is not available in this version",
        remedy: "`tidemark --help` shows what there is")
    package static let failPointsWrong = ErrorCondition(
        .usage, "<problem>", remedy: "unset TIDEMARK_FAILPOINT unless this is a test of failures")
    package static let jobFileAbsent = ErrorCondition(
        .pathNotFound, "cannot read the job file: <failure>",
        remedy: "correct the path; a job may also be given as text with -e")
    package static let jobFileNotReadable = ErrorCondition(
        .pathNotReadable, "cannot read the job file: <failure>",
        remedy: "name a file you may read; a job may also be given as text with -e")
    package static let jobNotText = ErrorCondition(
        .usage, "the job file '<path>' is not UTF-8", remedy: "save it as UTF-8")
    package static let eventsMixed = ErrorCondition(
        .directoryNotEmpty, "'<path>' is not empty; generated files do not mix with others",
        remedy: "give a directory that does not exist yet, or empty this one")
}

extension ErrorCatalogue {
    static let usage: [ErrorCondition] = [
        .commandUnknown, .flagUnknown, .flagWrong, .argumentMissing, .argumentValueMissing,
        .argumentUnexpected, .commandLineWrong, .textTwice, .textMissing, .notAvailable, .failPointsWrong,
        .jobFileAbsent, .jobFileNotReadable, .jobNotText, .eventsMixed,
    ]
}
