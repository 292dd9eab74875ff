import CTideSystem

/// The CRC32C of key and payload at the end of every stored value.
package enum Seal {
    /// Bytes a seal adds to a payload.
    package static let size = 4

    /// The value to store: payload, then CRC32C(key + payload), least byte first.
    package static func seal(_ payload: [UInt8], key: [UInt8]) -> [UInt8] {
        var value = payload
        key.withUnsafeBytes { close(&value, key: $0) }
        return value
    }

    // Safety: the key is read within the call only.
    /// Makes a payload the value to store.
    static func close(_ value: inout [UInt8], key: UnsafeRawBufferPointer) {
        let crc = value.withUnsafeBytes { checksum(key: key, payload: $0) }
        withUnsafeBytes(of: crc.littleEndian) { value.append(contentsOf: $0) }
    }

    // Safety: both buffers are read within the call only; the result points into `value` and lives as long.
    /// The payload of a stored value whose seal is right.
    package static func open(
        _ value: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer
    ) throws(DamagedBytes) -> UnsafeRawBufferPointer {
        guard value.count >= size else {
            throw DamagedBytes("the value has \(value.count) bytes, too few for its checksum")
        }
        let payload = UnsafeRawBufferPointer(rebasing: value[..<(value.count - size)])
        let stored = UInt32(littleEndian: value.loadUnaligned(fromByteOffset: payload.count, as: UInt32.self))
        let computed = checksum(key: key, payload: payload)
        guard stored == computed else {
            throw DamagedBytes("the checksum is \(stored), the bytes give \(computed)")
        }
        return payload
    }

    // Safety: reads the two buffers within the call only.
    private static func checksum(key: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer) -> UInt32 {
        tide_crc32c(tide_crc32c(0, key.baseAddress, key.count), payload.baseAddress, payload.count)
    }
}
