import Glibc

/// Exclusive use of a directory, by flock(2) on a file in it that is never removed.
///
/// The kernel frees the lock when the process ends, however it ends, so there is no stale lock; the owner's
/// text in the file is only for the message. A second acquisition in the same process is refused like any
/// other.
package final class DirectoryLock: Sendable {
    /// What an attempt came to.
    package enum Acquisition {
        /// Ours until the lock object goes away.
        case acquired(DirectoryLock)
        /// Another's; the bytes its holder wrote (empty when it had not written yet).
        case held(owner: [UInt8])
    }

    /// The path of the lock file.
    package let path: String
    private let descriptor: FileDescriptor

    private init(path: String, descriptor: consuming FileDescriptor) {
        self.path = path
        self.descriptor = descriptor
    }

    // A child between fork and exec holds a duplicate of the descriptor, and with it the lock: this frees it.
    deinit { flock(descriptor.number, LOCK_UN) }

    /// Takes the lock without waiting and writes `owner` into the file, which is created if absent; with nil
    /// its content stays.
    package static func acquire(path: String, owner: [UInt8]?) throws(IOFailure) -> Acquisition {
        for _ in 0..<100 {
            let descriptor = try FileDescriptor(opening: path, flags: O_RDWR | O_CREAT | O_NOFOLLOW)
            do throws(IOFailure) {
                try posix("flock", path) { flock(descriptor.number, LOCK_EX | LOCK_NB) }
            } catch {
                if error.errno == EWOULDBLOCK {
                    return .held(owner: try FileSystem.readFileIfPresent(path) ?? [])
                }
                throw error
            }
            let lock = DirectoryLock(path: path, descriptor: descriptor)
            // Somebody may have removed or replaced the file between open and flock: then this lock guards
            // nothing.
            guard try lock.isStillHeld() else { continue }
            if let owner {
                try lock.overwrite(owner)
                try lock.descriptor.truncate(to: Int64(owner.count))
            }
            return .acquired(lock)
        }
        throw IOFailure(operation: "flock", path: path, errno: ESTALE)
    }

    /// Writes over the beginning of the locked file, in one call where the system takes it so.
    package func overwrite(_ content: [UInt8]) throws(IOFailure) { try descriptor.write(content, at: 0) }

    /// Makes the locked file's content durable.
    package func syncContent() throws(IOFailure) { try descriptor.syncData() }

    /// Whether the name still leads to the locked file: false once somebody removed or replaced it.
    package func isStillHeld() throws(IOFailure) -> Bool {
        let mine = try descriptor.status()
        let named = try FileSystem.status(path)
        return mine.linkCount > 0 && named?.identity == mine.identity
    }
}
