import Glibc

/// A system call that failed: which, on what, why, and whether its effect may be there all the same.
package struct IOFailure: Error, Hashable, Sendable {
    /// Whether the effect that was asked for may be on disk or visible.
    package enum Outcome: Hashable, Sendable {
        /// Nothing changed.
        case didNotHappen
        /// Unknown: a sync failed, or a change was made and its sync failed. Never retried (fsync(2),
        /// ERRORS).
        case mayHaveHappened
    }

    /// The system call, as in the manual: `open`, `fdatasync`.
    package let operation: String
    /// What it was asked for.
    package let path: String
    /// The error number of errno(3).
    package let errno: Int32
    /// Whether the effect may be there.
    package let outcome: Outcome

    /// Makes a failure.
    package init(operation: String, path: String, errno: Int32, outcome: Outcome = .didNotHappen) {
        self.operation = operation
        self.path = path
        self.errno = errno
        self.outcome = outcome
    }

    /// Whether the disk or the quota is full.
    package var isOutOfSpace: Bool { Self.isOutOfSpace(errno) }

    /// Whether an error number means that there is no room: on the disk, or in the user's quota.
    package static func isOutOfSpace(_ errno: Int32) -> Bool { errno == ENOSPC || errno == EDQUOT }

    /// Whether nothing is at the path, or one of its parents is no directory.
    package var isAbsent: Bool { errno == ENOENT || errno == ENOTDIR }

    /// The system's text for `errno`, such as `No such file or directory`.
    package var reason: String {
        // Safety: glibc's strerror returns a string that stays valid until this thread's next call.
        strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
    }
}

extension IOFailure: CustomStringConvertible {
    /// `open /a/b: No such file or directory (2)`.
    package var description: String { "\(operation) \(path): \(reason) (\(errno))" }
}
