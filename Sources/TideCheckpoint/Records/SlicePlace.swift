/// Which slice of which batch a record tells of: the key of the tables of slices.
package struct SlicePlace: Hashable, Sendable {
    package var batch: Int64
    package var source: UInt16
    /// Order within the batch, from 0.
    package var seq: UInt32

    package init(batch: Int64, source: UInt16, seq: UInt32) {
        self.batch = batch
        self.source = source
        self.seq = seq
    }

    var key: [UInt8] {
        var writer = ByteWriter()
        writer.write(bigEndian: batch)
        writer.write(bigEndian: source)
        writer.write(bigEndian: seq)
        return writer.bytes
    }

    init(_ key: inout ByteReader) throws(DamagedBytes) {
        batch = try key.readBigEndian()
        source = try key.readBigEndian()
        seq = try key.readBigEndian()
    }
}
