import TideDurableIO

/// The calls that are interfered with.
enum SystemCalls {
    /// Calls that change what is on disk, and the one that opens; those of a row do the same.
    static let changing = [
        ["pwrite64", "pwritev", "pwritev2"], ["writev"], ["fdatasync"], ["fsync"],
        ["rename", "renameat", "renameat2"], ["ftruncate"], ["openat"], ["unlink", "unlinkat", "rmdir"],
        ["mkdir", "mkdirat"],
    ]
    /// Those that may fail, reading included.
    static let failing = changing + [["pread64", "preadv"], ["flock"], ["newfstatat"], ["mmap"]]
    /// A write or read that does one byte.
    static let short = "SHORT"
    private static let errors = ["EIO", "ENOSPC", "EDQUOT", "EMFILE", "ENOMEM", "EINTR"]
    private static let partial: Set = ["pwrite64", "pwritev", "writev", "pread64", "preadv"]

    /// What a call is made to do instead of its work.
    static func effects(on call: String) -> [String] {
        if call == "mmap" { return ["ENOMEM"] }
        return partial.contains(call) ? errors + [short] : errors
    }

    /// Those of `all`, in rows, that none of `present` is of.
    static func absent(_ all: [[String]], _ present: [String]) -> [String] {
        all.filter { !$0.contains(where: present.contains) }.map { $0[0] }
    }
}

/// What interferes with the system calls of a command.
enum CallInterference: Hashable, Sendable {
    /// The recorder at a path, preloaded: native speed, all but what the C library does within itself.
    case recorder(String)
    /// strace: all calls of the process, at several times the cost.
    case strace
    /// Nothing does, for a reason.
    case none(String)

    /// The recorder's file.
    static let recorderName = "libTidemarkRecorder.so"

    /// The calls that it can count and interfere with, in rows as `SystemCalls` has them.
    func possible(_ calls: [[String]]) -> [[String]] {
        // strace would fail the allocations of the process too.
        self == .strace ? calls.filter { $0 != ["mmap"] } : calls
    }

    /// What it can make a call do.
    func effects(on call: String) -> [String] {
        SystemCalls.effects(on: call).filter { self != .strace || $0 != SystemCalls.short }
    }

    /// A command whose calls go to `log`.
    func counting(_ arguments: [String], log: String) -> (arguments: [String], environment: [String: String])
    {
        if case .recorder(let path) = self {
            return (arguments, ["LD_PRELOAD": path, "TIDEMARK_CALLS_LOG": log])
        }
        let calls = SystemCalls.failing.joined().map { "?" + $0 }.joined(separator: ",")
        return (
            ["strace", "-f", "-qq", "--seccomp-bpf", "-o", log, "-e", "trace=\(calls)"] + arguments, [:]
        )
    }

    /// A command with a fault; `log` tells when it has struck.
    func injecting(_ fault: SystemCallFault, into arguments: [String], log: String)
        -> (arguments: [String], environment: [String: String])
    {
        if case .recorder(let path) = self {
            let settings = [
                "LD_PRELOAD": path, "TIDEMARK_FAULT": fault.description, "TIDEMARK_FAULT_LOG": log,
            ]
            return (arguments, settings)
        }
        // A filter in the kernel is fast, but strace sends no signal through it.
        let filter = fault.effect == nil ? [] : ["--seccomp-bpf"]
        let options = ["-o", log, "-e", "trace=\(fault.call)", "-e", fault.injection]
        return (["strace", "-f", "-qq"] + filter + options + arguments, [:])
    }

    /// Whether a fault that does not kill has struck.
    func hasStruck(_ log: String) throws(IOFailure) -> Bool {
        let text = String(decoding: try FileSystem.readFileIfPresent(log) ?? [], as: UTF8.self)
        return self == .strace ? text.contains("(INJECTED)") : !text.isEmpty
    }

    /// How often each call was made: with strace by the thread that made it most often, as strace counts too.
    func counts(_ log: String) throws(IOFailure) -> [String: Int] {
        let text = String(decoding: try FileSystem.readFileIfPresent(log) ?? [], as: UTF8.self)
        guard self == .strace else {
            return text.split(separator: "\n").reduce(into: [:]) { $0[String($1), default: 0] += 1 }
        }
        var counts: [String: [Substring: Int]] = [:]
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

extension JobTarget {
    /// The recorder's path; nil when it is not beside the command.
    var recorder: String? {
        guard let tool = try? FileSystem.realPath(job.tool) else { return nil }
        let path = FileSystem.join(FileSystem.parent(of: tool), CallInterference.recorderName)
        return (try? FileSystem.status(path)) == nil ? nil : path
    }

    /// Looks for what interferes with calls here: the recorder, else strace.
    func findInterference() throws -> CallInterference {
        if let recorder { return .recorder(recorder) }
        let missing = "\(CallInterference.recorderName) is not beside the command"
        let log = supervisor.scratch.path("calls")
        do throws(IOFailure) {
            let probe = SystemCallFault("openat", nth: 60_000, effect: "EIO")
            let (arguments, _) = CallInterference.strace.injecting(probe, into: ["true"], log: log)
            let run = try supervisor.run(arguments, in: supervisor.scratch.root, limitNs: 10_000_000_000)
            return run.end == .exited(0) ? .strace : .none("\(missing), and strace \(run.story)")
        } catch {
            let why = error.isAbsent ? "strace is not installed" : "strace: \(error.reason)"
            return .none("\(missing), and \(why)")
        }
    }

    /// How often a command makes each call.
    func callCounts(_ arguments: [String]) throws -> [String: Int] {
        let log = supervisor.scratch.path("calls")
        _ = try FileSystem.remove(log)
        let (words, environment) = interference.counting(arguments, log: log)
        _ = try command(words, environment: environment)
        return try interference.counts(log)
    }
}
