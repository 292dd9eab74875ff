package import TideColumnar
import TideLMDB

/// The rows of the result, in the order in which they were appended; some thousand at a time.
///
/// Rows never change, and go only by a rollback, so each reading has a snapshot of its own: what is read is
/// what the last batch asked for left, and no snapshot is held however long it takes.
package final class ResultReader {
    private let reader: CheckpointReader
    private let schema: Schema
    private let last: Int64
    private var place: ResultPlace?

    /// Reads the batches `batches`, of the result's schema.
    package init(_ reader: CheckpointReader, _ schema: Schema, batches: ClosedRange<Int64>) {
        self.reader = reader
        self.schema = schema
        last = batches.upperBound
        place = ResultPlace(batch: batches.lowerBound)
    }

    /// The next rows; nil at the end. Throws `TidemarkError`.
    package func next() throws -> RecordBatch? {
        guard let place else { return nil }
        return try reader.snapshot { snapshot in
            let found = try snapshot.resultPieces(from: place, through: last)
            self.place = found.next
            return found.pieces.isEmpty ? nil : try ResultPiece.rows(of: found.pieces, schema)
        }
    }
}

/// Where reading of the result begins.
package struct ResultPlace: Hashable, Sendable {
    package var batch: Int64
    package var row: Int64

    package init(batch: Int64 = 0, row: Int64 = 0) {
        self.batch = batch
        self.row = row
    }
}

extension LMDBTransaction where Self: ~Copyable {
    /// Rows and bytes that are enough at a time.
    private static var enoughRows: Int { 8_192 }
    private static var enoughBytes: Int { 1 << 24 }

    /// The next pieces, and where to go on; nil when these are the last of the batches up to `last`.
    ///
    /// Throws ``DamagedEntry`` where a piece does not follow the one before it.
    // Safety: keys and values point into the map and are copied before the cursor moves.
    func resultPieces(
        from first: ResultPlace, through last: Int64
    ) throws -> (pieces: [ResultPiece], next: ResultPlace?) {
        var pieces: [ResultPiece] = []
        var next: ResultPlace? = first
        var rows = 0
        var bytes = 0
        try withCursor(.result) { cursor in
            let key = StoredKey(.result, ResultPiece.key(batch: first.batch, firstRow: first.row))
            var entry = try cursor.seek(atLeast: key.bytes)
            while let place = next {
                guard let found = entry else {
                    next = nil
                    return
                }
                let (head, payload) = try openedPiece(found, at: place)
                guard head.batch <= last else {
                    next = nil
                    return
                }
                pieces.append(ResultPiece(firstRow: head.firstRow, rows: head.rows, payload: payload))
                next = ResultPlace(batch: head.batch, row: head.endRow)
                rows += head.rows
                bytes += payload.count
                if rows >= Self.enoughRows || bytes >= Self.enoughBytes { return }
                entry = try cursor.next()
            }
        }
        return (pieces, next)
    }

    /// Rows of a batch, by its last piece.
    func resultRows(ofBatch batch: Int64) throws -> Int64 {
        try withCursor(.result) { cursor in
            let key = StoredKey(.result, ResultPiece.key(batch: batch + 1, firstRow: 0))
            let after = try cursor.seek(atLeast: key.bytes)
            guard let last = after == nil ? try cursor.last() : try cursor.previous() else { return 0 }
            let (head, _) = try openedPiece(last, at: nil)
            return head.batch == batch ? head.endRow : 0
        }
    }

    // Safety: copies the payload while the entry is valid.
    /// Checks the seal of an entry and reads it: the piece that goes on at `place`, or the first of a later
    /// batch.
    private func openedPiece(
        _ entry: Cursor.Entry, at place: ResultPlace?
    ) throws -> (head: ResultPieceHead, payload: [UInt8]) {
        try describingDamage([UInt8](entry.key)) {
            let payload = try Seal.open(entry.value, key: entry.key)
            let head = try ResultPieceHead(key: entry.key, payload: payload)
            let expected = place.map { head.batch == $0.batch ? $0.row : 0 } ?? head.firstRow
            guard head.firstRow == expected else {
                throw DamagedBytes("row \(expected) of batch \(head.batch) expected")
            }
            return (head, [UInt8](payload))
        }
    }
}
