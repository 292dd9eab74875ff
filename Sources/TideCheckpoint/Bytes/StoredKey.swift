import CTideSystem

/// The key under which LMDB stores an entry: table byte and key, or for keys over 510 bytes their head and
/// hash.
///
/// LMDB's keys have at most 511 bytes. A table key (table byte, then the key) of up to 510 bytes is stored
/// as it is. A longer one is stored as its first 495 bytes and the XXH3-128 hash of all of it, 511 bytes
/// together, so the length alone tells the two apart; what follows the 495 bytes is kept in the value
/// (``LongKeyBucket``).
package struct StoredKey: Hashable, Sendable {
    /// Length of a stored key that ends in a hash.
    package static let hashedCount = 511
    /// Bytes of the table key that a hashed stored key begins with.
    package static let headCount = 495
    /// A 128-bit hash as 16 bytes, greatest first.
    package typealias Hash = @Sendable ([UInt8]) -> [UInt8]

    /// The key in LMDB.
    package let bytes: [UInt8]
    /// For a hashed key, the table key after its first 495 bytes.
    package let tail: [UInt8]?

    /// The stored key of `key` in `table`.
    package init(_ table: TableID, _ key: some Collection<UInt8>, hash: Hash = StoredKey.xxh3) {
        var tableKey: [UInt8] = []
        tableKey.reserveCapacity(key.count + 1)
        tableKey.append(table.rawValue)
        tableKey.append(contentsOf: key)
        if tableKey.count < Self.hashedCount {
            bytes = tableKey
            tail = nil
        } else {
            bytes = tableKey[..<Self.headCount] + hash(tableKey)
            tail = Array(tableKey[Self.headCount...])
        }
    }

    // Safety: the hash reads the array's bytes within the closure only.
    /// XXH3-128 with seed 0.
    package static let xxh3: Hash = { bytes in
        let hash = bytes.withUnsafeBytes { tide_xxh3_128($0.baseAddress, $0.count) }
        var writer = ByteWriter()
        writer.write(bigEndian: hash.high)
        writer.write(bigEndian: hash.low)
        return writer.bytes
    }
}
