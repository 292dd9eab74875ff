/// One SQL value, the currency of the row-at-a-time paths (reference evaluator, literals, printing).
package indirect enum Value: Hashable, Sendable {
    case null
    case boolean(Bool)
    case int(Int32)
    case bigint(Int64)
    case double(Double)
    case string(UTF8String)
    /// Microseconds since the epoch.
    case timestamp(Int64)
    /// Days since the epoch.
    case date(Int32)
    case structure([Value])

    package var isNull: Bool { self == .null }
}

/// A string that compares, orders and hashes by its UTF-8 bytes, as SQL does.
///
/// Swift's `String` compares by canonical equivalence, under which two different byte sequences may be equal.
package struct UTF8String: Hashable, Comparable, Sendable, ExpressibleByStringLiteral {
    package var bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }
    package init(_ text: String) { bytes = Array(text.utf8) }
    package init(stringLiteral text: String) { self.init(text) }

    /// The text; bytes that are not UTF-8 appear as U+FFFD.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package static func < (left: UTF8String, right: UTF8String) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
