import CTideSystem
import Glibc

/// The file system, as plain calls that fail with `IOFailure`. Paths are UTF-8, relative ones are resolved by
/// the system against the working directory.
package enum FileSystem {
    /// The whole content of a file.
    package static func readFile(_ path: String) throws(IOFailure) -> [UInt8] {
        let file = try FileDescriptor(opening: path, flags: O_RDONLY)
        var content: [UInt8] = []
        // Files of /proc report size 0, so the size is only a hint and reading goes on until the end.
        var capacity = max(Int(try file.status().sizeBytes) + 1, 4096)
        while true {
            let chunk = try readChunk(file, at: Int64(content.count), count: capacity)
            content += chunk
            if chunk.count < capacity { return content }
            capacity = 1 << 20
        }
    }

    // Safety: the buffer is the array's own storage, and does not leave the closure.
    private static func readChunk(
        _ file: borrowing FileDescriptor, at offset: Int64, count: Int
    ) throws(IOFailure) -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: count)
        let filled = try chunk.withUnsafeMutableBufferPointer { (buffer) throws(IOFailure) in
            try file.read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
        }
        chunk.removeLast(count - filled)
        return chunk
    }

    /// The whole content of a file, or nil when there is none.
    package static func readFileIfPresent(_ path: String) throws(IOFailure) -> [UInt8]? {
        do throws(IOFailure) { return try readFile(path) } catch {
            if error.isAbsent { return nil }
            throw error
        }
    }

    /// The entries of a directory but `.` and `..`, sorted bytewise by name.
    package static func list(_ path: String) throws(IOFailure) -> [DirectoryEntry] {
        var entries: [DirectoryEntry] = []
        try forEachName(in: path) { name, type, directory throws(IOFailure) in
            entries.append(entry(name, type: type, in: directory))
        }
        return entries.sorted { $0.name.isBytewise(before: $1.name) }
    }

    /// As `list`, of the names that are wanted, each with the facts about it, links followed: nil when it
    /// went away meanwhile or is a link that leads nowhere.
    // Safety: the name is valid until the closure returns.
    package static func listWithStatus(
        _ path: String, where isWanted: (_ name: String) -> Bool
    ) throws(IOFailure) -> [(entry: DirectoryEntry, status: FileStatus?)] {
        var entries: [(entry: DirectoryEntry, status: FileStatus?)] = []
        try forEachName(in: path) { name, type, directory throws(IOFailure) in
            let valid = String(validatingCString: name)
            let text = valid ?? String(cString: name)
            guard isWanted(text) else { return }
            var raw = stat()
            var status: FileStatus?
            if fstatat(directory, name, &raw, 0) == 0 {
                status = FileStatus(raw)
            } else if errno != ENOENT, errno != ENOTDIR {
                throw IOFailure(operation: "stat", path: join(path, text), errno: errno)
            }
            let isLink =
                status == nil || Int32(type) != Int32(DT_REG) && Int32(type) != Int32(DT_DIR)
                ? entry(name, type: type, in: directory).isLink : false
            let kind = status?.kind ?? .other
            entries.append(
                (DirectoryEntry(name: text, kind: kind, isLink: isLink, isNameValid: valid != nil), status))
        }
        return entries.sorted { $0.entry.name.isBytewise(before: $1.entry.name) }
    }

    /// Calls `body` with each name in a directory but `.` and `..`, the type the listing tells, and the
    /// directory's descriptor.
    // Safety: readdir's entry is valid until the next call on the stream, and is copied before that; the
    // stream is this function's own and is closed on every way out.
    private static func forEachName(
        in path: String,
        _ body: (_ name: UnsafePointer<CChar>, _ type: UInt8, _ directory: Int32) throws(IOFailure) -> Void
    ) throws(IOFailure) {
        let directory = try FileDescriptor(opening: path, flags: O_RDONLY | O_DIRECTORY)
        let number = try posix("dup", path) { fcntl(directory.number, F_DUPFD_CLOEXEC, 0) }
        guard let stream = fdopendir(number) else {
            let code = errno
            close(number)
            throw IOFailure(operation: "fdopendir", path: path, errno: code)
        }
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let raw = readdir(stream) else {
                if errno == 0 { return }
                throw IOFailure(operation: "readdir", path: path, errno: errno)
            }
            let type = raw.pointee.d_type
            try withUnsafePointer(to: &raw.pointee.d_name) { (tuple) throws(IOFailure) in
                try tuple.withMemoryRebound(to: CChar.self, capacity: 256) { (name) throws(IOFailure) in
                    if strcmp(name, ".") != 0, strcmp(name, "..") != 0 {
                        try body(name, type, directory.number)
                    }
                }
            }
        }
    }

    // Safety: `name` is a terminated string that the caller keeps valid during the call.
    private static func entry(_ name: UnsafePointer<CChar>, type: UInt8, in directory: Int32)
        -> DirectoryEntry
    {
        let valid = String(validatingCString: name)
        var kind: FileKind
        var isLink = Int32(type) == Int32(DT_LNK)
        switch Int32(type) {
        case Int32(DT_REG): kind = .file
        case Int32(DT_DIR): kind = .directory
        case Int32(DT_LNK), Int32(DT_UNKNOWN):
            // Some file systems tell no type in the listing; a link is what it leads to.
            var raw = stat()
            kind = fstatat(directory, name, &raw, 0) == 0 ? FileKind(mode: raw.st_mode) : .other
            if !isLink, fstatat(directory, name, &raw, AT_SYMLINK_NOFOLLOW) == 0 {
                isLink = raw.st_mode & S_IFMT == S_IFLNK
            }
        default: kind = .other
        }
        return DirectoryEntry(
            name: valid ?? String(cString: name), kind: kind, isLink: isLink, isNameValid: valid != nil)
    }

    /// The facts about what is at `path`, links followed, or nil when nothing is there.
    package static func status(_ path: String) throws(IOFailure) -> FileStatus? {
        var raw = stat()
        do throws(IOFailure) { try posix("stat", path) { stat(path, &raw) } } catch {
            if error.isAbsent { return nil }
            throw error
        }
        return FileStatus(raw)
    }

    /// Whether a symbolic link is at `path`.
    package static func isLink(_ path: String) throws(IOFailure) -> Bool {
        var raw = stat()
        do throws(IOFailure) { try posix("lstat", path) { lstat(path, &raw) } } catch {
            if error.isAbsent { return false }
            throw error
        }
        return raw.st_mode & S_IFMT == S_IFLNK
    }

    /// Whether this user may write to what is at `path`, which a read-only mount forbids to all.
    package static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }

    /// Bytes an unprivileged process may still write on the file system that holds `path`.
    package static func freeBytes(at path: String) throws(IOFailure) -> Int64 {
        var facts = statvfs()
        try posix("statvfs", path) { statvfs(path, &facts) }
        return Int64(
            clamping: UInt64(facts.f_bavail).multipliedReportingOverflow(by: UInt64(facts.f_frsize)).0)
    }

    /// The absolute path without links and dots.
    // Safety: realpath allocates its result, which is copied and freed here.
    package static func realPath(_ path: String) throws(IOFailure) -> String {
        var resolved: UnsafeMutablePointer<CChar>?
        try posix("realpath", path) { () -> Int in
            resolved = realpath(path, nil)
            return resolved == nil ? -1 : 0
        }
        guard let resolved else { throw IOFailure(operation: "realpath", path: path, errno: EIO) }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The working directory.
    package static func currentDirectory() throws(IOFailure) -> String { try realPath(".") }

    /// The name of the network or user-space file system that holds `path`, or nil for a local one.
    ///
    /// Numbers: statfs(2) and linux/magic.h. Locks and maps are not coherent there.
    package static func isNetworkFileSystem(_ path: String) throws(IOFailure) -> String? {
        var type: UInt64 = 0
        let code = tide_file_system_type(path, &type)
        guard code == 0 else { throw IOFailure(operation: "statfs", path: path, errno: code) }
        return switch type {
        case 0x6969: "NFS"
        case 0x517B, 0xFF53_4D42, 0xFE53_4D42: "SMB"
        case 0x0102_1997: "9p"
        case 0x6573_5546: "FUSE"
        default: nil
        }
    }
}
