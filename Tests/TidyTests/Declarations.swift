/// A function or a type with its braces.
struct Declaration: Equatable {
    enum Kind { case function, type }

    let kind: Kind
    /// Index of the line with the keyword, and of the line with the closing brace.
    let first: Int
    let last: Int

    var lineCount: Int { last - first + 1 }
}

/// Finds declarations with bodies by keywords and brace matching.
struct DeclarationFinder {
    private static let functionKeywords: Set<String> = ["func", "init", "deinit", "subscript", "var"]
    private static let typeKeywords: Set<String> = [
        "struct", "class", "enum", "actor", "protocol", "extension",
    ]

    private let code: [UInt8]
    /// The line of each byte.
    private let lineOfByte: [Int]

    init(code: [UInt8]) {
        self.code = code
        var line = 0
        lineOfByte = code.map { byte in
            defer { if byte == UInt8(ascii: "\n") { line += 1 } }
            return line
        }
    }

    func declarations() -> [Declaration] {
        var found: [Declaration] = []
        var index = 0
        while index < code.count {
            guard isWordByte(code[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < code.count, isWordByte(code[index]) { index += 1 }
            guard let kind = kind(of: start..<index), let brace = bodyStart(after: index) else { continue }
            let end = blockEnd(brace)
            found.append(Declaration(kind: kind, first: lineOfByte[start], last: lineOfByte[end]))
        }
        return found
    }

    private func kind(of word: Range<Int>) -> Declaration.Kind? {
        let before = word.lowerBound > 0 ? code[word.lowerBound - 1] : UInt8(ascii: " ")
        guard before != UInt8(ascii: "."), before != UInt8(ascii: "`") else { return nil }
        let text = String(decoding: code[word], as: UTF8.self)
        if Self.functionKeywords.contains(text) { return .function }
        return Self.typeKeywords.contains(text) ? .type : nil
    }

    /// The `{` of the body; nil for a declaration without one.
    ///
    /// A signature goes on over a line break inside brackets, and where the next line continues it.
    private func bodyStart(after start: Int) -> Int? {
        var depth = 0
        var index = start
        while index < code.count {
            switch code[index] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "{") where depth == 0: return index
            case UInt8(ascii: "="), UInt8(ascii: ";"), UInt8(ascii: "}"):
                if depth == 0, !isOperator(index) { return nil }
            case UInt8(ascii: "\n") where depth == 0:
                if !continues(after: index) { return nil }
            default: break
            }
            if depth < 0 { return nil }
            index += 1
        }
        return nil
    }

    /// Whether a `=` belongs to `==`, as in an operator's name or a `where` clause.
    private func isOperator(_ index: Int) -> Bool {
        guard code[index] == UInt8(ascii: "=") else { return false }
        let neighbours = [index - 1, index + 1].filter(code.indices.contains).map { code[$0] }
        return neighbours.contains { "=<>!+-*/&|".utf8.contains($0) }
    }

    private func continues(after newline: Int) -> Bool {
        let rest = code[(newline + 1)...].drop { $0 == UInt8(ascii: " ") }
        let starts: [String] = ["{", "->", "where ", "throws", "async", ":", ","]
        if starts.contains(where: { rest.starts(with: $0.utf8) }) { return true }
        let before = code[..<newline].last { $0 != UInt8(ascii: " ") }
        return before == UInt8(ascii: ",") || before == UInt8(ascii: ":")
    }

    private func blockEnd(_ brace: Int) -> Int {
        var depth = 0
        for index in brace..<code.count {
            if code[index] == UInt8(ascii: "{") { depth += 1 }
            if code[index] == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return index }
            }
        }
        return code.count - 1
    }
}

/// Whether a byte is part of an identifier.
func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
    default: byte >= 0x80
    }
}
