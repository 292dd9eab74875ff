import Glibc
import Synchronization
import TideDurableIO

/// A checkpoint directory of a query that names none; it goes with this object, at the latest when the
/// process exits in order.
final class TemporaryCheckpoint: Sendable {
    private static let present = Mutex<Set<String>>([])
    /// Installs the removal at exit, once.
    private static let removesAtExit: Bool = {
        atexit { TemporaryCheckpoint.removeAll() } == 0
    }()

    let path: String

    /// Names a directory that does not exist yet, below `TMPDIR` or `/tmp`.
    init() {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        let path = joinAbsolute(parent.hasPrefix("/") ? parent : "/tmp", "tidemark-\(Randomness.uuid())")
        self.path = path
        if Self.removesAtExit { _ = Self.present.withLock { $0.insert(path) } }
    }

    deinit {
        _ = Self.present.withLock { $0.remove(path) }
        Self.remove(path)
    }

    private static func removeAll() {
        for path in present.withLock({ $0 }) { remove(path) }
    }

    /// What cannot be removed stays: nobody reads it again.
    private static func remove(_ path: String) { try? FileSystem.removeTree(path) }
}
