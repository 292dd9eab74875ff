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
            } else if schedule.contains(where: { if case .disk = $0 { true } else { false } }) {
                try disks.attempt(schedule, &trial)
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
        var (last, shift) = (-1, 0)
        for (index, fault) in schedule.enumerated() {
            let occasion = "after fault \(index + 1), \(fault)"
            let (run, struck) = try start(under: fault, last: last)
            trial.struck.append(struck)
            guard let run else { break }
            try checkEnd(run, fault, struck: struck, occasion)
            // A run that has ended by itself leaves nothing to recover from.
            if struck, run.end != .exited(0) { trial.states.append(try state()) }
            try tamper()
            if case .admin(let command, _, _, _) = fault {
                shift += try finish(command, occasion, last: last)
            }
            last = try checkBetween(occasion, previous: last, shift: shift)
            if !struck, run.end == .exited(0), !fault.isAdmin { break }
        }
        try finish(shift: shift)
    }

    /// Runs the job, or another command, under a fault; whether it struck. No run where there is nothing to
    /// do for it.
    private func start(under fault: Fault, last: Int) throws -> (CommandRun?, struck: Bool) {
        switch fault {
        case .kill(let moment, let time):
            let isGroup = moment == .group
            let order = KillOrder(afterMicroseconds: time, isGroup: isGroup)
            // The second of the two is refused, or waits its turn: never both at work.
            let pair = ["/bin/sh", "-c", "\"$@\" & \"$@\" & wait", "sh"] + runArguments
            let run = try command(isGroup ? pair : runArguments, kill: order)
            return (run, run.wasKilled && run.diedOfKill)
        case .failPoint(let point, let nth, let action):
            return try start(runArguments, point, nth: nth, action)
        case .admin(let admin, let point, let nth, let action):
            guard canPerform(admin, last: last) else { return (nil, false) }
            try prepare(admin)
            return try start(arguments(of: admin), point, nth: nth, action)
        case .systemCall(let call):
            guard interference.effects(on: call.call).contains(call.effect ?? "EIO") else {
                throw Difference("\(fault): \(CallInterference.recorderName) is not beside the command")
            }
            let log = supervisor.scratch.path("calls")
            _ = try FileSystem.remove(log)
            let (arguments, environment) = interference.injecting(call, into: singleThreaded, log: log)
            let run = try command(arguments, environment: environment)
            return (run, call.effect == nil ? run.diedOfKill : try interference.hasStruck(log))
        case .damage, .powerCut, .disk: throw Difference("\(fault) is done to files, not to a run")
        }
    }

    private func start(
        _ arguments: [String], _ point: FailPoint, nth: Int, _ action: FailPoints.Action
    ) throws -> (CommandRun?, struck: Bool) {
        let log = supervisor.scratch.path("log")
        _ = try FileSystem.remove(log)
        let order = Fault.failPoint(point, nth: nth, action).description
        let settings = ["TIDEMARK_FAILPOINT": order, "TIDEMARK_FAILPOINT_LOG": log]
        let run = try command(arguments, environment: settings)
        return (run, try failPointVisits(log)[point.rawValue, default: 0] >= nth)
    }

    /// How often a log of visits has each fail point.
    func failPointVisits(_ log: String) throws -> [String: Int] {
        let text = String(decoding: try FileSystem.readFileIfPresent(log) ?? [], as: UTF8.self)
        return text.split(separator: "\n").reduce(into: [:]) { $0[String($1), default: 0] += 1 }
    }

    /// A run ends by the kill it was given, or with a documented status: 0 where nothing struck.
    private func checkEnd(_ run: CommandRun, _ fault: Fault, struck: Bool, _ occasion: String) throws {
        let isKill: Bool
        switch fault {
        case .kill: isKill = true
        case .failPoint(_, _, let action), .admin(_, _, _, let action): isKill = action == .kill
        case .systemCall(let call): isKill = call.effect == nil
        case .damage, .powerCut, .disk: isKill = false
        }
        let isExpected: Bool
        switch run.end {
        case .killed(signal: SIGKILL)?: isExpected = isKill && struck
        case .exited(let status)?: isExpected = status == 0 || !isKill && struck && (2...4).contains(status)
        default: isExpected = false
        }
        guard isExpected else { throw Difference("\(occasion): the command \(run.story)") }
    }

    func tamper() throws {
        guard let tampering, let sink = job.sink, let name = try visibleSink().files.keys.min() else {
            return
        }
        let file = path(FileSystem.join(sink, name))
        switch tampering {
        case .lost: try FileSystem.remove(file)
        case .doubled:
            try FileSystem.writeAtomically(FileSystem.readFile(file), to: file + "-2", isDurable: false)
        case .changed:
            let bytes = try FileSystem.readFile(file)
            try FileSystem.writeAtomically(bytes.dropLast() + [UInt8(ascii: " ")], to: file, isDurable: false)
        case .leftOver:
            let hidden = path(FileSystem.join(sink, ".canary"))
            try FileSystem.writeAtomically([], to: hidden, isDurable: false)
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
        var isAstray = false
        for fault in schedule {
            guard case .damage(let damage) = fault else { continue }
            let before = try FileSystem.readFileIfPresent(path(damage.file)) ?? []
            isAstray = isAstray || damage.leadsAstray(in: before)
            trial.struck.append(try apply(damage, to: before, half: half, foreign: foreign))
        }
        trial.states.append(try state())
        try tamper()
        try checkReaders(isAstray: isAstray, &trial)
        let run = try command(runArguments + (isAstray ? ["--verify-state", "full"] : []))
        if try refuses(run, "run", &trial) { return }
        // What the run had no need to read may be damaged still: whoever reads it says so.
        let inspect = [job.tool, "inspect", "ck", "--json"]
        if try refuses(try command(inspect), "inspect after the run", &trial) { return }
        if job.sink == nil, try refuses(try command(queryArguments), "query after the run", &trial) { return }
        try checkResult("after the run over damage")
        trial.outcomes.append("run gave the same rows")
    }

    /// Damages a file; false where that changes nothing.
    private func apply(
        _ damage: Damage, to bytes: [UInt8], half: String, foreign: String
    ) throws -> Bool {
        let file = path(damage.file)
        switch damage.change {
        case .missing: return try FileSystem.remove(file)
        case .directory:
            try FileSystem.removeTree(file)
            return try FileSystem.createDirectory(file)
        default:
            let changed = damage.apply(
                to: bytes, old: try FileSystem.readFileIfPresent(FileSystem.join(half, damage.file)),
                foreign: try FileSystem.readFileIfPresent(FileSystem.join(foreign, damage.file)))
            guard let changed, changed != bytes else { return false }
            try FileSystem.writeAtomically(changed, to: file, isDurable: false)
            return true
        }
    }

    /// The commands that only read: each refuses, or says what some batch has left. Over a write astray a
    /// query may say something else when `inspect --check` refuses.
    private func checkReaders(isAstray: Bool, _ trial: inout Trial) throws {
        let verify = [job.tool, "verify", "ck"] + (job.verifiesFast ? ["--fast"] : [])
        _ = try refuses(try command([job.tool, "inspect", "ck"]), "inspect", &trial)
        _ = try refuses(try command(verify), "verify", &trial)
        var isFound = false
        if hasFullCheck {
            isFound = try refuses(
                try command([job.tool, "inspect", "ck", "--check"]), "inspect --check", &trial)
        }
        guard job.sink == nil else { return }
        let run = try command(queryArguments)
        if try refuses(run, "query", &trial) { return }
        if undisturbed.batches.contains(where: { $0.rows == run.stdout }) { return }
        guard isAstray, isFound else {
            throw Difference("`tidemark query` over damage gives rows that no batch has left")
        }
        trial.outcomes.append("query missed a write astray that inspect --check names")
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
