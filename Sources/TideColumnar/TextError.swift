/// Why a text that names a zone, a pattern or a schema cannot be used.
///
/// The rooms above turn it into the error that users see; the offset becomes the caret.
package struct TextError: Error, Hashable, Sendable {
    /// What kind of text is at fault.
    package enum Kind: Hashable, Sendable {
        /// A time zone's name.
        case zone
        /// A datetime pattern.
        case pattern
        /// A schema's DDL text does not follow the grammar.
        case schema
        /// A schema's DDL text names a type this engine does not have.
        case unsupportedType
    }

    package let kind: Kind
    /// What is wrong, with the words of the text that matter.
    package let message: String
    /// The byte of the text where it goes wrong.
    package let offset: Int
    /// What to write instead, when that is known.
    package let remedy: String?

    package init(_ kind: Kind, _ message: String, offset: Int = 0, remedy: String? = nil) {
        self.kind = kind
        self.message = message
        self.offset = offset
        self.remedy = remedy
    }
}
