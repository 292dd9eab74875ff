import Glibc

// Safety: memcmp reads `count` bytes of both buffers within the call, and no more are in either.
/// Whether two buffers hold the same bytes.
func bytesEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    guard let left = left.baseAddress, let other = right.baseAddress else { return true }
    return memcmp(left, other, right.count) == 0
}
