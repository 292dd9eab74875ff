/// Numbers distinct 64-bit keys 0, 1, 2, ... in order of first appearance.
///
/// Open addressing with linear probing at a load of at most a half; a key's home slot is the folded 128-bit
/// product of Wang Yi's wyhash (https://github.com/wangyi-fudan/wyhash).
struct IntegerInterner: Sendable {
    /// The key of each code.
    private(set) var keys: [UInt64] = []
    private var slots: [Slot] = []

    private struct Slot {
        var key: UInt64
        /// The key's code + 1; 0 marks a free slot.
        var mark: UInt32
    }

    /// Rows looked up between two checks for room, so that the inner loop never grows the table.
    private static let chunk = 1_024

    var count: Int { keys.count }

    /// Writes the code of each row's key, plus `base`; unknown keys get new codes.
    ///
    /// The cache of the last key pays where equal keys follow one another.
    mutating func intern(
        _ rows: borrowing [UInt64], base: UInt32 = 0, usesCache: Bool = true, into codes: inout [UInt32]
    ) {
        codes.removeAll(keepingCapacity: true)
        codes.reserveCapacity(rows.count)
        var start = 0
        while start < rows.count {
            let end = min(start + Self.chunk, rows.count)
            reserve(end - start)
            internChunk(rows, start..<end, base: base, usesCache: usesCache, into: &codes)
            start = end
        }
    }

    // Safety: rows are read inside `range`, which lies within `rows`; a probe is masked to the table, whose
    // size is a power of two and which `reserve` keeps at most half full, so that every probe ends; the
    // output has room for one code a row.
    private mutating func internChunk(
        _ rows: borrowing [UInt64], _ range: Range<Int>, base: UInt32, usesCache: Bool,
        into codes: inout [UInt32]
    ) {
        let mask = slots.count - 1
        var known: [UInt64] = []
        swap(&known, &keys)
        defer { swap(&known, &keys) }
        var lastKey: UInt64 = 0
        var lastCode: UInt32 = 0
        var haveLast = false
        rows.withUnsafeBufferPointer { rows in
            slots.withUnsafeMutableBufferPointer { slots in
                codes.append(addingCapacity: range.count) { output in
                    for row in range {
                        let key = rows[row]
                        if usesCache && haveLast && key == lastKey {
                            output.append(lastCode)
                            continue
                        }
                        var index = Int(truncatingIfNeeded: foldedHash(key)) & mask
                        while slots[index].mark != 0 && slots[index].key != key {
                            index = (index &+ 1) & mask
                        }
                        if slots[index].mark == 0 {
                            known.append(key)
                            slots[index] = Slot(key: key, mark: UInt32(known.count))
                        }
                        lastKey = key
                        lastCode = slots[index].mark &- 1 &+ base
                        haveLast = true
                        output.append(lastCode)
                    }
                }
            }
        }
    }

    private mutating func reserve(_ additional: Int) {
        let needed = 2 * (keys.count + additional)
        if needed <= slots.count { return }
        var size = 64
        while size < needed { size *= 2 }
        var grown = [Slot](repeating: Slot(key: 0, mark: 0), count: size)
        for code in keys.indices {
            var index = Int(truncatingIfNeeded: foldedHash(keys[code])) & (size - 1)
            while grown[index].mark != 0 { index = (index + 1) & (size - 1) }
            grown[index] = Slot(key: keys[code], mark: UInt32(code + 1))
        }
        slots = grown
    }
}

/// Both halves of the 128-bit product with an odd constant, folded (wyhash's `wymix`).
@inline(__always)
func foldedHash(_ key: UInt64) -> UInt64 {
    let product = (key ^ 0xa076_1d64_78bd_642f).multipliedFullWidth(by: 0xe703_7ed1_a0b4_28db)
    return product.high ^ product.low
}
