import Glibc

/// Who this process is, for the lock file and for messages.
package struct ProcessFacts: Hashable, Sendable {
    /// The process id.
    package let pid: Int32
    /// The machine's name (gethostname(2)); `unknown` when it cannot be read.
    package let hostName: String
    /// When the process first asked, microseconds since 1970-01-01 UTC.
    package let startMicroseconds: Int64

    /// This process.
    package static let current = ProcessFacts(
        pid: getpid(), hostName: readHostName(), startMicroseconds: SystemClock().nowMicroseconds())

    /// The value of an environment variable, or nil.
    // Safety: the string is copied at once; nothing in this process changes the environment while threads
    // run.
    package static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    private static func readHostName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        // One byte is kept back: gethostname need not terminate a name that it cuts.
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
