/// Entries of operator state end to end in one array, so that a batch of a million groups is two allocations.
// Safety: pointers given out span one entry's bytes of the array and are used within the call only.
package struct StateEntries: Sendable {
    private struct Place {
        var start: Int
        var keyCount: UInt32
        var valueCount: UInt32
    }

    private var bytes: [UInt8] = []
    private var places: [Place] = []

    /// None.
    package init() {}

    package init(_ entries: some Sequence<StateEntry>) { append(contentsOf: entries) }

    package mutating func reserve(_ count: Int, bytes total: Int) {
        places.reserveCapacity(places.count + count)
        bytes.reserveCapacity(bytes.count + total)
    }

    /// Adds an entry whose key and then value the closures append to the bytes.
    @inline(__always)
    package mutating func append(_ key: (inout [UInt8]) -> Void, value: (inout [UInt8]) -> Void) {
        let start = bytes.count
        key(&bytes)
        let middle = bytes.count
        value(&bytes)
        places.append(
            Place(start: start, keyCount: UInt32(middle - start), valueCount: UInt32(bytes.count - middle)))
    }

    package mutating func append(_ entry: StateEntry) {
        append({ $0 += entry.key }, value: { $0 += entry.value })
    }

    package mutating func append(contentsOf entries: some Sequence<StateEntry>) {
        for entry in entries { append(entry) }
    }

    package mutating func append(contentsOf other: StateEntries) {
        let shift = bytes.count
        bytes += other.bytes
        places += other.places.map {
            Place(start: $0.start + shift, keyCount: $0.keyCount, valueCount: $0.valueCount)
        }
    }

    /// Hands over key and value of every entry, in order.
    package func forEachEntry(
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws -> Void
    ) rethrows {
        try bytes.withUnsafeBytes { bytes in
            for place in places { try body(Self.key(place, bytes), Self.value(place, bytes)) }
        }
    }

    /// Whether the keys ascend, no two alike.
    var isSorted: Bool {
        bytes.withUnsafeBytes { bytes in
            zip(places, places.dropFirst()).allSatisfy {
                keyOrder(Self.key($0, bytes), Self.key($1, bytes)) < 0
            }
        }
    }

    /// The places of the entries in a range of their table, whose keys ascend.
    package func indices(in range: StateRange) -> Range<Int> {
        let lower = firstIndex(notBefore: range.lower)
        return lower..<Swift.max(lower, firstIndex(notBefore: range.upper))
    }

    private func firstIndex(notBefore key: [UInt8]) -> Int {
        bytes.withUnsafeBytes { bytes in
            key.withUnsafeBytes { key in
                var (low, high) = (0, places.count)
                while low < high {
                    let middle = (low + high) / 2
                    if keyOrder(Self.key(places[middle], bytes), key) < 0 {
                        low = middle + 1
                    } else {
                        high = middle
                    }
                }
                return low
            }
        }
    }

    /// Takes entries out.
    package mutating func remove(_ range: Range<Int>) { places.removeSubrange(range) }

    private static func key(_ place: Place, _ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[place.start..<(place.start + Int(place.keyCount))])
    }

    private static func value(_ place: Place, _ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let start = place.start + Int(place.keyCount)
        return UnsafeRawBufferPointer(rebasing: bytes[start..<(start + Int(place.valueCount))])
    }
}

extension StateEntries: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { places.count }

    package subscript(index: Int) -> StateEntry {
        bytes.withUnsafeBytes {
            StateEntry(
                key: [UInt8](Self.key(places[index], $0)), value: [UInt8](Self.value(places[index], $0)))
        }
    }
}

extension StateEntries: Hashable {
    package static func == (left: StateEntries, right: StateEntries) -> Bool { left.elementsEqual(right) }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        for entry in self { hasher.combine(entry) }
    }
}

// MARK: Sorting

extension StateEntries {
    /// Puts the entries into bytewise order of their keys, of which no two are alike.
    ///
    /// The eight bytes behind what all keys begin with are sorted by their digits, least one first (H. H.
    /// Seward, 1954); entries that agree in them by comparison.
    package mutating func sort() {
        if isSorted { return }
        let shared = sharedPrefix()
        var digits = bytes.withUnsafeBytes { bytes in
            places.indices.map { index in
                Digits(
                    number: Self.number(Self.key(places[index], bytes), from: shared), index: UInt32(index))
            }
        }
        Digits.sort(&digits)
        let unsorted = places
        for (rank, digit) in digits.enumerated() { places[rank] = unsorted[Int(digit.index)] }
        sortRuns(digits)
    }

    private struct Digits {
        var number: UInt64
        var index: UInt32

        /// Sorts by `number`; equal ones stay in their order.
        static func sort(_ items: inout [Digits]) {
            var other = items
            let different = items.reduce(0) { $0 | ($1.number ^ items[0].number) }
            for shift in stride(from: UInt64(0), to: 64, by: 8) where different >> shift & 0xff != 0 {
                var starts = [Int](repeating: 0, count: 257)
                for item in items { starts[Int(item.number >> shift & 0xff) + 1] += 1 }
                for digit in 0..<256 { starts[digit + 1] += starts[digit] }
                for item in items {
                    let digit = Int(item.number >> shift & 0xff)
                    other[starts[digit]] = item
                    starts[digit] += 1
                }
                swap(&items, &other)
            }
        }
    }

    /// How many bytes all keys begin with.
    private func sharedPrefix() -> Int {
        bytes.withUnsafeBytes { bytes in
            guard let first = places.first.map({ Self.key($0, bytes) }) else { return 0 }
            var shared = first.count
            for place in places {
                let key = Self.key(place, bytes)
                shared = Swift.min(shared, key.count)
                var equal = 0
                while equal < shared, key[equal] == first[equal] { equal += 1 }
                shared = equal
            }
            return shared
        }
    }

    // Safety: eight bytes are loaded only where the key has them.
    /// Eight bytes of a key as a number, with zeros behind a shorter one.
    private static func number(_ key: UnsafeRawBufferPointer, from start: Int) -> UInt64 {
        if key.count - start >= 8 {
            return UInt64(bigEndian: key.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        }
        var number: UInt64 = 0
        for index in start..<key.count { number = number << 8 | UInt64(key[index]) }
        return number << UInt64(8 * (8 - (key.count - start)))
    }

    // Safety: the places are inside the bytes.
    private mutating func sortRuns(_ digits: [Digits]) {
        var start = 0
        while start < digits.count {
            var end = start + 1
            while end < digits.count, digits[end].number == digits[start].number { end += 1 }
            if end - start > 1 {
                bytes.withUnsafeBytes { bytes in
                    places[start..<end].sort {
                        keyOrder(Self.key($0, bytes), Self.key($1, bytes)) < 0
                    }
                }
            }
            start = end
        }
    }
}
