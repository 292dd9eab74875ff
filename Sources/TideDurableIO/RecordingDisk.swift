import CTideSystem
import Glibc

/// A file whose content is that of an image, and whose writes and flushes are logged: what a loop device over
/// it is asked to do. Needs the superuser and `/dev/fuse`.
package final class RecordingDisk: Sendable {
    /// One thing the disk was asked to do.
    package enum Request: Hashable, Sendable {
        case write(offset: UInt64, [UInt8])
        /// What was written before is durable when it returns.
        case flush
        /// The bytes are of no account any more; they read as zeros.
        case discard(offset: UInt64, length: UInt64)
    }

    /// Path of the file.
    package let path: String
    private let connection: Int32
    private let image: FileDescriptor
    private let log: FileDescriptor

    /// Mounts it over the empty file `path`; `serve()` has to be called then, by another thread.
    package init(_ path: String, image: String, log: String) throws(IOFailure) {
        self.path = path
        self.image = try FileDescriptor(opening: image, flags: O_RDWR)
        self.log = try FileDescriptor(opening: log, flags: O_WRONLY | O_CREAT | O_TRUNC | O_APPEND)
        var connection: Int32 = -1
        let code = tide_disk_mount(path, &connection)
        guard code == 0 else { throw IOFailure(operation: "mount", path: path, errno: code) }
        self.connection = connection
    }

    /// Answers the kernel until the file is unmounted.
    package func serve() throws(IOFailure) {
        let code = tide_disk_serve(connection, image.number, log.number)
        guard code == 0 else { throw IOFailure(operation: "read", path: "/dev/fuse", errno: code) }
    }

    /// Takes the file away.
    package func unmount() throws(IOFailure) {
        let code = tide_disk_unmount(path)
        guard code == 0 else { throw IOFailure(operation: "umount", path: path, errno: code) }
    }

    // Safety: the header is copied out of the array's bytes within the closure.
    /// What a log says, up to the first entry that is not whole.
    package static func requests(log bytes: [UInt8]) -> [Request] {
        var requests: [Request] = []
        var rest = bytes[...]
        while rest.count >= MemoryLayout<tide_disk_entry>.size {
            let entry = rest.withUnsafeBytes { $0.loadUnaligned(as: tide_disk_entry.self) }
            rest = rest.dropFirst(MemoryLayout<tide_disk_entry>.size)
            switch Int(entry.kind) {
            case Int(tide_disk_write):
                guard rest.count >= Int(entry.length) else { return requests }
                requests.append(.write(offset: entry.offset, Array(rest.prefix(Int(entry.length)))))
                rest = rest.dropFirst(Int(entry.length))
            case Int(tide_disk_flush): requests.append(.flush)
            default: requests.append(.discard(offset: entry.offset, length: UInt64(entry.length)))
            }
        }
        return requests
    }
}

extension FileSystem {
    /// Has the ext4 file system of a directory lose at once what is not on its disk, as when the power is
    /// cut; it takes nothing more until it is mounted again. Needs the superuser.
    package static func cutPower(of directory: String) throws(IOFailure) {
        let code = tide_file_system_shutdown(directory)
        guard code == 0 else { throw IOFailure(operation: "ioctl", path: directory, errno: code) }
    }

    /// Makes a file of so many zeros that take no room on the disk.
    package static func makeSparse(_ path: String, bytes: Int64) throws(IOFailure) {
        let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_CREAT | O_TRUNC)
        try file.truncate(to: bytes)
    }
}

/// An image that takes what a disk was asked to do.
package struct DiskImageFile: ~Copyable {
    private let file: FileDescriptor

    // Safety: the buffer lives in the closure it is used in; pread fills what is written then.
    /// Makes a copy of an image, with holes where it has zeros.
    package init(copying base: String, to path: String) throws(IOFailure) {
        let source = try FileDescriptor(opening: base, flags: O_RDONLY)
        let target = try FileDescriptor(opening: path, flags: O_WRONLY | O_CREAT | O_TRUNC)
        let length = try source.status().sizeBytes
        try target.truncate(to: length)
        var position = Int64(lseek(source.number, 0, Int32(tide_seek_data)))
        while position >= 0, position < length {
            let end = Int64(lseek(source.number, Int(position), Int32(tide_seek_hole)))
            while position < end {
                var part = [UInt8](repeating: 0, count: Int(min(1 << 20, end - position)))
                var failure: IOFailure?
                part.withUnsafeMutableBytes { buffer in
                    do throws(IOFailure) { _ = try source.read(at: position, into: buffer) } catch {
                        failure = error
                    }
                }
                if let failure { throw failure }
                try target.write(part, at: position)
                position += Int64(part.count)
            }
            position = Int64(lseek(source.number, Int(end), Int32(tide_seek_data)))
        }
        file = target
    }

    /// Does what the disk was asked to do.
    package borrowing func take(_ request: RecordingDisk.Request) throws(IOFailure) {
        switch request {
        case .write(let offset, let bytes): try file.write(bytes, at: Int64(offset))
        case .flush: break
        case .discard(let offset, let length):
            try file.write([UInt8](repeating: 0, count: Int(length)), at: Int64(offset))
        }
    }
}
