/// A record of one table: how its key and fields become bytes (docs/checkpoint-format.md has the byte
/// tables).
package protocol TableRecord: Sendable {
    /// The table the record lives in.
    static var table: TableID { get }
    /// The first byte of the payload: which fields follow.
    static var version: UInt8 { get }
    /// The bytes that fields written under an older version lack at their end; nil for a version that cannot
    /// be read.
    static func missing(in version: UInt8) -> [UInt8]?
    /// The key after the table's byte.
    var key: [UInt8] { get }
    /// Writes the fields after the version byte.
    func encode(into writer: inout ByteWriter)
    /// Reads what ``key`` and ``encode(into:)`` wrote.
    init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes)
}

extension TableRecord {
    package static func missing(in version: UInt8) -> [UInt8]? { nil }

    /// The payload: version byte, then the fields.
    package var payload: [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.version)
        encode(into: &writer)
        return writer.bytes
    }

    /// Reads a record back; both key and payload have to be used up.
    package init(key: [UInt8], payload: [UInt8]) throws(DamagedBytes) {
        var keyReader = ByteReader(key)
        let version = payload.first ?? 0
        guard let missing = version == Self.version ? [] : Self.missing(in: version) else {
            throw DamagedBytes("record version \(version), \(Self.version) expected")
        }
        var reader = ByteReader(Array(payload.dropFirst()) + missing)
        try self.init(key: &keyReader, fields: &reader)
        try keyReader.finish()
        try reader.finish()
    }
}
