import Glibc
import TideDurableIO
import TideModel

/// Turns failed system calls on a sink's directory into the error a user sees.
struct SinkFailure {
    let root: String

    func translating<Value>(_ action: String, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let failure as IOFailure { throw error(failure, during: action) }
    }

    private func error(_ failure: IOFailure, during action: String) -> TidemarkError {
        let values = ["path": root, "action": action, "failure": "\(failure)"]
        if failure.isOutOfSpace { return TidemarkError(.sinkDiskFull, values) }
        if [EACCES, EPERM, EROFS].contains(failure.errno) { return TidemarkError(.sinkForbidden, values) }
        if [ENOTDIR, EEXIST].contains(failure.errno), failure.operation == "mkdir" {
            return TidemarkError(.sinkIsFile, ["path": failure.path])
        }
        return TidemarkError(.sinkDiskFailed, values)
    }
}
