import CTideSystem
import Glibc

/// Tells what changes in directories, as the kernel sees it (inotify(7)).
///
/// A change is told once the call that made it has returned. What other machines change on a network file
/// system the kernel does not see: such directories are refused.
package final class DirectoryWatch {
    /// What has changed.
    package struct Changes: Hashable, Sendable {
        /// Names that came, went, or belong to what was written to, by the paths of their directories.
        package var files: [String: Set<String>] = [:]
        /// The same of directories in them.
        package var directories: [String: Set<String>] = [:]
        /// Watched paths that themselves were written to, moved, deleted, or given other permissions.
        package var places: Set<String> = []
        /// Whether changes were lost, or a name is not UTF-8: anything may have changed.
        package var isIncomplete = false

        package init() {}
    }

    /// Whether writing to a file is told while its writer keeps it open, too.
    private let tellsEachWrite: Bool
    let descriptor: Int32
    private var paths: [Int32: Set<String>] = [:]
    private var watches: [String: Int32] = [:]
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    /// nil where the kernel has no more watches to give.
    package init?(tellsEachWrite: Bool = false) {
        var number: Int32 = -1
        guard tide_watch_make(&number) == 0 else { return nil }
        descriptor = number
        self.tellsEachWrite = tellsEachWrite
    }

    deinit { close(descriptor) }

    /// What came of a wish to watch a path.
    package enum Addition: Hashable, Sendable {
        case watched
        /// Nothing is there.
        case absent
        /// The kernel has no more watches to give, the path may not be read, or its file system is one of a
        /// network.
        case refused
    }

    /// Watches a directory, for the names in it, or a file; links are followed.
    package func add(_ path: String) -> Addition {
        guard !path.utf8.contains(0) else { return .absent }
        var kinds = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE | IN_ATTRIB
        kinds |= IN_DELETE_SELF | IN_MOVE_SELF | IN_EXCL_UNLINK
        if tellsEachWrite { kinds |= IN_MODIFY }
        let watch = inotify_add_watch(descriptor, path, UInt32(kinds))
        guard watch >= 0 else { return errno == ENOENT || errno == ENOTDIR ? .absent : .refused }
        if let old = watches.updateValue(watch, forKey: path), old != watch { forget(path, of: old) }
        paths[watch, default: []].insert(path)
        // Asked for what is watched, which the path may not lead to any more.
        guard (try? FileSystem.isNetworkFileSystem(path)) == .some(nil) else {
            remove(path)
            return .refused
        }
        return .watched
    }

    /// Watches a path no more.
    package func remove(_ path: String) {
        if let watch = watches.removeValue(forKey: path) { forget(path, of: watch) }
    }

    private func forget(_ path: String, of watch: Int32) {
        paths[watch]?.remove(path)
        guard paths[watch]?.isEmpty == true else { return }
        paths[watch] = nil
        // Fails when the kernel has dropped the watch already, as what was watched is gone.
        inotify_rm_watch(descriptor, watch)
    }

    /// What has changed since the last call; does not wait.
    // Safety: read fills at most the given count of the array's own storage, which outlives the call.
    package func takeChanges() -> Changes {
        var changes = Changes()
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno != EAGAIN { changes.isIncomplete = true }
            guard count > 0 else { return changes }
            buffer.withUnsafeBytes { note(UnsafeRawBufferPointer(rebasing: $0[..<count]), &changes) }
        }
    }

    // Safety: the kernel writes whole events: 16 bytes (watch, kinds, cookie, length), then as many bytes of
    // name as the length says, with zeros at their end. Each is within `events`, which the caller holds.
    private func note(_ events: UnsafeRawBufferPointer, _ changes: inout Changes) {
        var offset = 0
        while offset + 16 <= events.count {
            let watch = events.loadUnaligned(fromByteOffset: offset, as: Int32.self)
            let kinds = events.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
            let length = Int(events.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
            let name = events[(offset + 16)..<(offset + 16 + length)].prefix { $0 != 0 }
            note(watch, Int32(bitPattern: kinds), name, &changes)
            offset += 16 + length
        }
    }

    // Safety: the name is read before the call returns.
    private func note(
        _ watch: Int32, _ kinds: Int32, _ name: Slice<UnsafeRawBufferPointer>, _ changes: inout Changes
    ) {
        if kinds & IN_Q_OVERFLOW != 0 { changes.isIncomplete = true }
        guard let places = paths[watch] else { return }
        if kinds & IN_IGNORED != 0 {
            // The kernel has dropped the watch.
            paths[watch] = nil
            for path in places where watches[path] == watch { watches[path] = nil }
            changes.places.formUnion(places)
        } else if name.isEmpty {
            changes.places.formUnion(places)
        } else if let name = String(validating: name, as: UTF8.self) {
            for path in places {
                if kinds & IN_ISDIR != 0 {
                    changes.directories[path, default: []].insert(name)
                } else {
                    changes.files[path, default: []].insert(name)
                }
            }
        } else {
            changes.isIncomplete = true
        }
    }
}
