/// Splits Swift or C source into code and comments without understanding either.
///
/// Both results have the length and the line breaks of the source; what does not belong is blank. Text in
/// string literals is in neither, the code inside an interpolation is code.
struct SourceScanner {
    private let source: [UInt8]
    private var position = 0
    private(set) var code: [UInt8]
    private(set) var comments: [UInt8]

    init(_ text: String, hasCharacterLiterals: Bool = false) {
        source = Array(text.utf8)
        let blank = source.map { $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ") }
        code = blank
        comments = blank
        scanCode(hasCharacterLiterals: hasCharacterLiterals)
    }

    private func peek(_ offset: Int = 0) -> UInt8 {
        position + offset < source.count ? source[position + offset] : 0
    }

    private func starts(with text: StaticString) -> Bool {
        let bytes = text.withUTF8Buffer(Array.init)
        return source[position...].starts(with: bytes)
    }

    /// Scans code to the end, or past the parenthesis that ends an interpolation.
    private mutating func scanCode(isInterpolation: Bool = false, hasCharacterLiterals: Bool = false) {
        var depth = 0
        while position < source.count {
            if starts(with: "//") {
                scanLineComment()
            } else if starts(with: "/*") {
                scanBlockComment()
            } else if let hashes = stringStart() {
                scanString(hashes: hashes)
            } else if hasCharacterLiterals, peek() == UInt8(ascii: "'") {
                scanCharacter()
            } else {
                let byte = peek()
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") {
                    if depth == 0, isInterpolation {
                        position += 1
                        return
                    }
                    depth -= 1
                }
                code[position] = byte
                position += 1
            }
        }
    }

    private mutating func scanLineComment() {
        while position < source.count, peek() != UInt8(ascii: "\n") { takeComment() }
    }

    private mutating func scanBlockComment() {
        var depth = 0
        while position < source.count {
            if starts(with: "/*") {
                depth += 1
                takeComment()
            } else if starts(with: "*/") {
                depth -= 1
                takeComment()
                if depth == 0 {
                    takeComment()
                    return
                }
            }
            takeComment()
        }
    }

    private mutating func takeComment() {
        guard position < source.count else { return }
        comments[position] = source[position]
        position += 1
    }

    /// The number of `#` before the quote when a string literal starts here.
    private func stringStart() -> Int? {
        var hashes = 0
        while peek(hashes) == UInt8(ascii: "#") { hashes += 1 }
        return peek(hashes) == UInt8(ascii: "\"") ? hashes : nil
    }

    private mutating func scanString(hashes: Int) {
        position += hashes
        let quotes = starts(with: "\"\"\"") ? 3 : 1
        position += quotes
        while position < source.count {
            if isDelimiter(UInt8(ascii: "\""), count: quotes, hashes: hashes) {
                position += quotes + hashes
                return
            }
            if quotes == 1, peek() == UInt8(ascii: "\n") { return }
            if peek() == UInt8(ascii: "\\"), hashesFollow(at: 1, count: hashes) {
                position += 1 + hashes
                if peek() == UInt8(ascii: "(") {
                    position += 1
                    scanCode(isInterpolation: true)
                } else {
                    position += 1
                }
            } else {
                position += 1
            }
        }
    }

    private func isDelimiter(_ quote: UInt8, count: Int, hashes: Int) -> Bool {
        (0..<count).allSatisfy { peek($0) == quote } && hashesFollow(at: count, count: hashes)
    }

    private func hashesFollow(at offset: Int, count: Int) -> Bool {
        (0..<count).allSatisfy { peek(offset + $0) == UInt8(ascii: "#") }
    }

    private mutating func scanCharacter() {
        position += 1
        while position < source.count, peek() != UInt8(ascii: "'"), peek() != UInt8(ascii: "\n") {
            position += peek() == UInt8(ascii: "\\") ? 2 : 1
        }
        position += 1
    }
}
