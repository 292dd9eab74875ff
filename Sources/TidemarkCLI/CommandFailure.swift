import Glibc
import TideDurableIO
import TideModel

extension TidemarkError {
    /// A failed system call that nothing closer to it has explained.
    init(_ failure: IOFailure) {
        let code: ErrorCode =
            switch failure.errno {
            case _ where failure.isOutOfSpace: .storageFull
            case ENOENT, ENOTDIR: .pathNotFound
            case EACCES, EPERM, EROFS, EISDIR, EEXIST: .pathNotReadable
            default: .storageFailed
            }
        let remedy = code == .storageFull ? "make room, then run the same command again" : nil
        self.init(code, failure.description, remedy: remedy)
    }

    /// The refusal of a part of the command-line contract that this version does not have.
    static func unavailable(_ what: String) -> TidemarkError {
        TidemarkError(.unsupported, "`\(what)` is not available in this version")
    }
}
