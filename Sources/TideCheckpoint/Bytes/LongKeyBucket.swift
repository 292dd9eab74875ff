/// The payload under a hashed key: every entry whose long key has that head and hash, told apart by the full
/// key.
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
