import Glibc

/// Calls `body` again while it is interrupted by a signal; a negative result becomes the failure it stands
/// for.
///
/// A path with a NUL byte is refused (EINVAL): the system would silently cut it there.
@discardableResult
func posix<Number: SignedInteger>(
    _ operation: String, _ path: String, outcome: IOFailure.Outcome = .didNotHappen, _ body: () -> Number
) throws(IOFailure) -> Number {
    guard !path.utf8.contains(0) else { throw IOFailure(operation: operation, path: path, errno: EINVAL) }
    while true {
        let result = body()
        if result >= 0 { return result }
        let code = errno
        if code != EINTR {
            throw IOFailure(operation: operation, path: path, errno: code, outcome: outcome)
        }
    }
}

/// An open file, closed when it goes away; never inherited by a child process.
struct FileDescriptor: ~Copyable {
    let number: Int32
    let path: String

    /// Opens `path`; `flags` of open(2), O_CLOEXEC is added. New files get mode 0666 less the umask.
    init(opening path: String, flags: Int32) throws(IOFailure) {
        self.path = path
        number = try posix("open", path) { open(path, flags | O_CLOEXEC, 0o666) }
    }

    deinit { close(number) }

    func status() throws(IOFailure) -> FileStatus {
        var raw = stat()
        try posix("fstat", path) { fstat(number, &raw) }
        return FileStatus(raw)
    }

    /// Reads until `buffer` is full or the file ends; the number of bytes read.
    // Safety: pread writes at most the given count into the caller's buffer, which outlives the call.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(IOFailure) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = try posix("pread", path) {
                pread(number, rest.baseAddress, rest.count, Int(offset) + filled)
            }
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// Writes all of `bytes` at `offset`, in as many calls as it takes.
    // Safety: the array's storage is valid inside the closure, and pwrite reads only the counted bytes.
    func write(_ bytes: [UInt8], at offset: Int64) throws(IOFailure) {
        var written = 0
        while written < bytes.count {
            let start = written
            let count = try posix("pwrite", path, outcome: .mayHaveHappened) {
                bytes.withUnsafeBytes { source in
                    pwrite(
                        number, source.baseAddress?.advanced(by: start), source.count - start,
                        Int(offset) + start)
                }
            }
            guard count > 0 else {
                throw IOFailure(operation: "pwrite", path: path, errno: EIO, outcome: .mayHaveHappened)
            }
            written += count
        }
    }

    func truncate(to length: Int64) throws(IOFailure) {
        try posix("ftruncate", path, outcome: .mayHaveHappened) { ftruncate(number, Int(length)) }
    }

    /// Makes the content and the size durable; never retried after a failure.
    func syncData() throws(IOFailure) {
        try posix("fdatasync", path, outcome: .mayHaveHappened) { fdatasync(number) }
    }
}
