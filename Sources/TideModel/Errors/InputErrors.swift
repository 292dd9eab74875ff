/// Input that cannot be found or read, or is not what it was.
extension ErrorCondition {
    package static let inputAbsent = ErrorCondition(
        .pathNotFound, "input path '<path>' does not exist",
        remedy: "create it or correct OPTIONS (path ..); a relative path starts at the job file")
    package static let inputNotListable = ErrorCondition(
        .pathNotReadable, "cannot list input directory '<path>': <failure>",
        remedy: "make it readable, then run the same command again; nothing was lost")
    package static let inputNotReadable = ErrorCondition(
        .pathNotReadable, "cannot read input file '<path>': <failure>",
        remedy: "make it readable, then run the same command again; nothing was lost")
    package static let inputPartitioned = ErrorCondition(
        .invalidSchema,
        "'<name>' in '<path>' is a partition directory, and there was none when the table was made",
        remedy: "say OPTIONS (partitionColumns 'name/name'), or set recursiveFileLookup to 'true' to read "
            + "its files without the column")
    package static let inputPartitionsDiffer = ErrorCondition(
        .invalidSchema, "'<path>' has these partition columns in its path: <found>; expected: <expected>",
        remedy: "keep files in directories of the same columns at the same depth, or set basePath")
    package static let partitionNameWrong = ErrorCondition(
        .invalidSchema, "the directory '<name>' above '<path>' names no <what>: a partition is column=value",
        remedy: "rename it, or set recursiveFileLookup to 'true' to read its files without the column")
    package static let partitionValueWrong = ErrorCondition(
        .invalidSchema, "'<value>' in the path '<path>' is no <type>, which the partition column <column> is",
        remedy: "declare the column with another type, or rename the directory")
    package static let inputNameNotText = ErrorCondition(
        .pathNotReadable,
        "a file in '<path>' has a name that is not UTF-8 and cannot be opened: '<name>'",
        remedy: "rename it, then run the same command again")
    package static let inputLinkDangles = ErrorCondition(
        .pathNotReadable, "'<path>' is a link to a file that is not there",
        remedy: "mend or remove the link, then run the same command again")
    package static let inputGone = ErrorCondition(
        .inputMissing, "input file '<path>' is gone before it was read",
        remedy: "run the same command again: with the file back it is read, without it the others are")
    package static let inputGoneHalfRead = ErrorCondition(
        .inputMissing, "input file '<path>' is gone: <read> were read, the rest was not",
        remedy: "put it back and run the same command again; or set OPTIONS (onChangedInput 'skip') to leave "
            + "the rest of it unread")
    package static let inputChangedWhileRead = ErrorCondition(
        .inputChanged,
        "input file '<path>' changed while it was being read; nothing of it was committed",
        remedy: "files should land whole (write elsewhere, then rename); run the same command again")
    package static let inputChangedAfterRead = ErrorCondition(
        .inputChanged, "input file '<path>' changed after it was read: <what>",
        remedy: "restore the file and run the same command again; or set OPTIONS (onChangedInput 'skip') to "
            + "leave the rest of it unread, 'as-new' to read it from its start")
    package static let inputGrown = ErrorCondition(
        .inputChanged,
        "input file '<path>' grew after it was read: <read> bytes were read, it has <size> now",
        remedy: "land new records in new files; or set OPTIONS (appends 'follow') to read the rest, 'ignore' "
            + "to leave it unread")
    package static let inputCompression = ErrorCondition(
        .unsupported, "input file '<path>' is compressed with <compression>, which is not read",
        remedy: "compress it with gzip (.gz) or zstd (.zst), or leave it out with OPTIONS (pathGlobFilter ..)"
    )
    package static let inputDamaged = ErrorCondition(
        .inputChanged, "compressed input file '<path>' is damaged at byte <offset>: <what>",
        remedy: "replace it by a whole one and run the same command again; what was committed stays as it is")
    package static let inputCutShort = ErrorCondition(
        .inputChanged,
        "compressed input file '<path>' ends at byte <size> in the middle of its content: it is cut short",
        remedy: "replace it by a whole one and run the same command again; what was committed stays as it is")
    package static let lineTooLong = ErrorCondition(
        .malformedRecord, "the line at byte <offset> of '<path>' is longer than <limit> bytes",
        remedy: "break it up or move the file away, then run the same command again")
    package static let lineMalformed = ErrorCondition(
        .malformedRecord, "the line at byte <offset> of '<path>' cannot be read (<reason>): <excerpt>",
        remedy: "mend the line, or read with mode PERMISSIVE or DROPMALFORMED, which count such lines")
    package static let verifyInputGone = ErrorCondition(
        .inputMissing, "cannot verify: input file '<path>' that batch <batch> read is gone",
        remedy: "put it back, or say where the input went: --source-root OLD=NEW")
    package static let verifyInputsLost = ErrorCondition(
        .inputChanged, "cannot verify: input that batches read is not there any more:<files>",
        remedy: "put the files back as they were and verify again; what was committed stays as it is")
    package static let verifyTableChanged = ErrorCondition(
        .inputChanged,
        "the table '<table>' at <path> no longer holds what it held when batch <batch> joined the stream "
            + "with it",
        remedy: "put its files back as they were: without them nobody can recompute the batch")
    package static let verifyInputChanged = ErrorCondition(
        .inputChanged,
        "cannot verify: input file '<path>' has other bytes in <start>-<end> than batch <batch> read",
        remedy: "restore the file and verify again; what was committed stays as it is")
}

/// An input that is not where the checkpoint says.
extension ErrorCondition {
    package static let inputMoved = ErrorCondition(
        .pathNotFound, "the checkpoint's input is gone: nothing is at <places>",
        remedy: "put it back, or say where it went: --source-root '<stored>=NEW'")
    package static let inputTwice = ErrorCondition(
        .jobDoesNotFit,
        "the input is at '<near>' (seen from the checkpoint) and at '<stored>' (as stored), and these are "
            + "different directories",
        remedy: "say which: --source-root '<stored>=<near>' or '<stored>=<stored>'")
    package static let inputElsewhere = ErrorCondition(
        .jobDoesNotFit, "the checkpoint reads '<root>', the job says '<given>'",
        remedy: "correct the path, or say that the input has moved: --source-root '<stored>=<given>'")
}

extension ErrorCatalogue {
    static let input: [ErrorCondition] = [
        .inputAbsent, .inputNotListable, .inputNotReadable, .inputPartitioned, .inputPartitionsDiffer,
        .partitionNameWrong, .partitionValueWrong, .inputNameNotText,
        .inputLinkDangles, .inputGone, .inputGoneHalfRead, .inputChangedWhileRead, .inputChangedAfterRead,
        .inputGrown, .inputCompression, .inputDamaged, .inputCutShort, .lineTooLong, .lineMalformed,
        .verifyInputGone, .verifyInputsLost, .verifyTableChanged, .verifyInputChanged, .inputMoved,
        .inputTwice, .inputElsewhere,
    ]
}
