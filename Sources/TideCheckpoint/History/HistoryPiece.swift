/// A part of a batch's before-images. The first one says how many bytes they have.
struct HistoryPiece: Hashable, Sendable, TableRecord {
    static let table = TableID.history
    static let version: UInt8 = 1
    /// The most bytes of a piece, those of the head included: with version, seal and page header, one page of
    /// LMDB.
    private static let bytesPerPiece = 4_075
    private static let headBytes = 16

    /// What stands before the bytes of piece 0.
    struct Head: Hashable, Sendable {
        /// Bytes of the batch's images.
        var length: Int64
        /// Bytes of the images of all batches up to this one, those dropped since included.
        var end: Int64
    }

    var batch: Int64
    /// Number of the piece in the batch, from 0.
    var piece: UInt32
    /// Of piece 0 only.
    var head: Head?
    var bytes: [UInt8]

    init(batch: Int64, piece: UInt32, head: Head?, bytes: [UInt8]) {
        self.batch = batch
        self.piece = piece
        self.head = head
        self.bytes = bytes
    }

    /// The key of a piece.
    static func key(batch: Int64, piece: UInt32) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(bigEndian: batch)
        writer.write(bigEndian: piece)
        return writer.bytes
    }

    var key: [UInt8] { Self.key(batch: batch, piece: piece) }

    func encode(into writer: inout ByteWriter) {
        if let head {
            writer.write(head.length)
            writer.write(head.end)
        }
        writer.write(raw: bytes)
    }

    init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        batch = try key.readBigEndian()
        piece = try key.readBigEndian()
        head = piece == 0 ? Head(length: try fields.read(), end: try fields.read()) : nil
        bytes = fields.readRest()
    }

    /// Gives the pieces of a batch's images to `body`, in the order of their keys; one at least.
    static func forEachPiece(
        of images: BeforeImages, batch: Int64, endOfOlder: Int64, _ body: (HistoryPiece) throws -> Void
    ) rethrows {
        let length = Int64(images.bytes.count)
        var start = 0
        var number: UInt32 = 0
        repeat {
            let room = number == 0 ? bytesPerPiece - headBytes : bytesPerPiece
            let end = min(start + room, images.bytes.count)
            try body(
                HistoryPiece(
                    batch: batch, piece: number,
                    head: number == 0 ? Head(length: length, end: endOfOlder + length) : nil,
                    bytes: Array(images.bytes[start..<end])))
            start = end
            number += 1
        } while start < images.bytes.count
    }
}
