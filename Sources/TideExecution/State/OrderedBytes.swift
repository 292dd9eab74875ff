import TideModel

/// Numbers in keys, and the bounds of keys: what sorts as bytes do.
package enum OrderedBytes {
    /// A number in 8 bytes that are ordered as the numbers are: greatest byte first, the sign bit flipped.
    package static func of(_ number: Int64) -> [UInt8] {
        let ordered = UInt64(bitPattern: number) ^ (1 << 63)
        return (0..<8).map { UInt8(truncatingIfNeeded: ordered >> UInt64(56 - 8 * $0)) }
    }

    /// The number of the bytes that `of` gave.
    package static func number(_ bytes: some Collection<UInt8>) -> Int64 {
        Int64(bitPattern: bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } ^ (1 << 63))
    }

    /// A stored count of rows. Throws `checkpointDamaged` for bytes that are none.
    static func count(_ bytes: [UInt8]) throws -> Int64 {
        let count = number(bytes)
        guard bytes.count == 8, 0...(.max / 2) ~= count else {
            throw TidemarkError(.stateEntryDamaged, ["what": "a count of rows is \(count)"])
        }
        return count
    }

    /// The least key that is after all keys beginning with these bytes.
    static func successor(of prefix: [UInt8]) -> [UInt8] {
        var bytes = prefix
        while let last = bytes.popLast() {
            if last < 0xFF { return bytes + [last + 1] }
        }
        return [UInt8](repeating: 0xFF, count: prefix.count + 1)
    }
}
