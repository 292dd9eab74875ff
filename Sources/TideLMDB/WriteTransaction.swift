import CTideLMDB

/// The one writing transaction: committed when the closure it is given to returns, undone when that throws.
package struct WriteTransaction: ~Copyable, LMDBTransaction {
    /// The handles behind the transaction.
    package let handles: TransactionHandles

    init(_ handles: TransactionHandles) { self.handles = handles }

    deinit { handles.abort() }

    /// Ends the transaction; the code of mdb_txn_commit, after which nothing of it is left either way.
    func commit() -> Int32 {
        handles.isOpen = false
        return mdb_txn_commit(handles.transaction)
    }

    /// Stores `value` under `key`, in place of what was there. The first put into `Tree.result` makes the
    /// tree.
    // Safety: LMDB copies both before mdb_put returns.
    package func put(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, in tree: Tree = .main
    ) throws(LMDBError) {
        var wanted = try handles.checkedKey(key, "mdb_put")
        var data = MDB_val(value)
        try handles.check(
            mdb_put(handles.transaction, try makeTree(tree), &wanted, &data, 0), "mdb_put")
    }

    /// Stores copies of the bytes of both arrays.
    package func put(_ key: [UInt8], _ value: [UInt8], in tree: Tree = .main) throws(LMDBError) {
        try withBytes(of: key) { (key) throws(LMDBError) in
            try withBytes(of: value) { (value) throws(LMDBError) in try put(key, value, in: tree) }
        }
    }

    /// Stores `value` under a key larger than all others of the tree, which fills pages to the end.
    ///
    /// Throws `LMDBError` (`keyExists`) for any other key. The first one in `Tree.result` makes the tree.
    // Safety: LMDB copies both before mdb_put returns.
    package func append(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, in tree: Tree
    ) throws(LMDBError) {
        var wanted = try handles.checkedKey(key, "mdb_put")
        var data = MDB_val(value)
        try handles.check(
            mdb_put(handles.transaction, try makeTree(tree), &wanted, &data, UInt32(MDB_APPEND)), "mdb_put")
    }

    /// Removes `key`. False when it was not there.
    // Safety: LMDB reads the key during the call only.
    @discardableResult
    package func delete(_ key: UnsafeRawBufferPointer, in tree: Tree = .main) throws(LMDBError) -> Bool {
        guard let number = handles.number(of: tree) else { return false }
        var wanted = try handles.checkedKey(key, "mdb_del")
        let code = mdb_del(handles.transaction, number, &wanted, nil)
        if code == MDB_NOTFOUND { return false }
        try handles.check(code, "mdb_del")
        return true
    }

    /// Removes `key`. False when it was not there.
    @discardableResult
    package func delete(_ key: [UInt8], in tree: Tree = .main) throws(LMDBError) -> Bool {
        try withBytes(of: key) { (key) throws(LMDBError) in try delete(key, in: tree) }
    }

    /// Removes the entry a cursor is at; the cursor's `next()` then gives the one after it.
    package func delete(at cursor: borrowing Cursor) throws(LMDBError) {
        try handles.check(mdb_cursor_del(cursor.opened("mdb_cursor_del"), 0), "mdb_cursor_del")
    }

    /// Stores under `key` and leaves the cursor there; faster than a plain put when keys come in order.
    ///
    /// Neither key nor value may point into the environment.
    // Safety: LMDB copies both before mdb_cursor_put returns.
    package func put(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, at cursor: borrowing Cursor,
        _ place: CursorPlace = .free
    ) throws(LMDBError) {
        let raw = try cursor.opened("mdb_cursor_put")
        var wanted = try handles.checkedKey(key, "mdb_cursor_put")
        var data = MDB_val(value)
        try handles.check(mdb_cursor_put(raw, &wanted, &data, place.flags), "mdb_cursor_put")
    }

    private func makeTree(_ tree: Tree) throws(LMDBError) -> MDB_dbi {
        if let number = handles.number(of: tree) { return number }
        var number = MDB_dbi()
        try handles.check(
            mdb_dbi_open(handles.transaction, LMDBEnvironment.resultName, UInt32(MDB_CREATE), &number),
            "mdb_dbi_open")
        handles.result = number
        return number
    }
}

/// What is known of the place of an entry to be put at a cursor.
package enum CursorPlace {
    /// Nothing: the key is looked for.
    case free
    /// The cursor stands at the key.
    case current
    /// The key is larger than all others of the tree.
    case end

    fileprivate var flags: UInt32 {
        switch self {
        case .free: 0
        case .current: UInt32(MDB_CURRENT)
        case .end: UInt32(MDB_APPEND)
        }
    }
}
