package import TideModel

/// A row of a table of errors: the entry of the catalogue, and every word that is printed.
package struct PrintedError: Sendable {
    package let condition: ErrorCondition
    package let text: String

    package init(_ condition: ErrorCondition, _ text: String) {
        self.condition = condition
        self.text = text
    }
}

extension ErrorCondition {
    /// Whether a printed error is this entry with its placeholders filled in.
    package func fits(_ printed: String) -> Bool {
        let start = "error [\(code.rawValue)]: "
        guard printed.hasPrefix(start) else { return false }
        var rest = printed.dropFirst(start.count)
        for piece in Self.pieces(message) + (remedy.map { Self.pieces($0) } ?? []) {
            // A remedy that is nothing but a placeholder may have come out empty.
            guard let found = rest.firstRange(of: piece) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }

    /// What stands between the placeholders.
    private static func pieces(_ text: String) -> [String] {
        text.split(separator: /<[a-zA-Z]+>/).map(String.init)
    }
}
