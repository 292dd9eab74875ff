/// A part of a batch's before-images. The first one says how many bytes they have.
package struct HistoryPiece: Hashable, Sendable, TableRecord {
    package static let table = TableID.history
    package static let version: UInt8 = 1
    /// The most bytes of a piece, those of the head included: with version, seal and page header, one page of
    /// LMDB.
    fileprivate static let bytesPerPiece = 4_075
    fileprivate static let headBytes = 16

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

    package var key: [UInt8] { Self.key(batch: batch, piece: piece) }

    package func encode(into writer: inout ByteWriter) {
        if let head {
            writer.write(head.length)
            writer.write(head.end)
        }
        writer.write(raw: bytes)
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        batch = try key.readBigEndian()
        piece = try key.readBigEndian()
        head = piece == 0 ? Head(length: try fields.read(), end: try fields.read()) : nil
        bytes = fields.readRest()
    }
}

/// Cuts a batch's before-images into pieces while they are added.
struct HistoryPacker {
    /// Bytes that are held before pieces are made of them.
    private static let mostHeld = 16 * HistoryPiece.bytesPerPiece

    let batch: Int64
    private(set) var images: BeforeImages
    /// The bytes of piece 0, which is written last.
    private var first: [UInt8]?
    private var nextPiece: UInt32 = 1

    init(batch: Int64, limit: Int64 = BeforeImages.mostBytes) {
        self.batch = batch
        images = BeforeImages(limit: limit)
    }

    // Safety: both buffers are copied before the call returns.
    mutating func add(key: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer?) {
        images.add(key: key, payload: payload)
    }

    /// The pieces that can be made by now, none most of the time; piece 0 is not among them.
    mutating func takePieces() -> [HistoryPiece] {
        guard images.bytes.count >= Self.mostHeld else { return [] }
        takeFirst()
        return take(images.bytes.count / HistoryPiece.bytesPerPiece)
    }

    /// The pieces that were not taken, piece 0 as the last one; `endOfOlder` as in its head.
    consuming func finish(endOfOlder: Int64) -> [HistoryPiece] {
        takeFirst()
        let rest = images.bytes.count
        let pieces = take((rest + HistoryPiece.bytesPerPiece - 1) / HistoryPiece.bytesPerPiece)
        let head = HistoryPiece.Head(length: images.length, end: endOfOlder + images.length)
        return pieces + [HistoryPiece(batch: batch, piece: 0, head: head, bytes: first ?? [])]
    }

    private mutating func takeFirst() {
        let room = HistoryPiece.bytesPerPiece - HistoryPiece.headBytes
        if first == nil { first = images.take(min(room, images.bytes.count)) }
    }

    private mutating func take(_ pieces: Int) -> [HistoryPiece] {
        var bytes = images.take(min(pieces * HistoryPiece.bytesPerPiece, images.bytes.count))[...]
        var taken: [HistoryPiece] = []
        while !bytes.isEmpty {
            let part = Array(bytes.prefix(HistoryPiece.bytesPerPiece))
            taken.append(HistoryPiece(batch: batch, piece: nextPiece, head: nil, bytes: part))
            bytes.removeFirst(part.count)
            nextPiece += 1
        }
        return taken
    }
}
