/// Names that are not there.
extension ErrorCondition {
    package static let relationNotFound = ErrorCondition(
        .tableNotFound, "the table or view <name> cannot be found", remedy: "<suggestion>")
}

extension ErrorCatalogue {
    static let names: [ErrorCondition] = [.relationNotFound]
}
