import CTideLMDB
import Glibc
import TideDurableIO

/// A raw environment just opened, with its trees looked up.
// Safety: owned by the LMDBEnvironment that it is made for, which closes the handle.
struct OpenedEnvironment {
    let handle: OpaquePointer
    let descriptor: Int32
    let mapSize: Int
    let main: MDB_dbi
    let result: MDB_dbi?

    private static let smallestMap = 1 << 30

    init(path: String, mapSize wanted: Int, flags: UInt32) throws(LMDBError) {
        var size = wanted
        var attempts = 0
        while true {
            do throws(LMDBError) {
                self = try OpenedEnvironment(once: path, mapSize: size, flags: flags)
                return
            } catch {
                if error.code.rawValue == ENOMEM, size / 2 >= Self.smallestMap {
                    size /= 2
                } else if Self.isTransient(error.code), attempts < 5 {
                    attempts += 1
                    // A pause that a SIGTERM cuts short.
                    _ = SignalFlag.wait(upToNanoseconds: 10_000_000)
                } else {
                    throw error
                }
            }
        }
    }

    /// Failures seen while another process opens or closes the same environment and resets its lock file.
    private static func isTransient(_ code: LMDBError.Code) -> Bool {
        code == .invalid || code == .versionMismatch || [EAGAIN, EBUSY, EINTR].contains(code.rawValue)
    }

    private init(once path: String, mapSize: Int, flags: UInt32) throws(LMDBError) {
        func check(_ code: Int32, _ operation: String) throws(LMDBError) {
            guard code != MDB_SUCCESS else { return }
            throw LMDBError(operation: operation, code: LMDBError.Code(rawValue: code), path: path)
        }
        var created: OpaquePointer?
        try check(mdb_env_create(&created), "mdb_env_create")
        guard let handle = created else {
            throw LMDBError(operation: "mdb_env_create", code: .panic, path: path)
        }
        do throws(LMDBError) {
            // What LMDB asserts of pages is for others to write: it aborts on a damaged one.
            let assertion = mdb_env_set_assert(handle) { environment, _ in
                var path: UnsafePointer<CChar>?
                if mdb_env_get_path(environment, &path) == MDB_SUCCESS { MapFaults.end(stateDirectory: path) }
            }
            try check(assertion, "mdb_env_set_assert")
            try check(mdb_env_set_maxdbs(handle, 1), "mdb_env_set_maxdbs")
            try check(mdb_env_set_mapsize(handle, mapSize), "mdb_env_set_mapsize")
            try check(mdb_env_open(handle, path, flags, 0o666), "mdb_env_open")
            var dead: Int32 = 0
            try check(mdb_reader_check(handle, &dead), "mdb_reader_check")
            // LMDB opens the data file without O_CLOEXEC.
            var descriptor: Int32 = -1
            try check(mdb_env_get_fd(handle, &descriptor), "mdb_env_get_fd")
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            var main = MDB_dbi()
            try check(Self.openTree(handle, nil, &main), "mdb_dbi_open")
            var result: MDB_dbi?
            try check(Self.findResultTree(handle, &result), "mdb_dbi_open")
            var info = MDB_envinfo()
            try check(mdb_env_info(handle, &info), "mdb_env_info")
            self.handle = handle
            self.descriptor = descriptor
            self.mapSize = Int(info.me_mapsize)
            self.main = main
            self.result = result
        } catch {
            mdb_env_close(handle)
            throw error
        }
    }

    /// Looks for the tree `result` in the last commit; leaves `number` nil when there is none.
    static func findResultTree(_ handle: OpaquePointer, _ number: inout MDB_dbi?) -> Int32 {
        var found = MDB_dbi()
        let code = openTree(handle, LMDBEnvironment.resultName, &found)
        if code == MDB_NOTFOUND { return MDB_SUCCESS }
        if code == MDB_SUCCESS { number = found }
        return code
    }

    /// Opens a tree for the life of the environment: a handle outlives only a transaction that commits.
    private static func openTree(_ handle: OpaquePointer, _ name: String?, _ number: inout MDB_dbi) -> Int32 {
        var transaction: OpaquePointer?
        let began = mdb_txn_begin(handle, nil, UInt32(MDB_RDONLY), &transaction)
        guard began == MDB_SUCCESS else { return began }
        let code = mdb_dbi_open(transaction, name, 0, &number)
        guard code == MDB_SUCCESS else {
            mdb_txn_abort(transaction)
            return code
        }
        return mdb_txn_commit(transaction)
    }
}
