import CTideLMDB
import Glibc
import Synchronization
package import TideDurableIO

/// An LMDB environment: one data file in a directory, mapped for reading, with `lock.mdb` beside it.
///
/// Opened with MDB_NOTLS and never with WRITEMAP, NOSYNC or NOLOCK; `fork` without exec is not supported. A
/// commit is durable when it returns (with `syncsMeta` false: when the next commit or `sync()` has returned).
/// Transactions run on the calling thread from begin to end; a read or a write inside a write closure would
/// wait for itself. No code of this process may open and close `lock.mdb`: that drops the process's locks.
package final class LMDBEnvironment: Sendable {
    /// The directory.
    package let path: String
    /// Bytes of address space of the map.
    package let mapSize: Int
    /// What to tell the user when the map had to be smaller than asked for, or nil.
    package let mapWarning: String?

    static let resultName = "result"
    private static let openFiles = Mutex<Set<InodeIdentity>>([])

    // Safety: an environment handle may be used by all threads at once (lmdb.h); it is closed in deinit only,
    // when no transaction is left, as those run inside methods of this object.
    private nonisolated(unsafe) let handle: OpaquePointer
    private let descriptor: Int32
    private let isReadOnly: Bool
    private let main: MDB_dbi
    private let dataIdentity: InodeIdentity
    private let lockIdentity: InodeIdentity?
    /// The handle of the tree `result`, nil until it is found to exist. LMDB forbids two transactions that
    /// open a tree at the same time, so the lock is held as long as one may.
    private let resultTree: Mutex<MDB_dbi?>
    private let poison = Mutex<LMDBError?>(nil)

    /// Opens the environment in a directory that exists; `data.mdb` is made when absent and not `isReadOnly`.
    ///
    /// `mapSize` is halved while there is no address space for it, down to 1 GiB. Throws `LMDBError`
    /// (`alreadyOpen` for a second one in this process) or `IOFailure`.
    package init(
        path: String, mapSize: Int = 1 << 40, isReadOnly: Bool = false, syncsMeta: Bool = true
    ) throws {
        let flags = MDB_NOTLS | (isReadOnly ? MDB_RDONLY : 0) | (syncsMeta ? 0 : MDB_NOMETASYNC)
        let dataPath = FileSystem.join(path, "data.mdb")
        let opened = try Self.openFiles.withLock { files in
            // Any second open and close in a process drops LMDB's process locks, so look before, not after.
            if let present = try FileSystem.status(dataPath)?.identity, files.contains(present) {
                throw LMDBError(operation: "mdb_env_open", code: .alreadyOpen, path: path)
            }
            let opened = try OpenedEnvironment(path: path, mapSize: mapSize, flags: UInt32(flags))
            guard let identity = try FileSystem.status(dataPath)?.identity else {
                mdb_env_close(opened.handle)
                throw IOFailure(operation: "stat", path: dataPath, errno: ENOENT)
            }
            files.insert(identity)
            return (opened, identity)
        }
        self.path = path
        handle = opened.0.handle
        self.mapSize = opened.0.mapSize
        descriptor = opened.0.descriptor
        self.isReadOnly = isReadOnly
        main = opened.0.main
        resultTree = Mutex(opened.0.result)
        dataIdentity = opened.1
        lockIdentity = try? FileSystem.status(FileSystem.join(path, "lock.mdb"))?.identity
        mapWarning =
            opened.0.mapSize >= mapSize
            ? nil
            : "only \(opened.0.mapSize >> 30) GiB of address space for \(path): the state cannot grow beyond "
                + "that; raise the limit with `ulimit -v unlimited`"
    }

    deinit {
        Self.openFiles.withLock { files in
            mdb_env_close(handle)
            files.remove(dataIdentity)
        }
    }

    /// Runs `body` with a snapshot of the last commit.
    package func read<Value>(_ body: (borrowing ReadTransaction) throws -> Value) throws -> Value {
        let result = try findResultTree()
        return try body(ReadTransaction(try begin(UInt32(MDB_RDONLY), result: result)))
    }

    /// Runs `body` with the writing transaction, then commits; when `body` throws, nothing is changed.
    ///
    /// After a commit that failed, nobody knows what is on disk: this and every later call throws that error.
    package func write<Value>(_ body: (borrowing WriteTransaction) throws -> Value) throws -> Value {
        if let result = try findResultTree() { return try commit(result: result, body).value }
        var value: Value?
        try resultTree.withLock { result in
            let done = try commit(result: result, body)
            result = done.result
            value = .some(done.value)
        }
        guard let value else { preconditionFailure("the closure above sets the value or throws") }
        return value
    }

    /// Makes all commits durable, with one barrier.
    package func sync() throws(LMDBError) {
        try checkPoison()
        // mdb_env_sync refuses an environment opened for reading, whose readers may need the barrier all the
        // same.
        let code = isReadOnly ? (fdatasync(descriptor) == 0 ? 0 : errno) : mdb_env_sync(handle, 1)
        try check(code, "mdb_env_sync", poisons: true)
    }

    /// Size and use.
    package func statistics() throws(LMDBError) -> EnvironmentStatistics {
        var raw = MDB_envinfo()
        try check(mdb_env_info(handle, &raw), "mdb_env_info")
        return EnvironmentStatistics(raw)
    }

    /// Bytes of the data file in use by the last commit, free pages included.
    package func fileBytes() throws -> Int64 {
        let pageSize = try read { try $0.statistics().pageSize }
        return Int64(try statistics().lastPage + 1) * Int64(pageSize)
    }

    /// Writes a copy as of the last commit, page by page, into a file that is open for writing and empty.
    ///
    /// Waits for a commit that is going on and lets none begin while it reads the meta pages; after that
    /// the copy goes on beside all writers. The copy is not synced.
    package func copy(toDescriptor descriptor: Int32) throws(LMDBError) {
        try checkPoison()
        try check(mdb_env_copyfd(handle, descriptor), "mdb_env_copyfd")
    }

    /// Frees the reader slots of processes that died; how many there were.
    @discardableResult
    package func clearDeadReaders() throws(LMDBError) -> Int {
        var dead: Int32 = 0
        try check(mdb_reader_check(handle, &dead), "mdb_reader_check")
        return Int(dead)
    }

    /// Whether `data.mdb` and `lock.mdb` are still the files that were opened. When one was removed or
    /// replaced, another process may write beside this one, and nothing may be committed any more.
    package func isStillInPlace() throws(IOFailure) -> Bool {
        let data = try FileSystem.status(FileSystem.join(path, "data.mdb"))?.identity
        let lock = try FileSystem.status(FileSystem.join(path, "lock.mdb"))?.identity
        return data == dataIdentity && lock == lockIdentity
    }

    private func commit<Value>(
        result: MDB_dbi?, _ body: (borrowing WriteTransaction) throws -> Value
    ) throws -> (value: Value, result: MDB_dbi?) {
        let transaction = WriteTransaction(try begin(0, result: result))
        let value = try body(transaction)
        try check(transaction.commit(), "mdb_txn_commit", poisons: true)
        return (value, transaction.handles.result)
    }

    private func begin(_ flags: UInt32, result: MDB_dbi?) throws(LMDBError) -> TransactionHandles {
        try checkPoison()
        var transaction: OpaquePointer?
        let code = mdb_txn_begin(handle, nil, flags, &transaction)
        try check(code, "mdb_txn_begin", poisons: code == MDB_PANIC)
        guard let transaction else { throw LMDBError(operation: "mdb_txn_begin", code: .panic, path: path) }
        return TransactionHandles(transaction: transaction, path: path, main: main, result: result)
    }

    /// The handle of `result`, looked for again as long as it is unknown: another process may have made the
    /// tree.
    private func findResultTree() throws -> MDB_dbi? {
        try checkPoison()
        return try resultTree.withLock { known in
            if known == nil {
                let code = OpenedEnvironment.findResultTree(handle, &known)
                try check(code, "mdb_dbi_open", poisons: code == MDB_PANIC)
            }
            return known
        }
    }

    private func checkPoison() throws(LMDBError) {
        if let error = poison.withLock({ $0 }) { throw error }
    }

    private func check(_ code: Int32, _ operation: String, poisons: Bool = false) throws(LMDBError) {
        guard code != MDB_SUCCESS else { return }
        var error = LMDBError(operation: operation, code: LMDBError.Code(rawValue: code), path: path)
        if poisons {
            error.isPoisoned = true
            poison.withLock { $0 = $0 ?? error }
        }
        throw error
    }
}
