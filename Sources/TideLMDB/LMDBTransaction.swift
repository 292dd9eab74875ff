import CTideLMDB

/// What reading and writing transactions have in common.
package protocol LMDBTransaction: ~Copyable {
    /// The handles behind the transaction.
    var handles: TransactionHandles { get }
}

extension LMDBTransaction where Self: ~Copyable {
    /// The transaction's number: of a reader, the last commit it sees; of a writer, the one it will be.
    package var id: UInt64 { handles.pages?.transaction ?? UInt64(mdb_txn_id(handles.transaction)) }

    /// The value of `key`, or nil.
    // Safety: the result points into the map (or a dirty page) and is valid until the transaction ends or
    // next writes, whichever is first; the caller copies what it keeps.
    package func get(
        _ key: UnsafeRawBufferPointer, in tree: Tree = .main
    ) throws(LMDBError) -> UnsafeRawBufferPointer? {
        if let pages = handles.pages { return try pages.get(key, in: tree) }
        guard let number = handles.number(of: tree) else { return nil }
        var wanted = try handles.checkedKey(key, "mdb_get")
        var found = MDB_val()
        let code = mdb_get(handles.transaction, number, &wanted, &found)
        if code == MDB_NOTFOUND { return nil }
        try handles.check(code, "mdb_get")
        return UnsafeRawBufferPointer(found)
    }

    /// A copy of the value of `key`, or nil.
    // Safety: the key's storage is valid inside the closure, and the value is copied before anything else
    // happens.
    package func get(_ key: [UInt8], in tree: Tree = .main) throws(LMDBError) -> [UInt8]? {
        try withBytes(of: key) { (bytes) throws(LMDBError) in
            try get(bytes, in: tree).map { [UInt8]($0) }
        }
    }

    /// The number of entries of a tree; the main tree counts the key that holds the root of `result`.
    package func entryCount(_ tree: Tree = .main) throws(LMDBError) -> UInt64 {
        try statistics(tree).entries
    }

    /// The size and shape of a tree.
    package func statistics(_ tree: Tree = .main) throws(LMDBError) -> TreeStatistics {
        if let pages = handles.pages { return pages.record(tree)?.statistics ?? TreeStatistics() }
        guard let number = handles.number(of: tree) else { return TreeStatistics() }
        var raw = MDB_stat()
        try handles.check(mdb_stat(handles.transaction, number, &raw), "mdb_stat")
        return TreeStatistics(raw)
    }

    /// Runs `body` with a cursor over a tree. With `Tree.result` not yet made, every move finds nothing.
    package func withCursor<Value>(
        _ tree: Tree = .main, _ body: (borrowing Cursor) throws -> Value
    ) throws -> Value {
        try body(try Cursor(handles, tree))
    }
}
