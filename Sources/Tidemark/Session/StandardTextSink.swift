import Glibc
import TideModel

/// The process's stdout as the place where `show` writes.
enum StandardTextSink {
    /// Writes all of `text`, behind what the program has printed before.
    ///
    /// - Throws: `TidemarkError` (`storageFailed`) when stdout cannot be written to.
    @Sendable static func write(_ text: String) throws {
        fflush(nil)
        var text = text
        // Safety: the buffer is valid for the closure's duration and `write` reads no more than `count`
        // bytes.
        try text.withUTF8 { bytes in
            var done = 0
            while done < bytes.count {
                let count = Glibc.write(
                    STDOUT_FILENO, bytes.baseAddress.map { $0 + done }, bytes.count - done)
                if count >= 0 {
                    done += count
                } else if errno != EINTR {
                    throw TidemarkError(.outputFailed, ["failure": String(cString: strerror(errno))])
                }
            }
        }
    }
}

/// What the machine offers.
enum ProcessorCount {
    /// Processors that this process may use, at least 1.
    static var current: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
