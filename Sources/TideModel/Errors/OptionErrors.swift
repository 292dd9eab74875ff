/// Options of a table of files and properties of a streaming table.
extension ErrorCondition {
    package static let optionUnknown = ErrorCondition(
        .optionNotFound, "a json table has no option '<option>'", remedy: "<suggestion>")
    package static let optionTwice = ErrorCondition(
        .invalidOption, "option '<option>' is given twice",
        remedy: "names compare without regard to case; leave one out")
    package static let optionWrong = ErrorCondition(
        .invalidOption, "option '<option>' is '<value>', expected <expected>", remedy: "<suggestion>")
    package static let optionUnsupported = ErrorCondition(
        .unsupported, "option '<option>' is not supported by this version", remedy: "leave it out")
    package static let optionsExclusive = ErrorCondition(
        .invalidOption, "options '<first>' and '<second>' can't be both set at the same time",
        remedy: "leave one out")
    package static let pathOptionAbsent = ErrorCondition(
        .invalidOption, "a json table needs the option 'path'", remedy: "add OPTIONS (path 'directory')")
    package static let globWrong = ErrorCondition(
        .invalidOption, "the pattern '<pattern>' is wrong: '<mark>' is not closed, or runs backwards",
        remedy: "close it, or put a backslash before a character that stands for itself")
    package static let optionNotOfStreams = ErrorCondition(
        .invalidOption, "option '<option>' is not allowed in file stream sources",
        remedy: "leave it out; pathGlobFilter chooses files by their names")
    package static let optionLosesInput = ErrorCondition(
        .unsupported, "option '<option>' is not supported: it would pass over input without a word",
        remedy: "leave it out; move files away that are not to be read")
    package static let basePathElsewhere = ErrorCondition(
        .invalidOption, "wrong basePath '<base>' for the path '<path>'",
        remedy: "name a directory that the path lies in")
    package static let archiveDirectoryAbsent = ErrorCondition(
        .invalidOption, "cleanSource 'archive' must be used with the option 'sourceArchiveDir'",
        remedy: "name a directory on the same file system, apart from the input")
    package static let archiveWithinInput = ErrorCondition(
        .invalidOption, "sourceArchiveDir '<archive>' and the input '<path>' lie within one another",
        remedy: "name a directory apart from the input: archived files would be read again")
}

extension ErrorCatalogue {
    static let options: [ErrorCondition] = [
        .optionUnknown, .optionTwice, .optionWrong, .optionUnsupported,
        .optionsExclusive, .pathOptionAbsent, .globWrong, .optionNotOfStreams, .optionLosesInput,
        .basePathElsewhere, .archiveDirectoryAbsent, .archiveWithinInput,
    ]
}
