/// What counts as JSON beside RFC 8259: Spark's options and defaults.
package struct JSONLeniency: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// `/* .. */`, and `//` up to the end of the line (`allowComments`).
    package static let comments = JSONLeniency(rawValue: 1)
    /// `{name: 1}` (`allowUnquotedFieldNames`).
    package static let unquotedFieldNames = JSONLeniency(rawValue: 2)
    /// `'text'` (`allowSingleQuotes`).
    package static let singleQuotes = JSONLeniency(rawValue: 4)
    /// `007` (`allowNumericLeadingZeros`).
    package static let numericLeadingZeros = JSONLeniency(rawValue: 8)
    /// NaN and infinities, as they are and as strings (`allowNonNumericNumbers`).
    package static let nonNumericNumbers = JSONLeniency(rawValue: 16)
    /// A backslash before any character (`allowBackslashEscapingAnyCharacter`).
    package static let backslashEscapingAnyCharacter = JSONLeniency(rawValue: 32)
    /// Tabs and the like within strings (`allowUnquotedControlChars`).
    package static let unquotedControlChars = JSONLeniency(rawValue: 64)

    /// What Spark's reader takes unless told otherwise.
    package static let standard: JSONLeniency = [.singleQuotes, .nonNumericNumbers]

    /// The members by the names of their options.
    package static let options: [(name: String, member: JSONLeniency)] = [
        ("allowComments", .comments), ("allowUnquotedFieldNames", .unquotedFieldNames),
        ("allowSingleQuotes", .singleQuotes), ("allowNumericLeadingZeros", .numericLeadingZeros),
        ("allowNonNumericNumbers", .nonNumericNumbers),
        ("allowBackslashEscapingAnyCharacter", .backslashEscapingAnyCharacter),
        ("allowUnquotedControlChars", .unquotedControlChars),
    ]
}
