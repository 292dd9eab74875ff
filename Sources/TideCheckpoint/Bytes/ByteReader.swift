/// Reads the fields of ``ByteWriter`` back; every read is checked against the bounds.
package struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Bytes not read yet.
    package var remaining: Int { bytes.count - position }

    /// Reads an integer, least byte first.
    package mutating func read<Integer: FixedWidthInteger>(
        _ type: Integer.Type = Integer.self
    ) throws(DamagedBytes) -> Integer {
        let field = try readRaw(count: Integer.bitWidth / 8)
        return field.reversed().reduce(0) { $0 << 8 | Integer(truncatingIfNeeded: $1) }
    }

    /// Reads an integer, greatest byte first.
    package mutating func readBigEndian<Integer: FixedWidthInteger>(
        _ type: Integer.Type = Integer.self
    ) throws(DamagedBytes) -> Integer {
        let field = try readRaw(count: Integer.bitWidth / 8)
        return field.reduce(0) { $0 << 8 | Integer(truncatingIfNeeded: $1) }
    }

    /// Reads a byte that is 0 or 1.
    package mutating func readBool() throws(DamagedBytes) -> Bool {
        switch try read(UInt8.self) {
        case 0: false
        case 1: true
        case let other: throw DamagedBytes("a flag is \(other), not 0 or 1")
        }
    }

    /// Reads a 32-bit length and as many bytes of UTF-8.
    package mutating func readString() throws(DamagedBytes) -> String {
        try Self.text(try readCounted())
    }

    /// Reads a 32-bit length and as many bytes.
    package mutating func readCounted() throws(DamagedBytes) -> [UInt8] {
        let length = try read(UInt32.self)
        return Array(try readRaw(count: Int(length)))
    }

    /// Reads all that is left.
    package mutating func readRest() -> [UInt8] {
        defer { position = bytes.count }
        return Array(bytes[position...])
    }

    /// Reads exactly `count` bytes.
    package mutating func readRaw(count: Int) throws(DamagedBytes) -> ArraySlice<UInt8> {
        guard count <= remaining else {
            throw DamagedBytes("\(count) bytes expected at byte \(position), \(remaining) are left")
        }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// Checks that nothing is left.
    package func finish() throws(DamagedBytes) {
        guard remaining == 0 else { throw DamagedBytes("\(remaining) bytes follow the last field") }
    }

    /// The text of UTF-8 bytes.
    package static func text(_ bytes: some Collection<UInt8>) throws(DamagedBytes) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw DamagedBytes("a text is not valid UTF-8")
        }
        return text
    }
}
