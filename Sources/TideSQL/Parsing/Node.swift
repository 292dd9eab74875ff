import TidePlanning

/// An expression and how high its tree is; the height is bounded, see `Parser.maximumHeight`.
struct Node {
    var expression: UnresolvedExpression
    var height: Int
}
