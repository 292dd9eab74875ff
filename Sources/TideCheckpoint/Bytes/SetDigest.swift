import CTideSystem

/// A 128-bit digest of a set of entries, independent of their order: the sum of the entries' hashes
/// modulo 2^128, so that one entry is added or taken away without looking at the others.
///
/// An entry's hash is XXH3-128 (seed 0) of the key's length as 32 bits little-endian, the key as stored,
/// and the value as stored, its seal included.
package struct SetDigest: Hashable, Sendable {
    /// The sum, low 64 bits.
    package private(set) var low: UInt64 = 0
    /// The sum, high 64 bits.
    package private(set) var high: UInt64 = 0

    /// The digest of the empty set.
    package init() {}

    /// A stored digest.
    package init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    package var value: UInt128 { UInt128(high) << 64 | UInt128(low) }

    // Safety: both buffers are read within the call only.
    package mutating func insert(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        store(self.value &+ Self.hash(key: key, value: value))
    }

    // Safety: both buffers are read within the call only.
    package mutating func remove(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        store(self.value &- Self.hash(key: key, value: value))
    }

    private mutating func store(_ sum: UInt128) {
        low = UInt64(truncatingIfNeeded: sum)
        high = UInt64(truncatingIfNeeded: sum >> 64)
    }

    // Safety: copies both buffers into a scratch buffer that dies with the call.
    private static func hash(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) -> UInt128 {
        let count = 4 + key.count + value.count
        return withUnsafeTemporaryAllocation(byteCount: count, alignment: 8) { scratch in
            scratch.storeBytes(of: UInt32(key.count).littleEndian, as: UInt32.self)
            UnsafeMutableRawBufferPointer(rebasing: scratch[4...]).copyMemory(from: key)
            UnsafeMutableRawBufferPointer(rebasing: scratch[(4 + key.count)...]).copyMemory(from: value)
            let hash = tide_xxh3_128(scratch.baseAddress, count)
            return UInt128(hash.high) << 64 | UInt128(hash.low)
        }
    }
}
