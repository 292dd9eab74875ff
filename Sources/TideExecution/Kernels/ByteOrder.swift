/// Orders two byte ranges as SQL orders strings: negative, 0 or positive.
// Safety: the callers pass ranges inside the two buffers; a word is loaded only where eight bytes of both
// remain.
@inline(__always)
func compareBytes(
    _ left: UnsafeRawBufferPointer, _ leftStart: Int, _ leftCount: Int,
    _ right: UnsafeRawBufferPointer, _ rightStart: Int, _ rightCount: Int
) -> Int {
    let common = min(leftCount, rightCount)
    var offset = 0
    while offset &+ 8 <= common {
        let a = left.loadUnaligned(fromByteOffset: leftStart &+ offset, as: UInt64.self)
        let b = right.loadUnaligned(fromByteOffset: rightStart &+ offset, as: UInt64.self)
        if a != b { return UInt64(bigEndian: a) < UInt64(bigEndian: b) ? -1 : 1 }
        offset &+= 8
    }
    while offset < common {
        let a = left[leftStart &+ offset]
        let b = right[rightStart &+ offset]
        if a != b { return a < b ? -1 : 1 }
        offset &+= 1
    }
    return leftCount &- rightCount
}

/// Whether one key comes before another, bytewise.
// Safety: each whole array is compared while its buffer is valid.
func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.withUnsafeBytes { left in
        right.withUnsafeBytes { compareBytes(left, 0, left.count, $0, 0, $0.count) < 0 }
    }
}
