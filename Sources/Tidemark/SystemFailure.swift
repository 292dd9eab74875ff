import Glibc
package import TideDurableIO
package import TideModel

extension TidemarkError {
    /// A failed system call that nothing closer to it has explained.
    package init(_ failure: IOFailure) {
        let condition: ErrorCondition =
            switch failure.errno {
            case _ where failure.isOutOfSpace: .diskFull
            case ENOENT, ENOTDIR: .pathAbsent
            case EACCES, EPERM, EROFS, EISDIR, EEXIST, ELOOP, ENAMETOOLONG: .pathForbidden
            default: .diskFailed
            }
        self.init(condition, ["failure": failure.description])
    }
}
