import CTideLMDB

/// The raw handles of one transaction, for this module alone.
///
/// Or the pages themselves, where LMDB is left out.
// Safety: not Sendable, and never given out of the closure that the transaction lives in, so the pointer is
// used by one thread and only while the transaction is open.
package final class TransactionHandles {
    /// nil where `pages` is not.
    let transaction: OpaquePointer?
    let pages: PageSnapshot?
    let path: String
    let main: MDB_dbi
    var result: MDB_dbi?
    var isOpen = true

    init(transaction: OpaquePointer, path: String, main: MDB_dbi, result: MDB_dbi?) {
        self.transaction = transaction
        pages = nil
        self.path = path
        self.main = main
        self.result = result
    }

    init(pages: PageSnapshot) {
        transaction = nil
        self.pages = pages
        path = pages.path
        main = 0
        isOpen = false
    }

    func number(of tree: Tree) -> MDB_dbi? {
        switch tree {
        case .main: main
        case .result: result
        }
    }

    func check(_ code: Int32, _ operation: String) throws(LMDBError) {
        guard code == MDB_SUCCESS else { throw failure(code, operation) }
    }

    func failure(_ code: Int32, _ operation: String) -> LMDBError {
        LMDBError(operation: operation, code: LMDBError.Code(rawValue: code), path: path)
    }

    /// The key as LMDB takes it; refused unless it has 1 to 511 bytes (lmdb.h, mdb_env_get_maxkeysize).
    // Safety: LMDB only reads through the pointer it is given, and only during the call.
    func checkedKey(_ key: UnsafeRawBufferPointer, _ operation: String) throws(LMDBError) -> MDB_val {
        guard (1...511).contains(key.count) else { throw failure(MDB_BAD_VALSIZE, operation) }
        return MDB_val(key)
    }

    func abort() {
        guard isOpen else { return }
        isOpen = false
        mdb_txn_abort(transaction)
    }
}

extension MDB_val {
    // Safety: LMDB declares the pointer mutable and never writes through it for keys and values that it is
    // given.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.init(mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
    }
}

extension UnsafeRawBufferPointer {
    // Safety: LMDB sets both fields together: mv_size bytes are readable at mv_data.
    init(_ value: MDB_val) {
        self.init(start: value.mv_data, count: value.mv_size)
    }
}

/// The bytes of an array for the time of a call.
// Safety: the buffer is valid only inside `body`, which does not let it out.
func withBytes<Value>(
    of array: [UInt8], _ body: (UnsafeRawBufferPointer) throws(LMDBError) -> Value
) throws(LMDBError) -> Value {
    try array.withUnsafeBufferPointer { (buffer) throws(LMDBError) in
        try body(UnsafeRawBufferPointer(buffer))
    }
}
