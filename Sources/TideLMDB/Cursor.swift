import CTideLMDB
import Glibc

/// A place in a tree, moved in key order (bytewise, a shorter key before its extensions).
// Safety: closed before the transaction ends, because it lives inside the closure of `withCursor`. Keys and
// values that it gives point into the map and are valid until the transaction ends or next writes.
package struct Cursor: ~Copyable {
    /// A key and its value.
    package struct Entry {
        /// The key, 1 to 511 bytes.
        package let key: UnsafeRawBufferPointer
        /// The value.
        package let value: UnsafeRawBufferPointer
    }

    private let handle: OpaquePointer?
    private let pages: PageCursor?
    private let handles: TransactionHandles

    init(_ handles: TransactionHandles, _ tree: Tree) throws(LMDBError) {
        self.handles = handles
        pages = handles.pages.map { PageCursor($0, tree) }
        guard pages == nil else {
            handle = nil
            return
        }
        guard let number = handles.number(of: tree) else {
            handle = nil
            return
        }
        var cursor: OpaquePointer?
        try handles.check(mdb_cursor_open(handles.transaction, number, &cursor), "mdb_cursor_open")
        handle = cursor
    }

    deinit {
        if let handle { mdb_cursor_close(handle) }
    }

    /// Moves to the first entry whose key is `key` or larger.
    package func seek(atLeast key: UnsafeRawBufferPointer) throws(LMDBError) -> Entry? {
        if let pages { return try pages.seek(atLeast: key) }
        return try move(MDB_SET_RANGE, from: try handles.checkedKey(key, "mdb_cursor_get"))
    }

    /// Moves to the first entry whose key is `key` or larger.
    package func seek(atLeast key: [UInt8]) throws(LMDBError) -> Entry? {
        try withBytes(of: key) { (key) throws(LMDBError) in try seek(atLeast: key) }
    }

    /// Moves to the first entry.
    package func first() throws(LMDBError) -> Entry? {
        if let pages { try pages.first() } else { try move(MDB_FIRST) }
    }

    /// Moves to the last entry.
    package func last() throws(LMDBError) -> Entry? {
        if let pages { try pages.last() } else { try move(MDB_LAST) }
    }

    /// Moves one forward; from nowhere, to the first entry.
    package func next() throws(LMDBError) -> Entry? {
        if let pages { try pages.next() } else { try move(MDB_NEXT) }
    }

    /// Moves one back; from nowhere, to the last entry.
    package func previous() throws(LMDBError) -> Entry? {
        if let pages { try pages.previous() } else { try move(MDB_PREV) }
    }

    /// The raw cursor, for the calls that need one; EINVAL for a tree that does not exist yet.
    func opened(_ operation: String) throws(LMDBError) -> OpaquePointer {
        guard let handle else { throw handles.failure(EINVAL, operation) }
        return handle
    }

    private func move(_ operation: MDB_cursor_op, from start: MDB_val = MDB_val()) throws(LMDBError) -> Entry?
    {
        guard let handle else { return nil }
        var key = start
        var value = MDB_val()
        let code = mdb_cursor_get(handle, &key, &value, operation)
        if code == MDB_NOTFOUND { return nil }
        try handles.check(code, "mdb_cursor_get")
        return Entry(key: UnsafeRawBufferPointer(key), value: UnsafeRawBufferPointer(value))
    }
}
