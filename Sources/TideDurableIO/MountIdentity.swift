import CTideSystem
import Glibc

/// Which mount of which file system in which boot a directory is on. While it is the same, the page cache has
/// lived through everything since, so a quick check of the state is enough.
///
/// A fact that the kernel does not tell is replaced by a random value: such an identity equals no other.
package struct MountIdentity: Hashable, Sendable {
    /// The kernel's id of this boot, `/proc/sys/kernel/random/boot_id`.
    package let bootID: String
    /// The kernel's id of the mount (statx(2), STATX_MNT_ID).
    package let mountID: UInt64
    /// The id of the file system (statvfs(3), f_fsid).
    package let fileSystemID: UInt64
    /// The inode of the path itself.
    package let inode: UInt64

    /// Makes an identity from stored parts.
    package init(bootID: String, mountID: UInt64, fileSystemID: UInt64, inode: UInt64) {
        self.bootID = bootID
        self.mountID = mountID
        self.fileSystemID = fileSystemID
        self.inode = inode
    }

    /// The identity of what is at `path`; fails when nothing is there.
    package static func of(path: String) throws(IOFailure) -> MountIdentity {
        guard let status = try FileSystem.status(path) else {
            throw IOFailure(operation: "stat", path: path, errno: ENOENT)
        }
        var mountID: UInt64 = 0
        if tide_mount_id(path, &mountID) != 0 { mountID = UInt64.random(in: .min ... .max) }
        var facts = statvfs()
        try posix("statvfs", path) { statvfs(path, &facts) }
        return MountIdentity(
            bootID: bootID() ?? Randomness.uuid(), mountID: mountID, fileSystemID: UInt64(facts.f_fsid),
            inode: status.inode)
    }

    private static func bootID() -> String? {
        guard let bytes = try? FileSystem.readFile("/proc/sys/kernel/random/boot_id"), bytes.count >= 36
        else { return nil }
        return String(decoding: bytes.prefix(36), as: UTF8.self)
    }
}
