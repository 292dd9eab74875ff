import TideDurableIO

/// How the calls of a job are interfered with.
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
