/// What a file sink cannot be.
extension ErrorCondition {
    package static let sinkFormatUnknown = ErrorCondition(
        .unsupported, "there is no file sink '<format>' in this version",
        remedy: "use json, csv or text; without USING the result lives in the checkpoint")
    package static let sinkPathAbsent = ErrorCondition(
        .invalidOption, "a <format> sink needs the option 'path', the directory of its files",
        remedy: "<remedy>")
    package static let sinkPathTwice = ErrorCondition(
        .invalidArgument, "the sink's path is given twice: to start() and as an option",
        remedy: "leave one out")
    package static let sinkOptionUnknown = ErrorCondition(
        .optionNotFound, "a <format> sink has no option '<option>'", remedy: "<suggestion>")
    package static let sinkOptionUnsupported = ErrorCondition(
        .unsupported, "option '<option>' of a <format> sink is not supported by this version",
        remedy: "leave it out")
    package static let sinkPartitionUnknown = ErrorCondition(
        .columnNotFound, "the partition column <column> is not in the query's result", remedy: "<suggestion>")
    package static let sinkPartitionTwice = ErrorCondition(
        .invalidArgument, "the partition column <column> is given twice", remedy: "leave one out")
    package static let sinkPartitionType = ErrorCondition(
        .typeMismatch, "<type> cannot be the type of the partition column <column>",
        remedy: "partition by its fields: select them under names of their own")
    package static let sinkPartitionAll = ErrorCondition(
        .invalidArgument, "all columns are partition columns: nothing is left for the files",
        remedy: "leave one out of them")
    package static let sinkPartitionedComplete = ErrorCondition(
        .unsupported,
        "partition columns in output mode 'complete' are not supported: the files of several directories "
            + "cannot be replaced at once",
        remedy: "leave the partition columns out, or use append or update mode")
    package static let sinkPartitionWithoutFiles = ErrorCondition(
        .invalidArgument, "partition columns need a sink of files", remedy: "use json, csv or text")
    package static let sinkTextColumns = ErrorCondition(
        .invalidSchema, "a text sink takes exactly one column of STRING, and the files would have <columns>",
        remedy: "select one STRING, for example with concat or to_json; or use json or csv")
    package static let sinkTextUpdate = ErrorCondition(
        .unsupported,
        "output mode 'update' needs the column _batch in its files, which text has no place for",
        remedy: "use json or csv")
    package static let sinkColumnType = ErrorCondition(
        .invalidSchema, "a csv sink cannot hold the column <column> of the type <type>",
        remedy: "select its fields, or use json")
    package static let sinkBatchColumn = ErrorCondition(
        .invalidSchema, "the result has a column _batch, the name of the column that update mode adds",
        remedy: "give the column another name")
    package static let partitionValueTooLong = ErrorCondition(
        .malformedRecord,
        "a value of the partition column <column> makes a directory's name of <length> bytes, the limit "
            + "is 255",
        remedy: "partition by a shorter column, for example left(<column>, 60); nothing was committed")
}

/// What is wrong with a sink's directory.
extension ErrorCondition {
    package static let sinkWithinInput = ErrorCondition(
        .invalidArgument, "the sink '<sink>' and the input '<input>' lie within one another",
        remedy: "choose a directory beside the input")
    package static let sinkWithinCheckpoint = ErrorCondition(
        .invalidArgument, "the sink '<sink>' and the checkpoint '<checkpoint>' lie within one another",
        remedy: "choose a directory beside the checkpoint")
    package static let sinkIsFile = ErrorCondition(
        .invalidArgument, "the sink '<path>' is a file, not a directory",
        remedy: "name a directory, or a path where one can be made")
    package static let sinkNotEmpty = ErrorCondition(
        .directoryNotEmpty, "the sink '<path>' is not empty: it holds <names>",
        remedy: "name an empty directory, or one that does not exist yet")
    package static let sinkOfOther = ErrorCondition(
        .sinkConflict, "the sink '<path>' belongs to another query: to <other>, and this is <own>",
        remedy: "give each query a directory of its own; nothing was changed")
    package static let sinkHeld = ErrorCondition(
        .sinkConflict, "the sink '<path>' is in use by another run",
        remedy: "wait until it has ended, or stop it")
    package static let sinkNewer = ErrorCondition(
        .sinkConflict,
        "the sink '<path>' holds batch <batch>, the last one of the checkpoint is <last>: the sink is newer",
        remedy: "bring back the checkpoint that wrote it, or start again with a new checkpoint and a new "
            + "directory; nothing was changed")
    package static let sinkMarkDamaged = ErrorCondition(
        .sinkConflict, "'<path>' is not what a run wrote: <what>",
        remedy: "move the file away; the next start writes it anew and drains from the checkpoint")
    package static let sinkStagedGone = ErrorCondition(
        .sinkConflict,
        "the output of batch <batch> is neither at '<path>' with its <length> bytes nor staged beside it",
        remedy: "restore the directory, or start again with a new checkpoint and a new directory")
    package static let sinkForbidden = ErrorCondition(
        .pathNotReadable, "the sink '<path>': <action> failed: <failure>",
        remedy: "run as the owner, or allow this user to read and write there; nothing was lost")
    package static let sinkDiskFull = ErrorCondition(
        .storageFull,
        "the sink '<path>': the disk is full: <action> failed (<failure>); committed batches are safe, and "
            + "the next start writes out what is missing first",
        remedy: "free some space, then run the same command again")
    package static let sinkDiskFailed = ErrorCondition(
        .storageFailed,
        "the sink '<path>': <action> failed: <failure>; committed batches are safe, and the next start "
            + "writes out what is missing first",
        remedy: "look at the disk and the kernel's log, then run the same command again")
    package static let resultInFiles = ErrorCondition(
        .usage, "the rows of <table> are not in the checkpoint but in the files of its sink, '<path>'",
        remedy: "read the files there, for example with tidemark sql where they are json; they are whole and "
            + "sort by batch")
    package static let resultDelivered = ErrorCondition(
        .usage, "the rows of <table> are not in the checkpoint: its sink, <sink>, has them",
        remedy: "a table in the checkpoint (toTable, or CREATE STREAMING TABLE without USING) can be queried")
}

extension ErrorCatalogue {
    static let sinks: [ErrorCondition] = [
        .sinkFormatUnknown, .sinkPathAbsent, .sinkPathTwice, .sinkOptionUnknown, .sinkOptionUnsupported,
        .sinkPartitionUnknown, .sinkPartitionTwice, .sinkPartitionType, .sinkPartitionAll,
        .sinkPartitionedComplete, .sinkPartitionWithoutFiles, .sinkTextColumns, .sinkTextUpdate,
        .sinkColumnType, .sinkBatchColumn, .partitionValueTooLong, .sinkWithinInput, .sinkWithinCheckpoint,
        .sinkIsFile, .sinkNotEmpty, .sinkOfOther, .sinkHeld, .sinkNewer, .sinkMarkDamaged, .sinkStagedGone,
        .sinkForbidden, .sinkDiskFull, .sinkDiskFailed, .resultInFiles, .resultDelivered,
    ]
}
