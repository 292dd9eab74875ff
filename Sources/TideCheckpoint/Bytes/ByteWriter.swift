/// Appends fixed little-endian fields to a byte array.
package struct ByteWriter {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// Appends an integer, least byte first.
    package mutating func write(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends 1 or 0.
    package mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

    /// Appends the length in 32 bits, then the UTF-8 bytes.
    package mutating func write(_ text: String) { write(counted: Array(text.utf8)) }

    /// Appends the length in 32 bits, then the bytes.
    package mutating func write(counted value: [UInt8]) {
        write(UInt32(value.count))
        bytes.append(contentsOf: value)
    }

    /// Appends the bytes alone.
    package mutating func write(raw value: some Sequence<UInt8>) { bytes.append(contentsOf: value) }

    /// Appends an integer, greatest byte first: unsigned integers in keys sort by value.
    package mutating func write(bigEndian value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
