import Glibc

// Safety: memcmp reads `count` bytes of both buffers within the call, and no more are in either.
/// Whether two buffers hold the same bytes.
func bytesEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    guard let left = left.baseAddress, let other = right.baseAddress else { return true }
    return memcmp(left, other, right.count) == 0
}

// Safety: as above, for as many bytes as both have.
/// Negative where `left` comes before `right` bytewise, 0 where they are equal.
func keyOrder(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
    let common = min(left.count, right.count)
    if common > 0, let one = left.baseAddress, let other = right.baseAddress {
        let order = memcmp(one, other, common)
        if order != 0 { return Int(order) }
    }
    return left.count - right.count
}
