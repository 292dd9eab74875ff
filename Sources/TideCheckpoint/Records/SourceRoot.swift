/// Where a source's files are; the entries `source-root/<source>` of `meta`.
package struct SourceRoot: Hashable, Sendable, TableRecord {
    package static let table = TableID.meta
    package static let version: UInt8 = 1
    private static let prefix = "source-root/"

    package var source: UInt16
    /// Relative to the checkpoint directory.
    package var relative: String
    package var absolute: String

    package init(source: UInt16 = 0, relative: String, absolute: String) {
        self.source = source
        self.relative = relative
        self.absolute = absolute
    }

    /// The key of a source.
    package static func key(source: UInt16) -> [UInt8] { Array("\(prefix)\(source)".utf8) }

    package var key: [UInt8] { Self.key(source: source) }

    package func encode(into writer: inout ByteWriter) {
        writer.write(relative)
        writer.write(absolute)
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        let name = try ByteReader.text(key.readRest())
        guard name.hasPrefix(Self.prefix), let number = UInt16(name.dropFirst(Self.prefix.count)) else {
            throw DamagedBytes("the name \(name) is not a source's")
        }
        source = number
        relative = try fields.readString()
        absolute = try fields.readString()
    }
}
