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
