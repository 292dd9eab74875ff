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
    package static let optionValueUnsupported = ErrorCondition(
        .unsupported, "option '<option>' = '<value>' is not supported by this version",
        remedy: "use <instead>")
    package static let optionsExclusive = ErrorCondition(
        .invalidOption, "options '<first>' and '<second>' can't be both set at the same time",
        remedy: "leave one out")
    package static let pathOptionAbsent = ErrorCondition(
        .invalidOption, "a json table needs the option 'path'", remedy: "add OPTIONS (path 'directory')")
    package static let pathWildcards = ErrorCondition(
        .unsupported, "path '<path>' has wildcards, which this version does not expand",
        remedy: "name the directory")
}

extension ErrorCatalogue {
    static let options: [ErrorCondition] = [
        .optionUnknown, .optionTwice, .optionWrong, .optionUnsupported, .optionValueUnsupported,
        .optionsExclusive, .pathOptionAbsent, .pathWildcards,
    ]
}
