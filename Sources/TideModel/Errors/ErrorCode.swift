/// The process's exit status, by what the operator does next.
public enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Done, or the answer is yes.
    case success = 0
    /// The answer is no: verify found a difference.
    case negative = 1
    /// Usage, a bad job, or a job that does not fit the checkpoint.
    case badRequest = 2
    /// Checkpoint or input damaged, changed or in use.
    case badData = 3
    /// The engine or the machine failed: disk full, I/O error.
    case failure = 4
}

/// A stable name for each kind of error; messages may improve, codes stay.
public enum ErrorCode: String, Sendable, CaseIterable {
    // Usage and jobs: exit 2.
    case usage = "USAGE"
    case syntax = "PARSE_SYNTAX_ERROR"
    case unsupported = "UNSUPPORTED_FEATURE"
    case tableNotFound = "TABLE_OR_VIEW_NOT_FOUND"
    case tableExists = "TABLE_OR_VIEW_ALREADY_EXISTS"
    case columnNotFound = "UNRESOLVED_COLUMN"
    case columnAmbiguous = "AMBIGUOUS_REFERENCE"
    case fieldNotFound = "FIELD_NOT_FOUND"
    case functionNotFound = "UNRESOLVED_ROUTINE"
    case argumentCount = "WRONG_NUM_ARGS"
    case typeMismatch = "DATATYPE_MISMATCH"
    case invalidArgument = "INVALID_PARAMETER_VALUE"
    case invalidSchema = "INVALID_SCHEMA"
    case schemaNotInferred = "UNABLE_TO_INFER_SCHEMA"
    case optionNotFound = "UNKNOWN_OPTION"
    case invalidOption = "INVALID_OPTION_VALUE"
    case grouping = "MISSING_AGGREGATION"
    case invalidAggregate = "INVALID_AGGREGATE"
    case columnCountMismatch = "NUM_COLUMNS_MISMATCH"
    case columnTypeMismatch = "INCOMPATIBLE_COLUMN_TYPE"
    case usingColumnNotFound = "UNRESOLVED_USING_COLUMN_FOR_JOIN"
    case eventTimeType = "EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE"
    case watermarkUnnamed = "REQUIRES_EXPLICIT_NAME_IN_WATERMARK_CLAUSE"
    case streamingQuery = "UNSUPPORTED_STREAMING_OPERATION"
    case pathNotFound = "PATH_NOT_FOUND"
    case pathNotReadable = "PATH_NOT_READABLE"
    case directoryNotEmpty = "DIRECTORY_NOT_EMPTY"
    case checkpointNotFound = "CHECKPOINT_NOT_FOUND"
    case jobDoesNotFit = "JOB_DOES_NOT_FIT_CHECKPOINT"

    // Data: exit 3.
    case checkpointInUse = "CHECKPOINT_IN_USE"
    case checkpointDamaged = "CHECKPOINT_DAMAGED"
    case checkpointFormat = "CHECKPOINT_FORMAT_TOO_NEW"
    case inputChanged = "INPUT_CHANGED"
    case inputMissing = "INPUT_MISSING"
    case malformedRecord = "MALFORMED_RECORD"
    case sinkConflict = "SINK_CONFLICT"
    case arithmeticOverflow = "ARITHMETIC_OVERFLOW"
    case divideByZero = "DIVIDE_BY_ZERO"
    case castInvalid = "CAST_INVALID_INPUT"
    case invalidArrayIndex = "INVALID_ARRAY_INDEX"
    case codeAbsent = "USER_CODE_ABSENT"

    // The machine: exit 4.
    case storageFull = "STORAGE_FULL"
    case storageFailed = "STORAGE_FAILED"
    case internalDefect = "INTERNAL_DEFECT"
    case deliveryFailed = "FOREACH_USER_FUNCTION_ERROR"
    case processorFailed = "TRANSFORM_WITH_STATE_USER_FUNCTION_ERROR"

    /// The exit status a command ends with when this error ends it.
    public var exitStatus: ExitStatus {
        switch self {
        case .usage, .syntax, .unsupported, .tableNotFound, .tableExists, .columnNotFound, .columnAmbiguous,
            .fieldNotFound, .functionNotFound, .argumentCount, .typeMismatch, .invalidArgument,
            .invalidSchema, .schemaNotInferred,
            .optionNotFound, .invalidOption, .grouping, .invalidAggregate, .columnCountMismatch,
            .columnTypeMismatch, .usingColumnNotFound, .eventTimeType, .watermarkUnnamed,
            .streamingQuery, .pathNotFound,
            .pathNotReadable, .directoryNotEmpty, .checkpointNotFound, .jobDoesNotFit:
            .badRequest
        case .checkpointInUse, .checkpointDamaged, .checkpointFormat, .inputChanged, .inputMissing,
            .malformedRecord, .sinkConflict, .arithmeticOverflow, .divideByZero, .castInvalid,
            .invalidArrayIndex, .codeAbsent:
            .badData
        case .storageFull, .storageFailed, .internalDefect, .deliveryFailed, .processorFailed: .failure
        }
    }
}
