import CTideSystem

// Safety: reads the array's own storage within the call.
/// CRC32C (Castagnoli) of bytes, which come after others of checksum `before`.
package func crc32c(_ bytes: [UInt8], after before: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBytes { tide_crc32c(before, $0.baseAddress, $0.count) }
}
