import Glibc
import TestSupport
import Testing
import TideDurableIO
import TideModel
import Tidemark

/// System calls that fail where nothing closer explains them. The failures are made here: a disk does not
/// fail when asked.
@Suite("Failures of the system")
struct SystemFailureTests {
    @Test(
        "the error number decides on code and remedy",
        arguments: [
            (
                ENOSPC, ErrorCondition.diskFull,
                """
                error [STORAGE_FULL]: the disk is full: write /x: No space left on device (28)
                  next: free some space, then run the same command again
                """
            ),
            (
                EIO, .diskFailed,
                """
                error [STORAGE_FAILED]: write /x: Input/output error (5)
                  next: look at the disk and the kernel's log, then run the same command again
                """
            ),
            (
                EACCES, .pathForbidden,
                """
                error [PATH_NOT_READABLE]: write /x: Permission denied (13)
                  next: allow this user to use it, or name another path
                """
            ),
        ] as [(Int32, ErrorCondition, String)])
    func text(errno: Int32, condition: ErrorCondition, text: String) {
        let error = TidemarkError(IOFailure(operation: "write", path: "/x", errno: errno))
        #expect("\(error)" == text)
        #expect(condition.fits(text))
    }
}
