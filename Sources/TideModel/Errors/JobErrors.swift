/// A job as a whole, and whether it fits the checkpoint.
extension ErrorCondition {
    package static let checkpointWithinInput = ErrorCondition(
        .invalidArgument, "the checkpoint '<checkpoint>' and the input '<input>' lie within one another",
        remedy: "choose a checkpoint directory beside the input")
    package static let jobChanged = ErrorCondition(
        .jobDoesNotFit, "the job does not fit the checkpoint '<checkpoint>':<differences>",
        remedy:
            "run the stored job (tidemark inspect '<checkpoint>' shows it), or give the changed one a new "
            + "--checkpoint directory")
}

extension ErrorCatalogue {
    static let job: [ErrorCondition] = [.checkpointWithinInput, .jobChanged]
}
