extension JSONValue {
    /// The text for people as Jackson prints it: two spaces a level, ` : ` after a key, brackets of an array
    /// on the lines of its elements.
    package var prettyText: String { prettyText(indent: "") }

    private func prettyText(indent: String) -> String {
        let inner = indent + "  "
        switch self {
        case .object(let pairs) where !pairs.isEmpty:
            let lines = pairs.map {
                inner + JSONValue.string($0.key).text + " : " + $0.value.prettyText(indent: inner)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + indent + "}"
        case .array(let elements) where !elements.isEmpty:
            return "[ " + elements.map { $0.prettyText(indent: indent) }.joined(separator: ", ") + " ]"
        case .object: return "{ }"
        case .array: return "[ ]"
        case .string, .integer, .number, .bool, .null: return text
        }
    }
}
