import TideModel

/// A pattern for one name, as Hadoop's file systems have it: `*`, `?`, `[a-z]`, `[^a-z]` or `[!a-z]`,
/// `{one,other}`, and a backslash before a character that stands for itself.
package struct Glob: Hashable, Sendable {
    private indirect enum Element: Hashable, Sendable {
        case character(Character)
        case any
        case anyRun
        case set([ClosedRange<Character>], isNegated: Bool)
        case choice([[Element]])
    }

    /// The pattern as written.
    package let text: String
    private let elements: [Element]

    /// - Throws: `TidemarkError` (`invalidOption`) for a set or a choice that is not closed.
    package init(_ text: String) throws {
        self.text = text
        var parser = Parser(text: text, rest: text[...])
        elements = try parser.elements(inChoice: false)
    }

    /// Whether a path has a character that makes it a pattern.
    package static func isPattern(_ path: some StringProtocol) -> Bool {
        path.contains { "{}[]*?\\".contains($0) }
    }

    /// Whether the pattern fits the whole of a name.
    package func matches(_ name: String) -> Bool { Self.match(elements[...], name[...]) }

    private static func match(_ elements: ArraySlice<Element>, _ name: Substring) -> Bool {
        guard let first = elements.first else { return name.isEmpty }
        let rest = elements.dropFirst()
        switch first {
        case .anyRun:
            // Neighbouring runs are one, so that a pattern of many costs no more.
            if rest.first == .anyRun { return match(rest, name) }
            var tail = name
            while true {
                if match(rest, tail) { return true }
                if tail.isEmpty { return false }
                tail.removeFirst()
            }
        case .choice(let choices): return choices.contains { match($0 + rest, name) }
        case .character(let wanted): return name.first == wanted && match(rest, name.dropFirst())
        case .any: return !name.isEmpty && match(rest, name.dropFirst())
        case .set(let ranges, let isNegated):
            guard let found = name.first else { return false }
            return ranges.contains { $0.contains(found) } != isNegated && match(rest, name.dropFirst())
        }
    }

    private struct Parser {
        let text: String
        var rest: Substring

        mutating func elements(inChoice: Bool) throws -> [Element] {
            var elements: [Element] = []
            while let next = rest.first {
                if inChoice, next == "," || next == "}" { break }
                rest.removeFirst()
                switch next {
                case "*": elements.append(.anyRun)
                case "?": elements.append(.any)
                case "[": elements.append(try set())
                case "{": elements.append(try choice())
                case "\\": elements.append(.character(try escaped()))
                default: elements.append(.character(next))
                }
            }
            return elements
        }

        private mutating func choice() throws -> Element {
            var choices: [[Element]] = []
            while true {
                choices.append(try elements(inChoice: true))
                guard let end = rest.popFirst() else { throw unclosed("{") }
                if end == "}" { return .choice(choices) }
            }
        }

        private mutating func set() throws -> Element {
            var ranges: [ClosedRange<Character>] = []
            let isNegated = rest.first == "^" || rest.first == "!"
            if isNegated { rest.removeFirst() }
            while let next = rest.popFirst() {
                if next == "]", !ranges.isEmpty { return .set(ranges, isNegated: isNegated) }
                let low = next == "\\" ? try escaped() : next
                guard rest.first == "-", let high = rest.dropFirst().first, high != "]" else {
                    ranges.append(low...low)
                    continue
                }
                rest.removeFirst(2)
                guard low <= high else { throw unclosed("[") }
                ranges.append(low...high)
            }
            throw unclosed("[")
        }

        private mutating func escaped() throws -> Character {
            guard let next = rest.popFirst() else { throw unclosed("\\") }
            return next
        }

        private func unclosed(_ mark: String) -> TidemarkError {
            TidemarkError(.globWrong, ["pattern": text, "mark": mark])
        }
    }
}
