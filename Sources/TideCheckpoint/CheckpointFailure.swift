import Glibc
import TideDurableIO
import TideLMDB
import TideModel

/// Turns what the layers below throw into the error a user sees.
struct CheckpointFailure {
    /// The checkpoint directory.
    let root: String

    /// Free space below which a failed write means a full disk: LMDB reports a short write as EIO, and writes
    /// runs of at most 64 pages.
    private static let fullBelow: Int64 = 1 << 20

    /// The user's error; errors that are neither ours nor storage's pass through.
    func error(_ error: any Error, during action: String) -> any Error {
        switch error {
        case let failure as IOFailure: storage(failure, during: action)
        case let failure as LMDBError: lmdb(failure, during: action)
        case let entry as DamagedEntry: damaged(entry.description)
        case let page as MetaPageDamage: damaged(page.description)
        case let newer as NewerFormat: tooNew(newer)
        case let overtaken as PagesOvertaken:
            TidemarkError(.checkpointOvertaken, ["path": root, "attempts": "\(overtaken.attempts)"])
        default: error
        }
    }

    /// Runs `body` and turns what it throws.
    func translating<Value>(_ action: String, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch { throw self.error(error, during: action) }
    }

    /// The state or the logs are not what was written.
    func damaged(_ what: String) -> TidemarkError {
        TidemarkError(.checkpointBroken, ["path": root, "what": what])
    }

    private func tooNew(_ newer: NewerFormat) -> TidemarkError {
        let what =
            newer.unknownFeatures == 0
            ? "format \(newer.format), this engine reads up to \(CommitRecord.newestFormat)"
            : "features 0x\(String(newer.unknownFeatures, radix: 16)) that this engine does not know"
        return TidemarkError(.checkpointNewer, ["path": root, "what": what])
    }

    private func storage(_ failure: IOFailure, during action: String) -> TidemarkError {
        if failure.isAbsent, failure.path == CheckpointLayout(root: root).stateData {
            return damaged("state/data.mdb is missing")
        }
        if failure.errno == EISDIR, failure.path.hasPrefix(root + "/") {
            return damaged("\(failure.path.dropFirst(root.utf8.count + 1)) is a directory")
        }
        if [EACCES, EPERM].contains(failure.errno) {
            return TidemarkError(
                .checkpointForbidden, ["path": root, "action": action, "failure": "\(failure)"])
        }
        return machine("\(failure)", errno: failure.errno, during: action)
    }

    private func lmdb(_ failure: LMDBError, during action: String) -> TidemarkError {
        if failure.code == .alreadyOpen {
            return TidemarkError(
                .checkpointHeld, ["path": root, "holder": "another query of this process"])
        }
        if failure.isDamage { return damaged("\(failure)") }
        if [EACCES, EPERM, EROFS].contains(failure.code.rawValue) {
            return TidemarkError(.checkpointReaderForbidden, ["path": root, "failure": "\(failure)"])
        }
        return machine("\(failure)", errno: failure.code.rawValue, during: action)
    }

    /// The machine failed. Space is looked at, as a full disk has more than one error number.
    private func machine(_ what: String, errno: Int32, during action: String) -> TidemarkError {
        let free = try? FileSystem.freeBytes(at: root)
        let isFull =
            IOFailure.isOutOfSpace(errno) || errno == EIO && free.map { $0 < Self.fullBelow } == true
        var values = ["path": root, "action": action, "failure": what]
        guard isFull else { return TidemarkError(.checkpointDiskFailed, values) }
        values["space"] = free.map { "\($0) bytes are free" } ?? "the free space is unknown"
        return TidemarkError(.checkpointDiskFull, values)
    }
}
