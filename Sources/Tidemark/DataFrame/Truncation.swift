/// Whether and where `show` cuts long values.
public enum Truncation: Sendable, Hashable, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    /// Values are shown whole, to the left.
    case none
    /// Longer values end in `...`; values stand to the right. 0 or less is `none`.
    case at(Int)

    /// `true` cuts at 20 characters.
    public init(booleanLiteral cuts: Bool) { self = cuts ? .at(20) : .none }

    /// Cuts at so many characters.
    public init(integerLiteral length: Int) { self = .at(length) }

    /// Characters, nil for no limit.
    var length: Int? {
        switch self {
        case .none: nil
        case .at(let length): length > 0 ? length : nil
        }
    }
}
