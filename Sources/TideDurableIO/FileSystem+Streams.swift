import Glibc

/// Inputs that can only be read from front to back.
extension FileSystem {
    /// All there is to read at `path`: a file, or what comes through a pipe.
    package static func readStream(_ path: String) throws(IOFailure) -> [UInt8] {
        let file = try FileDescriptor(opening: path, flags: O_RDONLY)
        return try readToEnd(file.number, path)
    }

    /// All of standard input.
    package static func readStandardInput() throws(IOFailure) -> [UInt8] {
        try readToEnd(STDIN_FILENO, "stdin")
    }

    // Safety: read fills at most the given count of the buffer's own storage, which outlives the call.
    private static func readToEnd(_ descriptor: Int32, _ path: String) throws(IOFailure) -> [UInt8] {
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try posix("read", path) {
                buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            }
            if count == 0 { return content }
            content += buffer[..<count]
        }
    }
}
