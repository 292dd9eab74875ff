/// A run of a batch's output rows: one entry of the table `result`.
package struct ResultPiece: Hashable, Sendable {
    /// The most bytes of a payload of several rows: with seal and page header, one page of LMDB.
    package static let targetSize = 4_076
    /// The most rows of a piece: where it is cut, each row counts for a bit at least.
    static let mostRows = 8 * targetSize
    static let version: UInt8 = 1

    /// The first row's number in its batch, from 0.
    package let firstRow: Int64
    /// At least 1.
    package let rows: Int
    /// The value without its seal.
    package let payload: [UInt8]

    package init(firstRow: Int64, rows: Int, payload: [UInt8]) {
        self.firstRow = firstRow
        self.rows = rows
        self.payload = payload
    }

    /// The key in `result` without the table's byte: batch, then row, so that rows come in their order.
    package static func key(batch: Int64, firstRow: Int64) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(bigEndian: batch)
        writer.write(bigEndian: firstRow)
        return writer.bytes
    }
}

/// The key and the head of a stored piece.
package struct ResultPieceHead: Hashable {
    let batch: Int64
    package let firstRow: Int64
    package let rows: Int
    /// Bytes of the payload before the columns.
    static let size = 5

    // Safety: both buffers are read within the call only.
    /// Reads the key, the table's byte included, and the beginning of the payload.
    package init(key: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer) throws(DamagedBytes) {
        guard key.count == 17, key[0] == TableID.result.rawValue else {
            throw DamagedBytes("the key is not that of a piece of the result")
        }
        batch = Int64(bigEndian: key.loadUnaligned(fromByteOffset: 1, as: Int64.self))
        firstRow = Int64(bigEndian: key.loadUnaligned(fromByteOffset: 9, as: Int64.self))
        guard payload.count >= Self.size else { throw DamagedBytes("the piece ends in its head") }
        guard payload[0] == ResultPiece.version else {
            throw DamagedBytes("record version \(payload[0]), \(ResultPiece.version) expected")
        }
        rows = Int(UInt32(littleEndian: payload.loadUnaligned(fromByteOffset: 1, as: UInt32.self)))
        guard batch >= 0, batch < .max, firstRow >= 0, firstRow <= .max - Int64(rows),
            1...ResultPiece.mostRows ~= rows
        else {
            throw DamagedBytes("batch \(batch), row \(firstRow), \(rows) rows")
        }
    }

    /// The number of the row after the last one.
    var endRow: Int64 { firstRow + Int64(rows) }
}
