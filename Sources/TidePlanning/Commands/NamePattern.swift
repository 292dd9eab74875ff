/// A pattern of `SHOW TABLES LIKE`: `*` stands for any characters, `|` separates alternatives, letter case
/// does not count (Spark's StringUtils.filterPattern, without its regular expressions).
struct NamePattern {
    private let alternatives: [[Character]]

    init(_ text: String) {
        alternatives = text.lowercased().split(separator: "|", omittingEmptySubsequences: false).map { part in
            let trimmed = part.drop { $0 == " " }
            return Array(trimmed.reversed().drop { $0 == " " }.reversed())
        }
    }

    func matches(_ name: String) -> Bool {
        let name = Array(name.lowercased())
        return alternatives.contains { Self.matches(name[...], $0[...]) }
    }

    private static func matches(_ name: ArraySlice<Character>, _ pattern: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        if first == "*" {
            return matches(name, pattern.dropFirst()) || !name.isEmpty && matches(name.dropFirst(), pattern)
        }
        return name.first == first && matches(name.dropFirst(), pattern.dropFirst())
    }
}
