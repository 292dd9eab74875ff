import TideDurableIO

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
