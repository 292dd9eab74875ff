import TideColumnar

/// What to write instead of a name that is not there: "did you mean x?" for a slip of the hand, else what
/// there is to choose from; empty where there is nothing.
///
/// - Parameter kind: what the candidates are, in the plural: `columns`; nil not to list them.
package func suggestion(for name: String, among candidates: [String], kind: String? = nil) -> String {
    if let near = nearestName(to: name, among: candidates) { return "did you mean \(near)?" }
    guard let kind, !candidates.isEmpty else { return "" }
    return "the \(kind) are: " + candidates.joined(separator: ", ")
}

/// `a, b or c`.
package func alternatives(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " or " + last
}
