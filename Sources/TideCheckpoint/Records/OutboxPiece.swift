import TideModel

/// A part of a committed batch's output that is not known to be durable in the sink: the head of a file, or
/// some of its bytes.
package struct OutboxPiece: Hashable, Sendable, TableRecord {
    package static let table = TableID.outbox
    package static let version: UInt8 = 1
    /// The most bytes of a piece: with version, seal and page header, one page of LMDB.
    static let bytesPerPiece = 4_075

    /// What a piece holds.
    package enum Content: Hashable, Sendable {
        /// The piece 0 of a file; the bytes follow unless they are staged.
        case head(path: String, length: Int64, checksum: UInt32, rows: Int64, staged: String?)
        case bytes([UInt8])
    }

    package var batch: Int64
    /// Number of the file in the batch, from 0.
    package var file: UInt32
    /// Number of the piece in the file, from 0.
    package var piece: UInt32
    package var content: Content

    package init(batch: Int64, file: UInt32, piece: UInt32, content: Content) {
        self.batch = batch
        self.file = file
        self.piece = piece
        self.content = content
    }

    package var key: [UInt8] {
        var writer = ByteWriter()
        writer.write(bigEndian: batch)
        writer.write(bigEndian: file)
        writer.write(bigEndian: piece)
        return writer.bytes
    }

    package func encode(into writer: inout ByteWriter) {
        switch content {
        case .head(let path, let length, let checksum, let rows, let staged):
            writer.write(path)
            writer.write(length)
            writer.write(checksum)
            writer.write(rows)
            writer.write(staged ?? "")
        case .bytes(let bytes): writer.write(raw: bytes)
        }
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        batch = try key.readBigEndian()
        file = try key.readBigEndian()
        piece = try key.readBigEndian()
        guard piece == 0 else {
            content = .bytes(fields.readRest())
            return
        }
        let path = try fields.readString()
        let length = try fields.read(Int64.self)
        let checksum = try fields.read(UInt32.self)
        let rows = try fields.read(Int64.self)
        let staged = try fields.readString()
        content = .head(
            path: path, length: length, checksum: checksum, rows: rows, staged: staged.isEmpty ? nil : staged)
    }
}

extension OutboxPiece {
    /// The pieces of a batch's files, in the order of their keys.
    static func pieces(of files: [OutputFile], batch: Int64) -> [OutboxPiece] {
        var pieces: [OutboxPiece] = []
        for (number, file) in files.enumerated() {
            var staged: String?
            var bytes: [UInt8] = []
            switch file.content {
            case .bytes(let content): bytes = content
            case .staged(let name): staged = name
            }
            let head = Content.head(
                path: file.path, length: file.length, checksum: file.checksum, rows: file.rows,
                staged: staged)
            pieces.append(OutboxPiece(batch: batch, file: UInt32(number), piece: 0, content: head))
            for (index, start) in stride(from: 0, to: bytes.count, by: bytesPerPiece).enumerated() {
                let part = Array(bytes[start..<min(start + bytesPerPiece, bytes.count)])
                pieces.append(
                    OutboxPiece(
                        batch: batch, file: UInt32(number), piece: UInt32(index + 1), content: .bytes(part)))
            }
        }
        return pieces
    }

    /// The files of pieces that follow each other as written. Throws ``DamagedEntry`` where one is missing or
    /// the bytes are not as many as the head says.
    static func files(of pieces: [OutboxPiece]) throws -> [OutputFile] {
        var files: [OutputFile] = []
        var expected: (file: UInt32, piece: UInt32) = (0, 0)
        for piece in pieces {
            switch piece.content {
            case .head(let path, let length, let checksum, let rows, let staged):
                guard piece.file == UInt32(files.count) else { throw piece.damage("file \(files.count)") }
                files.append(
                    OutputFile(
                        path: path, length: length, checksum: checksum, rows: rows,
                        content: staged.map { .staged($0) } ?? .bytes([])))
            case .bytes(let bytes):
                guard (piece.file, piece.piece) == expected, let last = files.indices.last,
                    case .bytes(var content) = files[last].content
                else { throw piece.damage("piece \(expected.piece) of file \(expected.file)") }
                files[last].content = .bytes([])
                content += bytes
                files[last].content = .bytes(content)
            }
            expected = (piece.file, piece.piece + 1)
        }
        for (number, file) in files.enumerated() {
            if case .bytes(let content) = file.content, Int64(content.count) != file.length {
                throw pieces[0].damage("\(file.length) bytes of file \(number)")
            }
        }
        return files
    }

    private func damage(_ what: String) -> DamagedEntry {
        DamagedEntry(key: [Self.table.rawValue] + key, reason: "\(what) expected")
    }
}
