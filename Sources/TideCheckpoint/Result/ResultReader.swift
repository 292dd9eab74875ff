package import TideColumnar
import TideLMDB

/// The rows of the result, in the order in which they were appended; some thousand at a time.
///
/// Lives as long as the snapshot it was made of. Reads throw ``DamagedEntry`` and `LMDBError`.
package final class ResultReader {
    /// Rows and bytes that are enough for one record batch.
    private static let enoughRows = 8_192
    private static let enoughBytes = 1 << 24

    /// A transaction known by its handles.
    private struct Transaction: LMDBTransaction {
        let handles: TransactionHandles
    }

    private let schema: Schema
    private let batch: Int64?
    /// nil for a checkpoint that is not born yet.
    private let transaction: Transaction?
    /// The batch and row to read next.
    private var place: (batch: Int64, row: Int64)

    init(_ schema: Schema, batch: Int64?, _ handles: TransactionHandles?) {
        self.schema = schema
        self.batch = batch
        transaction = handles.map(Transaction.init)
        place = (batch ?? 0, 0)
    }

    /// Another reader of the same rows, which begins with the first.
    package func fromStart() -> ResultReader { ResultReader(schema, batch: batch, transaction?.handles) }

    /// The next rows; nil at the end.
    // Safety: keys and values point into the map and are used up before the cursor moves.
    package func next() throws -> RecordBatch? {
        guard let transaction else { return nil }
        precondition(transaction.handles.isOpen, "the rows of a snapshot are read while it lives")
        var unpacker = ResultUnpacker(schema)
        try transaction.withCursor(.result) { cursor in
            let key = StoredKey(.result, ResultPiece.key(batch: place.batch, firstRow: place.row))
            var entry = try cursor.seek(atLeast: key.bytes)
            while let found = entry {
                let head = try Self.opened(found) { head, payload in
                    guard batch == nil || head.batch == batch else { return }
                    try requireNext(head)
                    try unpacker.append(head, payload)
                }
                guard batch == nil || head.batch == batch else { return }
                place = (head.batch, head.endRow)
                if unpacker.count >= Self.enoughRows || unpacker.byteCount >= Self.enoughBytes { return }
                entry = try cursor.next()
            }
        }
        return unpacker.count > 0 ? unpacker.finish() : nil
    }

    /// A piece follows the one before it, or is the first of a later batch.
    private func requireNext(_ head: ResultPieceHead) throws(DamagedBytes) {
        let expected = head.batch == place.batch ? place.row : 0
        guard head.firstRow == expected else {
            throw DamagedBytes("row \(expected) of batch \(head.batch) expected")
        }
    }

    /// Rows that a batch has, by its last piece.
    static func rows(ofBatch batch: Int64, _ handles: TransactionHandles) throws -> Int64 {
        try Transaction(handles: handles).withCursor(.result) { cursor in
            let key = StoredKey(.result, ResultPiece.key(batch: batch + 1, firstRow: 0))
            let after = try cursor.seek(atLeast: key.bytes)
            guard let last = after == nil ? try cursor.last() : try cursor.previous() else { return 0 }
            let head = try opened(last) { _, _ in }
            return head.batch == batch ? head.endRow : 0
        }
    }

    // Safety: the buffers are valid during the call of `body`.
    /// Checks the seal of an entry and reads its head.
    private static func opened(
        _ entry: Cursor.Entry, _ body: (ResultPieceHead, UnsafeRawBufferPointer) throws -> Void
    ) throws -> ResultPieceHead {
        try describingDamage([UInt8](entry.key)) {
            let payload = try Seal.open(entry.value, key: entry.key)
            let head = try ResultPieceHead(key: entry.key, payload: payload)
            try body(head, payload)
            return head
        }
    }
}
