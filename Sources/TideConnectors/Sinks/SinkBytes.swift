import CTideSystem

// Safety: reads the array's own storage within the call.
/// CRC32C (Castagnoli) of bytes.
package func crc32c(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { tide_crc32c(0, $0.baseAddress, $0.count) }
}
