import Glibc

/// A file opened for reading by position; several threads may read at once. Closed when it goes away.
package final class InputFile: Sendable {
    /// The path it was opened with.
    package let path: String
    private let descriptor: FileDescriptor

    /// Opens a file.
    package init(_ path: String) throws(IOFailure) {
        self.path = path
        descriptor = try FileDescriptor(opening: path, flags: O_RDONLY)
    }

    /// The facts about the open file, which may have been renamed or deleted since.
    package func status() throws(IOFailure) -> FileStatus { try descriptor.status() }

    /// Reads from `offset` until `buffer` is full or the file ends; the number of bytes read.
    // Safety: the buffer is the caller's and is filled before the call returns.
    package func read(
        at offset: Int64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(IOFailure) -> Int {
        try descriptor.read(at: offset, into: buffer)
    }
}
