/// The machine or the engine failed.
extension ErrorCondition {
    package static let diskFull = ErrorCondition(
        .storageFull, "the disk is full: <failure>",
        remedy: "free some space, then run the same command again")
    package static let pathAbsent = ErrorCondition(
        .pathNotFound, "<failure>", remedy: "correct the path, or make what it names")
    package static let pathForbidden = ErrorCondition(
        .pathNotReadable, "<failure>", remedy: "allow this user to use it, or name another path")
    package static let diskFailed = ErrorCondition(
        .storageFailed, "<failure>",
        remedy: "look at the disk and the kernel's log, then run the same command again")
    package static let outputDiskFull = ErrorCondition(
        .storageFull, "cannot write the result to stdout: <failure>",
        remedy: "free some space, then run the same command again")
    package static let outputFailed = ErrorCondition(
        .storageFailed, "cannot write the result to stdout: <failure>",
        remedy: "look at what stdout leads to, then run the same command again")
    package static let unexpectedFailure = ErrorCondition(
        .internalDefect, "<what>",
        remedy: "report it with the command and what it printed; committed batches are safe")
    package static let memoryShort = ErrorCondition(
        .internalDefect, "there is not enough memory to read JSON lines",
        remedy: "give the process more memory, or set a smaller maxBytesPerTrigger")
    package static let sortTooLarge = ErrorCondition(
        .unsupported, "a column of strings to be sorted is longer than 2 GiB",
        remedy: "sort fewer rows or columns")
    package static let planNotStateless = ErrorCondition(
        .internalDefect, "a plan with sort, limit or aggregate is not stateless",
        remedy: "report it with the query; nothing was changed")
}

extension ErrorCatalogue {
    static let machine: [ErrorCondition] = [
        .diskFull, .pathAbsent, .pathForbidden, .diskFailed, .outputDiskFull, .outputFailed,
        .unexpectedFailure, .memoryShort,
        .sortTooLarge, .planNotStateless,
    ]
}
