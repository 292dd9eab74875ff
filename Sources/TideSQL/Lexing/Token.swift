import TideModel

/// A word, literal or sign of an SQL text.
struct Token: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// An unquoted name or keyword: which of the two it is depends on where it stands.
        case word
        /// A name in backquotes.
        case quotedName
        /// A string literal, decoded.
        case string([UInt8])
        case number(NumberForm)
        /// An operator or a piece of punctuation.
        case symbol
        /// The end of the text.
        case end
    }

    enum NumberForm: Hashable, Sendable {
        case integer
        case decimal
        case exponent
        /// A number with a type suffix, in upper case: L S Y F D BD.
        case suffixed(String)
    }

    var kind: Kind
    /// The name without quotes, the digits without suffix, or the sign; for a string its source.
    var text: String
    /// What grammar rules compare: the upper-case word or the sign, empty for everything else.
    var keyword: String
    var range: SourceRange

    /// Whether it can be a name: any word or quoted name.
    var isName: Bool { kind == .word || kind == .quotedName }

    var isString: Bool { if case .string = kind { true } else { false } }

    var isNumber: Bool { if case .number = kind { true } else { false } }
}
