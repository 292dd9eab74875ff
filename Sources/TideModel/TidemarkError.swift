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
    case optionNotFound = "UNKNOWN_OPTION"
    case invalidOption = "INVALID_OPTION_VALUE"
    case grouping = "MISSING_AGGREGATION"
    case invalidAggregate = "INVALID_AGGREGATE"
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
    case arithmeticOverflow = "ARITHMETIC_OVERFLOW"
    case divideByZero = "DIVIDE_BY_ZERO"
    case castInvalid = "CAST_INVALID_INPUT"

    // The machine: exit 4.
    case storageFull = "STORAGE_FULL"
    case storageFailed = "STORAGE_FAILED"
    case internalDefect = "INTERNAL_DEFECT"

    /// The exit status a command ends with when this error ends it.
    public var exitStatus: ExitStatus {
        switch self {
        case .usage, .syntax, .unsupported, .tableNotFound, .tableExists, .columnNotFound, .columnAmbiguous,
            .fieldNotFound, .functionNotFound, .argumentCount, .typeMismatch, .invalidArgument,
            .invalidSchema,
            .optionNotFound, .invalidOption, .grouping, .invalidAggregate, .streamingQuery, .pathNotFound,
            .pathNotReadable, .directoryNotEmpty, .checkpointNotFound, .jobDoesNotFit:
            .badRequest
        case .checkpointInUse, .checkpointDamaged, .checkpointFormat, .inputChanged, .inputMissing,
            .malformedRecord, .arithmeticOverflow, .divideByZero, .castInvalid:
            .badData
        case .storageFull, .storageFailed, .internalDefect: .failure
        }
    }
}

/// An error as the user sees it: what, where, and what to do next.
public struct TidemarkError: Error, Sendable, Hashable {
    /// The stable code.
    public let code: ErrorCode
    /// What is wrong, with the values that matter.
    public let message: String
    /// What is safe to do next, with the exact command where there is one.
    public let remedy: String?
    /// Where in the SQL text, as UTF-8 offsets; shown as a caret once the text is known.
    public var range: SourceRange?
    /// The SQL that `range` points into.
    public var source: String?

    /// Makes an error.
    public init(_ code: ErrorCode, _ message: String, remedy: String? = nil, range: SourceRange? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.range = range
    }
}

/// A half-open range of UTF-8 offsets in an SQL text.
public struct SourceRange: Hashable, Sendable {
    /// First byte.
    public let start: Int
    /// One past the last byte.
    public let end: Int

    /// Makes a range.
    public init(_ start: Int, _ end: Int) {
        self.start = start
        self.end = end
    }
}

extension TidemarkError: CustomStringConvertible {
    /// The printed form: `error [CODE]: message`, the SQL line with a caret, then the remedy.
    public var description: String {
        var text = "error [\(code.rawValue)]: \(message)"
        if let range, let source { text += "\n" + caretLines(source: source, range: range) }
        if let remedy { text += "\n  next: \(remedy)" }
        return text
    }

    private func caretLines(source: String, range: SourceRange) -> String {
        let bytes = Array(source.utf8)
        let start = min(max(range.start, 0), bytes.count)
        let lineStart = bytes[..<start].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let lineEnd = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        let number = bytes[..<lineStart].count { $0 == UInt8(ascii: "\n") } + 1
        let line = String(decoding: bytes[lineStart..<lineEnd], as: UTF8.self)
        let column = String(decoding: bytes[lineStart..<start], as: UTF8.self).count
        let end = min(max(range.end, start), lineEnd)
        let width = max(1, String(decoding: bytes[start..<end], as: UTF8.self).count)
        let label = "  line \(number):\(column + 1) | "
        return label + line + "\n" + String(repeating: " ", count: label.count + column)
            + String(repeating: "^", count: width)
    }
}

/// The candidate nearest to `name`, when near enough to be a slip of the hand.
///
/// Distance: optimal string alignment over lower-cased characters (an insertion, a deletion, a substitution
/// or a swap of neighbours counts 1), at most a third of the name's length and at least 1 (Damerau, 1964).
package func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased())
    let limit = max(1, wanted.count / 3)
    var best: (distance: Int, name: String)?
    for candidate in candidates {
        let distance = editDistance(wanted, Array(candidate.lowercased()))
        if distance <= limit, best.map({ distance < $0.distance }) ?? true { best = (distance, candidate) }
    }
    return best?.name
}

private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for (row, character) in left.enumerated() {
        var current = [row + 1]
        for column in right.indices {
            let substitution = previous[column] + (character == right[column] ? 0 : 1)
            var distance = min(substitution, previous[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, character == right[column - 1], left[row - 1] == right[column] {
                distance = min(distance, beforePrevious[column - 1] + 1)
            }
            current.append(distance)
        }
        (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
}
