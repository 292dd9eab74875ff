import Glibc
import TideDurableIO
import TideModel

/// Schedules, tried.
extension JobTarget {
    package func attempt(_ schedule: [Fault]) throws -> Trial {
        var trial = Trial()
        do {
            if schedule.contains(where: { if case .damage = $0 { true } else { false } }) {
                try attemptDamage(schedule, &trial)
            } else if case .powerCut(let cut)? = schedule.first {
                try attemptPowerCut(cut, &trial)
            } else {
                try attemptFaults(schedule, &trial)
            }
        } catch let difference as Difference {
            trial.difference = difference.text
        }
        return trial
    }

    private func attemptFaults(_ schedule: [Fault], _ trial: inout Trial) throws {
        try reset()
        var last = -1
        for (index, fault) in schedule.enumerated() {
            let occasion = "after fault \(index + 1), \(fault)"
            let (run, struck) = try start(under: fault)
            trial.struck.append(struck)
            try checkEnd(run, fault, struck: struck, occasion)
            last = try checkBetween(occasion, previous: last)
            trial.states.append(try state())
            try tamper()
            if !struck, run.end == .exited(0) { break }
        }
        try finish()
    }

    /// Runs the job under a fault; whether it struck.
    private func start(under fault: Fault) throws -> (CommandRun, struck: Bool) {
        switch fault {
        case .kill(let moment, let time):
            let isGroup = moment == .group
            let order = KillOrder(afterMicroseconds: time, isGroup: isGroup)
            // The second of the two is refused, or waits its turn: never both at work.
            let pair = ["/bin/sh", "-c", "\"$@\" & \"$@\" & wait", "sh"] + runArguments
            let run = try command(isGroup ? pair : runArguments, kill: order)
            return (run, run.wasKilled && run.diedOfKill)
        case .failPoint(let point, let nth, let action):
            let log = supervisor.scratch.path("log")
            _ = try FileSystem.remove(log)
            let run = try command(
                runArguments,
                environment: [
                    "TIDEMARK_FAILPOINT": "\(point.rawValue):\(nth):\(action.rawValue)",
                    "TIDEMARK_FAILPOINT_LOG": log,
                ])
            return (run, try failPointVisits(log)[point.rawValue, default: 0] >= nth)
        case .systemCall(let call):
            let log = supervisor.scratch.path("strace")
            let run = try command(SystemCalls.traced(singleThreaded, log: log, injecting: call))
            let hits = try FileSystem.readFileIfPresent(log) ?? []
            let isInjected = String(decoding: hits, as: UTF8.self).contains("(INJECTED)")
            return (run, call.error == nil ? run.diedOfKill : isInjected)
        case .damage, .powerCut: throw Difference("\(fault) is done to files, not to a run")
        }
    }

    /// How often each point has been passed, by a log of them.
    func failPointVisits(_ log: String) throws -> [String: Int] {
        let text = String(decoding: try FileSystem.readFileIfPresent(log) ?? [], as: UTF8.self)
        return text.split(separator: "\n").reduce(into: [:]) { $0[String($1), default: 0] += 1 }
    }

    /// A run ends by the kill it was given, or with a documented status: 0 where nothing struck.
    private func checkEnd(_ run: CommandRun, _ fault: Fault, struck: Bool, _ occasion: String) throws {
        let isKill: Bool
        switch fault {
        case .kill: isKill = true
        case .failPoint(_, _, let action): isKill = action == .kill
        case .systemCall(let call): isKill = call.error == nil
        case .damage, .powerCut: isKill = false
        }
        let isExpected: Bool
        switch run.end {
        case .killed(signal: SIGKILL)?: isExpected = isKill && struck
        case .exited(let status)?: isExpected = status == 0 || !isKill && struck && (2...4).contains(status)
        default: isExpected = false
        }
        guard isExpected else { throw Difference("\(occasion): `tidemark run` \(run.story)") }
    }

    func tamper() throws {
        guard tampering == .sinkFile, let sink = job.sink else { return }
        if let name = try visibleSink().files.keys.min() {
            try FileSystem.remove(path(FileSystem.join(sink, name)))
        }
    }

    // MARK: Damage

    private func attemptDamage(_ schedule: [Fault], _ trial: inout Trial) throws {
        guard case .damage(let first)? = schedule.first else {
            throw Difference("damage comes before other faults")
        }
        let stage = try source(first.stage)
        let (half, foreign) = (try source(.half), try foreign())
        try FileSystem.removeTree(world)
        try FileSystem.copyTree(stage, to: world)
        for fault in schedule {
            guard case .damage(let damage) = fault else { continue }
            trial.struck.append(try apply(damage, half: half, foreign: foreign))
        }
        trial.states.append(try state())
        try tamper()
        try checkReaders(&trial)
        let run = try command(runArguments)
        if try refuses(run, "run", &trial) { return }
        try checkResult("after the run over damage")
        trial.outcomes.append("run gave the same rows")
    }

    /// Whether a damage makes a difference to its file.
    func changes(_ damage: Damage) throws -> Bool {
        func bytes(_ root: String) throws -> [UInt8]? {
            try FileSystem.readFileIfPresent(FileSystem.join(root, damage.file))
        }
        let (half, foreign) = (try bytes(source(.half)), try bytes(foreign()))
        guard let before = try bytes(source(damage.stage)) else { return false }
        switch damage.change {
        case .old: return half != nil && half != before
        case .foreign: return foreign != nil && foreign != before
        default: return damage.apply(to: before, old: half, foreign: foreign) != before
        }
    }

    /// Damages a file; false where that changes nothing.
    private func apply(_ damage: Damage, half: String, foreign: String) throws -> Bool {
        let file = path(damage.file)
        let bytes = try FileSystem.readFileIfPresent(file)
        switch damage.change {
        case .missing: return try FileSystem.remove(file)
        case .directory:
            try FileSystem.removeTree(file)
            return try FileSystem.createDirectory(file)
        default:
            let changed = damage.apply(
                to: bytes ?? [], old: try FileSystem.readFileIfPresent(FileSystem.join(half, damage.file)),
                foreign: try FileSystem.readFileIfPresent(FileSystem.join(foreign, damage.file)))
            guard let changed, changed != bytes else { return false }
            try FileSystem.writeAtomically(changed, to: file, isDurable: false)
            return true
        }
    }

    /// The commands that only read: each refuses, or says what some batch has left.
    private func checkReaders(_ trial: inout Trial) throws {
        var commands = [
            ("inspect", [job.tool, "inspect", "ck"]),
            ("verify", [job.tool, "verify", "ck"] + (job.verifiesFast ? ["--fast"] : [])),
        ]
        if hasFullCheck { commands.append(("inspect --check", [job.tool, "inspect", "ck", "--check"])) }
        for (name, arguments) in commands { _ = try refuses(try command(arguments), name, &trial) }
        guard job.sink == nil else { return }
        let run = try command(queryArguments)
        if try refuses(run, "query", &trial) { return }
        guard undisturbed.batches.contains(where: { $0.rows == run.stdout }) else {
            throw Difference("`tidemark query` over damage gives rows that no batch has left")
        }
    }

    /// Whether an error is one that damage leads to, and not a defect of ours.
    private static func isNamed(_ stderr: String) -> Bool {
        stderr.hasPrefix("error [") && !stderr.hasPrefix("error [\(ErrorCode.internalDefect.rawValue)]")
    }

    /// Whether a command over damage has named it; it does that or ends with 0.
    private func refuses(_ run: CommandRun, _ name: String, _ trial: inout Trial) throws -> Bool {
        switch run.end {
        case .exited(0)?: return false
        case .exited(1)? where name == "verify":
            trial.outcomes.append("verify says no")
            return true
        case .exited(let status)? where (2...4).contains(status) && Self.isNamed(run.stderr):
            trial.outcomes.append("\(name) refused with status \(status)")
            return true
        default: throw Difference("`tidemark \(name)` over damage \(run.story)")
        }
    }
}
