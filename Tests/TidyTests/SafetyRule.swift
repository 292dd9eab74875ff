/// Unsafe code must be argued: a comment that starts `Safety:` at the declaration or right above the line.
struct SafetyRule {
    /// Whether a line of code holds something that must be argued.
    static func needsArgument(_ code: String) -> Bool {
        if code.hasPrefix("extension Unsafe") { return false }
        if code.contains("@unchecked Sendable") || code.contains("nonisolated(unsafe)") { return true }
        return code.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" }).contains { word in
            word == "unsafe" || (word.hasPrefix("Unsafe") && word.contains("Pointer"))
        }
    }

    /// Indices of the lines that are not argued.
    static func violations(in file: SourceFile) -> [Int] {
        file.code.indices.filter { needsArgument(file.code[$0]) && !isArgued($0, in: file) }
    }

    private static func isArgued(_ line: Int, in file: SourceFile) -> Bool {
        if isInParagraph(line, of: file) { return true }
        return file.declarations.contains { declaration in
            // Comments and attributes above a declaration belong to it.
            let start = file.commentStart(above: declaration.first)
            guard (start...declaration.last).contains(line) else { return false }
            // A type is argued above it; a function above it or anywhere in it.
            let end = declaration.kind == .function ? declaration.last : declaration.first
            return (start...end).contains { isSafety(file.comments[$0]) }
        }
    }

    /// The lines right above, up to the first blank one.
    private static func isInParagraph(_ line: Int, of file: SourceFile) -> Bool {
        var current = line
        while current >= 0, !file.lines[current].allSatisfy({ $0 == " " }) {
            if isSafety(file.comments[current]) { return true }
            current -= 1
        }
        return false
    }

    private static func isSafety(_ comment: String) -> Bool {
        comment.drop { $0 == " " || $0 == "/" || $0 == "*" }.hasPrefix("Safety:")
    }
}
