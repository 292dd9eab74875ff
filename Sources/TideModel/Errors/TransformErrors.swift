/// What is wrong with a `transformWithState`, or went wrong in it.
extension ErrorCondition {
    package static let transformOfBatch = ErrorCondition(
        .unsupported, "transformWithState of '<name>' over a relation that does not stream is not supported",
        remedy: "read its tables with readStream")
    package static let transformWithoutWatermark = ErrorCondition(
        .streamingQuery,
        "processor '<name>' in time mode eventTime needs a watermark, and the stream has none",
        remedy: "give the stream one, withWatermark(..), and keep its column up to groupBy")
    package static let transformOutputMode = ErrorCondition(
        .streamingQuery,
        "processor '<name>' gives rows in output mode '<given>', and the query runs in output mode '<mode>'",
        remedy: "give both the same: append or update")
    package static let transformOutputSchema = ErrorCondition(
        .invalidSchema, "the output schema of processor '<name>' cannot be read: <what>",
        remedy: "write it as columns: user STRING, count BIGINT")
    package static let transformVariable = ErrorCondition(
        .invalidArgument, "state variable '<variable>' of processor '<name>' <what>",
        remedy: "state variables are stored properties of the processor, each with a name of its own")
    package static let transformTimeToLive = ErrorCondition(
        .streamingQuery,
        "state variable '<variable>' of processor '<name>' has a time to live, which goes by processing time",
        remedy: "use time mode processingTime, or clear the state in handleExpiredTimer")
    package static let transformTimersAbsent = ErrorCondition(
        .invalidArgument, "processor '<name>' uses a timer, and its time mode is none",
        remedy: "use time mode eventTime or processingTime")
    package static let transformRow = ErrorCondition(
        .typeMismatch, "processor '<name>' gave a row that does not fit its output schema: <what>",
        remedy: "give a value for each column of <schema>")
    package static let transformStateType = ErrorCondition(
        .typeMismatch, "state variable '<variable>' of processor '<name>' <what>",
        remedy: "read it as the type it was written as; a type that has changed needs a decoder for both")
    package static let transformFailed = ErrorCondition(
        .processorFailed, "processor '<name>' failed in <call>: <what>",
        remedy: "nothing of the batch was committed; correct the program and start it again")
    package static let transformCodeAbsent = ErrorCondition(
        .codeAbsent, "the query runs the processor '<name>', whose code only its program has",
        remedy: "start it from that program")
    package static let verifyUserCode = ErrorCondition(
        .codeAbsent, "cannot verify: the query runs the processor '<name>', which is a program's own code",
        remedy: "its rows cannot be computed anew here; 'tidemark inspect --check' checks what is stored")
}

extension ErrorCatalogue {
    static let transforms: [ErrorCondition] = [
        .transformOfBatch, .transformWithoutWatermark, .transformOutputMode, .transformOutputSchema,
        .transformVariable, .transformTimeToLive, .transformTimersAbsent, .transformRow, .transformStateType,
        .transformFailed, .transformCodeAbsent, .verifyUserCode,
    ]
}
