import Glibc

/// Copies of files and directories.
extension FileSystem {
    /// Copies what is at `path`, a file, a link or a directory with all below it, to `newPath`, where nothing
    /// may be; modes and times of last change are kept. Nothing is made durable.
    ///
    /// With `isLinking` a file gets a second name instead of a copy: for files that nobody writes to.
    ///
    /// - Throws: `IOFailure`, with EINVAL for a pipe, a socket or a device and EILSEQ for a name that is not
    ///   UTF-8.
    package static func copyTree(
        _ path: String, to newPath: String, isLinking: Bool = false
    ) throws(IOFailure) {
        var raw = stat()
        try posix("lstat", path) { lstat(path, &raw) }
        switch raw.st_mode & S_IFMT {
        case S_IFLNK:
            let target = try linkTarget(path)
            try posix("symlink", newPath) { symlink(target, newPath) }
            return
        case S_IFDIR:
            try posix("mkdir", newPath) { mkdir(newPath, 0o700) }
            for entry in try list(path) {
                guard entry.isNameValid else {
                    throw IOFailure(operation: "copy", path: join(path, entry.name), errno: EILSEQ)
                }
                try copyTree(join(path, entry.name), to: join(newPath, entry.name), isLinking: isLinking)
            }
        case S_IFREG where isLinking:
            try posix("link", newPath) { link(path, newPath) }
            return
        case S_IFREG: try copyFile(path, to: newPath)
        default: throw IOFailure(operation: "copy", path: path, errno: EINVAL)
        }
        try posix("chmod", newPath) { chmod(newPath, raw.st_mode & 0o7777) }
        try setModificationTime(newPath, ns: FileStatus(raw).mtimeNs)
    }

    // Safety: the buffer is the array's own storage, and does not leave the closure.
    private static func copyFile(_ path: String, to newPath: String) throws(IOFailure) {
        let source = try FileDescriptor(opening: path, flags: O_RDONLY)
        let copy = try FileDescriptor(opening: newPath, flags: O_WRONLY | O_CREAT | O_EXCL)
        var offset: Int64 = 0
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = try chunk.withUnsafeMutableBufferPointer { (buffer) throws(IOFailure) in
                try source.read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
            }
            if count == 0 { return }
            try copy.write(count == chunk.count ? chunk : Array(chunk[..<count]), at: offset)
            offset += Int64(count)
        }
    }

    /// What a symbolic link says.
    private static func linkTarget(_ path: String) throws(IOFailure) -> String {
        let capacity = Int(PATH_MAX)
        var buffer = [CChar](repeating: 0, count: capacity)
        let count = try posix("readlink", path) { readlink(path, &buffer, capacity) }
        return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
