package import TideModel
package import TidePlanning

/// The front door: SQL text in Apache Spark's dialect to unresolved statements.
///
/// The grammar is the part of Spark's `SqlBaseParser.g4` (4.x, default keyword mode: hardly a word is
/// reserved) that Tidemark runs. What Spark has and Tidemark has not is refused by name with
/// `.unsupported`; everything else that does not parse is `.syntax`. Every error carries the text and a
/// range into it. Nothing is looked up here: not tables, not functions, not option names.
package enum SQLParser {
    /// Parses statements separated by `;`; the last one's `;` may be left out, empty ones are skipped.
    ///
    /// Throws TidemarkError: `.syntax`, `.unsupported`, `.invalidOption` or `.invalidSchema`.
    package static func parseStatements(_ text: String) throws(TidemarkError) -> [ParsedStatement] {
        try parse(text) { (parser) throws(TidemarkError) in try parser.statements() }
    }

    /// Parses one expression with an optional alias, as it may stand in a select list.
    ///
    /// Throws TidemarkError: `.syntax` or `.unsupported`.
    package static func parseExpression(_ text: String) throws(TidemarkError) -> UnresolvedExpression {
        try parse(text) { (parser) throws(TidemarkError) in try parser.loneExpression() }
    }

    private static func parse<Result>(
        _ text: String, _ body: (inout Parser) throws(TidemarkError) -> Result
    ) throws(TidemarkError) -> Result {
        do throws(TidemarkError) {
            var parser = try Parser(text)
            return try body(&parser)
        } catch {
            var located = error
            located.source = text
            throw located
        }
    }
}

/// A statement and where it stood.
package struct ParsedStatement: Hashable, Sendable {
    /// What it says.
    package var statement: Statement
    /// From its first to its last token, in UTF-8 offsets of the whole text; without the `;`.
    package var range: SourceRange
    /// The text of `range`.
    package var text: String
}
