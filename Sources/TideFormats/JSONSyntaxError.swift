/// Why a text is not the JSON that was asked for, and where.
package struct JSONSyntaxError: Error, Hashable, Sendable {
    package enum Problem: String, Hashable, Sendable {
        case unexpectedByte = "unexpected character"
        case unexpectedEnd = "the text ends too early"
        case badEscape = "invalid escape in a string"
        case controlCharacter = "control character in a string"
        case badNumber = "invalid number"
        case numberTooLong = "number longer than 1,000 characters"
        case tooDeep = "nested too deeply"
        case invalidUTF8 = "not valid UTF-8"
        case trailingText = "text after the value"
    }

    /// Byte offset from the start of the text.
    package let offset: Int
    package let problem: Problem

    package init(offset: Int, problem: Problem) {
        self.offset = offset
        self.problem = problem
    }
}

extension JSONSyntaxError: CustomStringConvertible {
    package var description: String { "\(problem.rawValue) at byte \(offset)" }
}
