import Glibc

/// Calls that change the file system.
extension FileSystem {
    /// Replaces the file at `path` as a whole: readers see the old bytes or the new ones, never a part.
    ///
    /// The bytes go to a hidden file `.NAME.tmp` beside it, which is then renamed. With `isDurable` the file
    /// and its name are on disk when this returns. A failure before the rename leaves the old file and no
    /// temporary one.
    package static func writeAtomically(
        _ bytes: [UInt8], to path: String, isDurable: Bool
    ) throws(IOFailure) {
        let directory = parent(of: path)
        let temporary = join(directory, ".\(lastName(of: path)).tmp")
        do throws(IOFailure) {
            try writeWhole(bytes, to: temporary, isDurable: isDurable)
            try rename(temporary, to: path)
        } catch {
            unlink(temporary)
            let outcome: IOFailure.Outcome = error.operation == "rename" ? error.outcome : .didNotHappen
            throw IOFailure(
                operation: error.operation, path: error.path, errno: error.errno, outcome: outcome)
        }
        if isDurable { try syncDirectory(directory) }
    }

    private static func writeWhole(
        _ bytes: [UInt8], to path: String, isDurable: Bool
    ) throws(IOFailure) {
        let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW)
        try file.write(bytes, at: 0)
        if isDurable { try file.syncData() }
    }

    /// Writes `bytes` at `offset` of a file, which is made anew for those at 0.
    package static func write(_ bytes: [UInt8], at offset: Int64, of path: String) throws(IOFailure) {
        let anew = offset == 0 ? O_CREAT | O_TRUNC : 0
        let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_NOFOLLOW | anew)
        try file.write(bytes, at: offset)
    }

    /// Writes `bytes` over what is at `offset` of an existing file and makes them durable.
    package static func overwrite(_ bytes: [UInt8], at offset: Int64, of path: String) throws(IOFailure) {
        let file = try FileDescriptor(opening: path, flags: O_WRONLY)
        try file.write(bytes, at: offset)
        try file.syncData()
    }

    /// Makes the names in a directory durable.
    package static func syncDirectory(_ path: String) throws(IOFailure) {
        do throws(IOFailure) {
            let directory = try FileDescriptor(opening: path, flags: O_RDONLY | O_DIRECTORY)
            try posix("fsync", path) { fsync(directory.number) }
        } catch {
            // Also when the open failed: the change that was to be made durable has been made.
            throw IOFailure(
                operation: error.operation, path: path, errno: error.errno, outcome: .mayHaveHappened)
        }
    }

    /// Makes the content of a file durable.
    package static func syncFile(_ path: String) throws(IOFailure) {
        try FileDescriptor(opening: path, flags: O_RDONLY).syncData()
    }

    /// Makes a directory and the parents it lacks, each durable in its parent. False when it was there.
    ///
    /// The parent of a directory that was there is synced too: an earlier process may have died between
    /// making it and syncing. There it is no error when the parent may not be read.
    @discardableResult
    package static func createDirectory(_ path: String) throws(IOFailure) -> Bool {
        let above = parent(of: path)
        do throws(IOFailure) {
            try posix("mkdir", path) { mkdir(path, 0o777) }
        } catch {
            switch error.errno {
            case EEXIST:
                guard try status(path)?.kind == .directory else { throw error }
                do throws(IOFailure) { try syncDirectory(above) } catch {
                    guard [EACCES, EPERM, EROFS].contains(error.errno) else { throw error }
                }
                return false
            case ENOENT where above != path && !path.isEmpty:
                try createDirectory(above)
                try posix("mkdir", path) { mkdir(path, 0o777) }
            default: throw error
            }
        }
        try syncDirectory(above)
        return true
    }

    /// Makes a directory whose parent is there; false when it was there. Durable once the parent is synced.
    package static func makeDirectory(_ path: String) throws(IOFailure) -> Bool {
        do throws(IOFailure) { try posix("mkdir", path) { mkdir(path, 0o777) } } catch {
            guard error.errno == EEXIST, try status(path)?.kind == .directory else { throw error }
            return false
        }
        return true
    }

    /// Writes a file anew and makes its content durable; its name is once the directory is synced.
    ///
    /// A failure leaves no file.
    package static func writeSynced(_ bytes: [UInt8], to path: String) throws(IOFailure) {
        do throws(IOFailure) { try writeWhole(bytes, to: path, isDurable: true) } catch {
            unlink(path)
            throw error
        }
    }

    /// Makes a new file, has `body` write it through its descriptor, and makes its content durable; its name
    /// is once the directory is synced.
    ///
    /// A failure, also of `body`, leaves no file.
    package static func createSynced(
        _ path: String, _ body: (_ descriptor: Int32) throws -> Void
    ) throws {
        let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
        do {
            try body(file.number)
            try file.syncData()
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Copies a file to a new one, as `createSynced` makes it.
    // Safety: the buffer lives in the closure it is used in.
    package static func copySynced(_ path: String, to newPath: String) throws {
        let source = try FileDescriptor(opening: path, flags: O_RDONLY)
        try createSynced(newPath) { descriptor in
            var offset: Int64 = 0
            var buffer = [UInt8](repeating: 0, count: 1 << 20)
            while true {
                let count = try buffer.withUnsafeMutableBytes { try source.read(at: offset, into: $0) }
                if count == 0 { return }
                var written = 0
                while written < count {
                    let start = written
                    written += try posix("pwrite", newPath) {
                        buffer.withUnsafeBytes { bytes in
                            pwrite(
                                descriptor, bytes.baseAddress?.advanced(by: start), count - start,
                                Int(offset) + start)
                        }
                    }
                }
                offset += Int64(count)
            }
        }
    }

    /// Renames; what is at `newPath` is replaced. The change is durable once the directory is synced.
    package static func rename(_ path: String, to newPath: String) throws(IOFailure) {
        guard !newPath.utf8.contains(0) else {
            throw IOFailure(operation: "rename", path: newPath, errno: EINVAL)
        }
        do throws(IOFailure) { try posix("rename", path) { Glibc.rename(path, newPath) } } catch {
            let outcome: IOFailure.Outcome = error.errno == EIO ? .mayHaveHappened : .didNotHappen
            throw IOFailure(operation: "rename", path: path, errno: error.errno, outcome: outcome)
        }
    }

    /// Removes a file or a link. False when nothing was there.
    @discardableResult
    package static func remove(_ path: String) throws(IOFailure) -> Bool {
        do throws(IOFailure) { try posix("unlink", path) { unlink(path) } } catch {
            if error.isAbsent { return false }
            throw error
        }
        return true
    }

    /// Removes a directory and all below it; links are removed, not followed. No effect when nothing is
    /// there.
    package static func removeTree(_ path: String) throws(IOFailure) {
        var raw = stat()
        do throws(IOFailure) { try posix("lstat", path) { lstat(path, &raw) } } catch {
            if error.isAbsent { return }
            throw error
        }
        guard raw.st_mode & S_IFMT == S_IFDIR else {
            try remove(path)
            return
        }
        for entry in try list(path) { try removeTree(join(path, entry.name)) }
        try posix("rmdir", path) { rmdir(path) }
    }

    /// Sets the time of last change, nanoseconds since 1970-01-01 UTC; the time of last access stays.
    package static func setModificationTime(_ path: String, ns: Int64) throws(IOFailure) {
        // utimensat wants 0..<10^9 nanoseconds, also before 1970: round the seconds down.
        let (quotient, remainder) = ns.quotientAndRemainder(dividingBy: 1_000_000_000)
        let seconds = remainder < 0 ? quotient - 1 : quotient
        let modified = timespec(tv_sec: Int(seconds), tv_nsec: Int(ns - seconds * 1_000_000_000))
        let access = timespec(tv_sec: 0, tv_nsec: Int((1 << 30) - 2))  // UTIME_OMIT
        let times = [access, modified]
        try posix("utimensat", path) { utimensat(AT_FDCWD, path, times, 0) }
    }

    /// `directory/name`.
    package static func join(_ directory: String, _ name: String) -> String {
        directory.utf8.last == UInt8(ascii: "/") ? directory + name : directory + "/" + name
    }

    /// The directory part of a path: `.` for a bare name, `/` for the root.
    package static func parent(of path: String) -> String {
        let bytes = trimmed(path)
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else {
            return path.utf8.first == UInt8(ascii: "/") ? "/" : "."
        }
        let above = trimmed(String(decoding: bytes[..<slash], as: UTF8.self))
        return above.isEmpty ? "/" : String(decoding: above, as: UTF8.self)
    }

    /// The last part of a path.
    package static func lastName(of path: String) -> String {
        let bytes = trimmed(path)
        let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        return String(decoding: bytes[start...], as: UTF8.self)
    }

    private static func trimmed(_ path: String) -> [UInt8] {
        var bytes = Array(path.utf8)
        while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        return bytes
    }
}
