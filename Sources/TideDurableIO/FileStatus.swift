import Glibc

/// What an entry of a directory is.
package enum FileKind: Hashable, Sendable {
    /// A regular file.
    case file
    /// A directory.
    case directory
    /// A device, a pipe, a socket, or a link that leads nowhere.
    case other

    init(mode: mode_t) {
        switch mode & S_IFMT {
        case S_IFREG: self = .file
        case S_IFDIR: self = .directory
        default: self = .other
        }
    }
}

/// The facts of stat(2) that matter.
package struct FileStatus: Hashable, Sendable {
    /// Bytes.
    package let sizeBytes: Int64
    /// Last change of the content, nanoseconds since 1970-01-01 UTC.
    package let mtimeNs: Int64
    /// Last change of content, name or permissions, nanoseconds since 1970-01-01 UTC; nobody can set it.
    package let ctimeNs: Int64
    /// Number of the file within its device.
    package let inode: UInt64
    /// Device of the file system.
    package let device: UInt64
    /// File, directory or other.
    package let kind: FileKind
    /// Names the file has; 0 once it is deleted.
    package let linkCount: UInt64

    init(_ raw: stat) {
        sizeBytes = Int64(raw.st_size)
        mtimeNs = Self.nanoseconds(raw.st_mtim)
        ctimeNs = Self.nanoseconds(raw.st_ctim)
        inode = UInt64(raw.st_ino)
        device = UInt64(raw.st_dev)
        kind = FileKind(mode: raw.st_mode)
        linkCount = UInt64(raw.st_nlink)
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        let (scaled, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
        let sum = scaled.addingReportingOverflow(Int64(time.tv_nsec))
        return overflow || sum.overflow ? (time.tv_sec < 0 ? .min : .max) : sum.partialValue
    }

    /// Which file this is, whatever its name.
    package var identity: InodeIdentity { InodeIdentity(device: device, inode: inode) }
}

/// Which file, whatever its name: two paths with one identity are one file.
package struct InodeIdentity: Hashable, Sendable {
    /// Device of the file system.
    package let device: UInt64
    /// Number of the file within its device.
    package let inode: UInt64
}
