/// One SQL value, the currency of the row-at-a-time paths (reference evaluator, literals, printing).
public indirect enum Value: Hashable, Sendable {
    /// NULL of any type.
    case null
    /// BOOLEAN.
    case boolean(Bool)
    /// INT.
    case int(Int32)
    /// BIGINT.
    case bigint(Int64)
    /// DOUBLE.
    case double(Double)
    /// STRING.
    case string(UTF8String)
    /// Microseconds since the epoch.
    case timestamp(Int64)
    /// Days since the epoch.
    case date(Int32)
    /// A STRUCT's fields in order.
    case structure([Value])

    /// Whether it is NULL.
    public var isNull: Bool { self == .null }
}

/// A string that compares, orders and hashes by its UTF-8 bytes, as SQL does.
///
/// Swift's `String` compares by canonical equivalence, under which two different byte sequences may be equal.
public struct UTF8String: Hashable, Comparable, Sendable, ExpressibleByStringLiteral {
    /// The bytes; any are allowed.
    public var bytes: [UInt8]

    /// Makes a string of bytes.
    public init(bytes: [UInt8]) { self.bytes = bytes }
    /// Makes a string of a text's bytes.
    public init(_ text: String) { bytes = Array(text.utf8) }
    /// Makes a string of a literal's bytes.
    public init(stringLiteral text: String) { self.init(text) }

    /// The text; bytes that are not UTF-8 appear as U+FFFD.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Bytewise order.
    public static func < (left: UTF8String, right: UTF8String) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
