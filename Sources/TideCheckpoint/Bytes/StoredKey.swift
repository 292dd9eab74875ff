import CTideSystem

/// The key under which LMDB stores an entry: table byte and key, or for keys over 510 bytes their head and hash.
///
/// LMDB's keys have at most 511 bytes. A table key (table byte, then the key) of up to 510 bytes is stored as it
/// is. A longer one is stored as its first 495 bytes and the XXH3-128 hash of all of it, 511 bytes together, so
/// the length alone tells the two apart; what follows the 495 bytes is kept in the value (``LongKeyBucket``).
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

/// The payload under a hashed key: every entry whose long key has that head and hash, told apart by the full key.
package struct LongKeyBucket: Hashable, Sendable {
    /// One entry: the table key after its first 495 bytes, and its value.
    package struct Entry: Hashable, Sendable {
        package var tail: [UInt8]
        package var value: [UInt8]
    }

    /// In bytewise order of their tails, no two alike.
    package private(set) var entries: [Entry] = []

    package init() {}

    /// Reads a payload: a 32-bit count, then tail and value of each entry, each after its 32-bit length.
    package init(payload: [UInt8]) throws(DamagedBytes) {
        var reader = ByteReader(payload)
        let count = try reader.read(UInt32.self)
        for _ in 0..<count {
            let tail = try reader.readCounted()
            entries.append(Entry(tail: tail, value: try reader.readCounted()))
        }
        try reader.finish()
    }

    /// What ``init(payload:)`` reads.
    package var payload: [UInt8] {
        var writer = ByteWriter()
        writer.write(UInt32(entries.count))
        for entry in entries {
            writer.write(counted: entry.tail)
            writer.write(counted: entry.value)
        }
        return writer.bytes
    }

    /// The value under a tail; nil when there is none, and setting nil removes it.
    package subscript(tail: [UInt8]) -> [UInt8]? {
        get { entries.first { $0.tail == tail }?.value }
        set {
            entries.removeAll { $0.tail == tail }
            guard let newValue else { return }
            let place = entries.firstIndex { tail.lexicographicallyPrecedes($0.tail) } ?? entries.endIndex
            entries.insert(Entry(tail: tail, value: newValue), at: place)
        }
    }
}
