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

    /// The same error told of a call of the API, whose name stands before the text; a range without its text
    /// is left out.
    package func prefixed(with call: String) -> TidemarkError {
        var error = TidemarkError(
            code, "\(call): \(message)", remedy: remedy, range: source == nil ? nil : range)
        error.source = source
        return error
    }

    /// Makes an error; an empty remedy is none: a suggestion where there is nothing to suggest.
    init(_ code: ErrorCode, _ message: String, remedy: String? = nil, range: SourceRange? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy?.isEmpty == true ? nil : remedy
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
        if let range, let source { text += "\n" + SourceExcerpt(source: source, range: range).text }
        if let remedy { text += "\n  next: \(remedy)" }
        return text
    }
}
