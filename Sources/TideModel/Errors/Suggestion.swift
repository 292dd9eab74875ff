/// What to write instead of a name that is not there: "did you mean x?" for a slip of the hand, else what
/// there is to choose from; empty where there is nothing.
///
/// - Parameter kind: what the candidates are, in the plural: `columns`.
package func suggestion(for name: String, among candidates: [String], kind: String) -> String {
    if let near = nearestName(to: name, among: candidates) { return "did you mean \(near)?" }
    return candidates.isEmpty ? "" : "the \(kind) are: " + candidates.joined(separator: ", ")
}
