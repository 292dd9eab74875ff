import TideDurableIO

/// strace, and the calls it interferes with.
enum SystemCalls {
    #if arch(x86_64) || arch(i386)
        private static let rename = "rename", unlink = "unlink", mkdir = "mkdir"
    #else
        private static let rename = "renameat", unlink = "unlinkat", mkdir = "mkdirat"
    #endif

    /// Calls that change what is on disk, and the one that opens.
    static let changing = [
        "pwrite64", "writev", "fdatasync", "fsync", rename, "ftruncate", "openat", unlink, mkdir,
    ]
    /// Those that may fail, reading included.
    static let failing = changing + ["pread64", "flock"]
    /// Errors that a call is made to fail with.
    static let errors = ["EIO", "ENOSPC", "EMFILE", "ENOMEM", "EINTR"]

    /// A command under strace; the calls, and with `injecting` that one alone, go to `log`.
    static func traced(_ arguments: [String], log: String, injecting fault: SystemCallFault? = nil)
        -> [String]
    {
        let calls = fault?.call ?? failing.joined(separator: ",")
        let injection = fault.map { ["-e", $0.injection] } ?? []
        // A filter in the kernel is fast, but no signal is sent through it.
        let filter = fault.map { $0.error == nil } ?? false ? [] : ["--seccomp-bpf"]
        return ["strace", "-f", "-qq"] + filter + ["-o", log, "-e", "trace=\(calls)"] + injection + arguments
    }

    /// How often each call was made, by the thread that made it most often.
    static func counts(_ log: String) throws(IOFailure) -> [String: Int] {
        var counts: [String: [Substring: Int]] = [:]
        let text = String(decoding: try FileSystem.readFile(log), as: UTF8.self)
        // A line is `PID call(..) = ..`, or the rest of one: `PID <... call resumed> ..`.
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1)
            guard words.count == 2, let open = words[1].firstIndex(of: "("), words[1].first != "<" else {
                continue
            }
            counts[String(words[1].prefix(upTo: open).drop { $0 == " " }), default: [:]][
                words[0], default: 0] += 1
        }
        return counts.mapValues { $0.values.max() ?? 0 }
    }
}
