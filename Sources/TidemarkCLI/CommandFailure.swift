import Glibc
import TideDurableIO
import TideModel

extension TidemarkError {
    /// A failed system call that nothing closer to it has explained.
    init(_ failure: IOFailure) {
        let condition: ErrorCondition =
            switch failure.errno {
            case _ where failure.isOutOfSpace: .diskFull
            case ENOENT, ENOTDIR: .pathAbsent
            case EACCES, EPERM, EROFS, EISDIR, EEXIST, ELOOP, ENAMETOOLONG: .pathForbidden
            default: .diskFailed
            }
        self.init(condition, ["failure": failure.description])
    }

    /// The refusal of a part of the command-line contract that this version does not have.
    static func unavailable(_ what: String) -> TidemarkError {
        TidemarkError(.notAvailable, ["what": what])
    }
}
