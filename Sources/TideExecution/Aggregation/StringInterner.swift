import TideColumnar

/// Numbers distinct byte strings 0, 1, 2, ... in order of first appearance.
///
/// A string of up to eight bytes is its own tag, so that equal tags and lengths mean equal strings; longer
/// ones are tagged with a 64-bit hash and compared byte by byte.
struct StringInterner: Sendable {
    /// The string of each code.
    private(set) var values = StringValues()
    private var slots: [Slot] = []

    private struct Slot {
        var tag: UInt64
        var length: UInt32
        /// The string's code + 1; 0 marks a free slot.
        var mark: UInt32
    }

    private static let chunk = 1_024

    var count: Int { values.count }

    /// Writes the code of each row's string, plus `base`; unknown strings get new codes. A row that
    /// `validity` calls NULL gets code 0, which `base` keeps apart from the others.
    mutating func intern(
        _ rows: StringValues, validity: [Bool]?, base: UInt32, into codes: inout [UInt32]
    ) {
        codes.removeAll(keepingCapacity: true)
        codes.reserveCapacity(rows.count)
        var start = 0
        while start < rows.count {
            let end = min(start + Self.chunk, rows.count)
            reserve(end - start)
            internChunk(rows, validity, start..<end, base: base, into: &codes)
            start = end
        }
    }

    // Safety: rows are read inside `range`, which lies within `rows`, whose offsets ascend and end at the
    // length of its bytes; a word is loaded whole only where eight bytes remain; a probe is masked to the
    // table, which `reserve` keeps at most half full; known strings are read through `values`, which is not
    // changed while a pointer into it is held.
    private mutating func internChunk(
        _ rows: StringValues, _ validity: [Bool]?, _ range: Range<Int>, base: UInt32,
        into codes: inout [UInt32]
    ) {
        let mask = slots.count - 1
        var known = StringValues()
        swap(&known, &values)
        defer { swap(&known, &values) }
        rows.bytes.withUnsafeBytes { bytes in
            rows.offsets.withUnsafeBufferPointer { offsets in
                slots.withUnsafeMutableBufferPointer { slots in
                    codes.append(addingCapacity: range.count) { output in
                        for row in range {
                            if let validity, !validity[row] {
                                output.append(0)
                                continue
                            }
                            let start = Int(offsets[row])
                            let length = Int(offsets[row + 1]) - start
                            let tag = tagOf(bytes, start, length)
                            let size = UInt32(truncatingIfNeeded: length)
                            let home = foldedHash(tag ^ (UInt64(size) &* 0x9e37_79b9_7f4a_7c15))
                            var index = Int(truncatingIfNeeded: home) & mask
                            while true {
                                let slot = slots[index]
                                if slot.mark == 0 {
                                    known.append(
                                        UnsafeRawBufferPointer(rebasing: bytes[start..<(start + length)]))
                                    slots[index] = Slot(tag: tag, length: size, mark: UInt32(known.count))
                                    break
                                }
                                if slot.tag == tag && slot.length == size
                                    && (length <= 8
                                        || isStored(bytes, start, length, known, code: Int(slot.mark) - 1))
                                {
                                    break
                                }
                                index = (index &+ 1) & mask
                            }
                            output.append(slots[index].mark &- 1 &+ base)
                        }
                    }
                }
            }
        }
    }

    private mutating func reserve(_ additional: Int) {
        let needed = 2 * (count + additional)
        if needed <= slots.count { return }
        var size = 64
        while size < needed { size *= 2 }
        var grown = [Slot](repeating: Slot(tag: 0, length: 0, mark: 0), count: size)
        for slot in slots where slot.mark != 0 {
            let home = foldedHash(slot.tag ^ (UInt64(slot.length) &* 0x9e37_79b9_7f4a_7c15))
            var index = Int(truncatingIfNeeded: home) & (size - 1)
            while grown[index].mark != 0 { index = (index + 1) & (size - 1) }
            grown[index] = slot
        }
        slots = grown
    }
}

// Safety: the caller passes a range inside `bytes`; a whole word is loaded only where eight bytes remain.
@inline(__always)
private func tagOf(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ length: Int) -> UInt64 {
    if length <= 8 {
        if length == 0 { return 0 }
        if start &+ 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
            return UInt64(littleEndian: word) & (UInt64.max >> UInt64(64 &- 8 &* length))
        }
        var tag: UInt64 = 0
        for index in 0..<length { tag |= UInt64(bytes[start + index]) << UInt64(8 * index) }
        return tag
    }
    return longTag(bytes, start, length)
}

// Safety: `length` is above eight, so that the last eight bytes of the range may be loaded as one word.
private func longTag(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ length: Int) -> UInt64 {
    var hash = UInt64(length)
    var offset = 0
    while offset + 8 < length {
        hash = foldedHash(hash ^ bytes.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self))
        offset += 8
    }
    return foldedHash(hash ^ bytes.loadUnaligned(fromByteOffset: start + length - 8, as: UInt64.self))
}

// Safety: the caller passes a range inside `bytes`; the stored string has the same length.
private func isStored(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ length: Int, _ known: StringValues, code: Int
) -> Bool {
    let stored = Int(known.offsets[code])
    return known.bytes.withUnsafeBytes {
        compareBytes(bytes, start, length, $0, stored, length) == 0
    }
}
