import TideDurableIO

/// strace, and the calls it interferes with.
enum SystemCalls {
    /// Calls that change what is on disk, and the one that opens; those of a row do the same.
    static let changing = [
        ["pwrite64", "pwritev", "pwritev2"], ["writev"], ["fdatasync"], ["fsync"],
        ["rename", "renameat", "renameat2"], ["ftruncate"], ["openat"], ["unlink", "unlinkat"],
        ["mkdir", "mkdirat"],
    ]
    /// Those that may fail, reading included.
    static let failing = changing + [["pread64", "preadv"], ["flock"]]
    /// Errors that a call is made to fail with.
    static let errors = ["EIO", "ENOSPC", "EMFILE", "ENOMEM", "EINTR"]

    /// A command under strace; the calls, and with `injecting` that one alone, go to `log`.
    static func traced(_ arguments: [String], log: String, injecting fault: SystemCallFault? = nil)
        -> [String]
    {
        let calls = fault?.call ?? failing.joined().map { "?" + $0 }.joined(separator: ",")
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
