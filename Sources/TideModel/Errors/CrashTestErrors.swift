/// What `tidemark crashtest` cannot test.
extension ErrorCondition {
    package static let crashTestTargetAbsent = ErrorCondition(
        .usage, "there is nothing to test", remedy: "name a job file, or give a command behind --")
    package static let crashTestTargetTwice = ErrorCondition(
        .usage, "<first> and <second> do not go together", remedy: "leave one of the two out")
    package static let crashTestUndisturbed = ErrorCondition(
        .usage, "without any fault: <problem>",
        remedy: "make it run to its end with the same result each time, then test it again")
    package static let crashTestChanging = ErrorCondition(
        .usage, "two runs without any fault leave different files: <difference>",
        remedy: "say what counts with --verify 'COMMAND', or leave such files out with --ignore 'PATTERN'")
}

extension ErrorCatalogue {
    static let crashTests: [ErrorCondition] = [
        .crashTestTargetAbsent, .crashTestTargetTwice, .crashTestUndisturbed, .crashTestChanging,
    ]
}
