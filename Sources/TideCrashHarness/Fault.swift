package import TideDurableIO

/// What a schedule does to one start of a command, or to what is on disk before it.
package enum Fault: Hashable, Sendable {
    /// SIGKILL so many microseconds after the start.
    case kill(KillMoment, afterMicroseconds: Int)
    /// An order to a fail point of the engine.
    case failPoint(FailPoint, nth: Int, FailPoints.Action)
    /// The n-th call of a system call, or from there on all of them.
    case systemCall(SystemCallFault)
    /// An order to a fail point of another command than `run`.
    case admin(AdminCommand, FailPoint, nth: Int, FailPoints.Action)
    /// Bytes of the checkpoint or of the sink's mark that are not as they were written.
    case damage(Damage)
    /// What is on disk is what a power cut may have left there.
    case powerCut(PowerCut)
    /// A file system of its own whose disk loses power.
    case disk(DiskFault)

    /// What it is counted as.
    package var kind: String {
        switch self {
        case .kill(let moment, _): moment.rawValue
        case .failPoint(let point, _, let action): "\(point.rawValue) \(action.rawValue)"
        case .admin(let command, let point, _, let action):
            "\(command.name) \(point.rawValue) \(action.rawValue)"
        case .systemCall(let fault): fault.kind
        case .damage(let damage): damage.kind
        case .powerCut(let cut): cut.inRecovery == nil ? "power cut" : "power cut in recovery"
        case .disk(let fault): fault.kind
        }
    }

    /// The fail point that is meant; nil for other faults.
    var point: FailPoint? {
        switch self {
        case .failPoint(let point, _, _), .admin(_, let point, _, _): point
        case .kill, .systemCall, .damage, .powerCut, .disk: nil
        }
    }

    /// Whether another command than `run` meets it.
    var isAdmin: Bool { if case .admin = self { true } else { false } }

    /// Whether the same fault may strike elsewhere when it is tried again.
    var isTimed: Bool {
        switch self {
        case .kill, .disk(.live): true
        default: false
        }
    }

    /// Reads what `description` writes; nil for anything else.
    package init?(parsing text: String) {
        if let fault = DiskFault(parsing: text) {
            self = .disk(fault)
        } else if let at = text.firstIndex(of: "@") {
            guard let moment = KillMoment(rawValue: String(text[..<at])), text.hasSuffix("us"),
                let time = Int(text[text.index(after: at)...].dropLast(2)), time >= 0
            else { return nil }
            self = .kill(moment, afterMicroseconds: time)
        } else if let cut = PowerCut(parsing: text) {
            self = .powerCut(cut)
        } else if let slash = text.firstIndex(of: "/"), let command = AdminCommand(String(text[..<slash])) {
            let order = FailPoints.parse(String(text[text.index(after: slash)...])).rules
            guard let rule = order.first else { return nil }
            self = .admin(command, rule.point, nth: rule.nth, rule.action)
        } else if let damage = Damage(parsing: text) {
            self = .damage(damage)
        } else if let call = SystemCallFault(parsing: text) {
            self = .systemCall(call)
        } else if let rule = FailPoints.parse(text).rules.first {
            self = .failPoint(rule.point, nth: rule.nth, rule.action)
        } else {
            return nil
        }
    }

    /// Reads a schedule: faults with commas between them; nil where one is none.
    package static func schedule(parsing text: String) -> [Fault]? {
        let faults = text.split(separator: ",", omittingEmptySubsequences: false).map {
            Fault(parsing: String($0))
        }
        return faults.contains(nil) ? nil : faults.compactMap { $0 }
    }
}

extension Fault: CustomStringConvertible {
    /// `kill@1500us`, `commit.after:2:kill`, `pwrite64#3=EIO`, `finished/ck/metadata=cut:0`,
    /// `rollback-to-1/rollback.committed:1:kill`.
    package var description: String {
        switch self {
        case .kill(let moment, let time): "\(moment.rawValue)@\(time)us"
        case .failPoint(let point, let nth, let action): "\(point.rawValue):\(nth):\(action.rawValue)"
        case .admin(let command, let point, let nth, let action):
            "\(command)/\(point.rawValue):\(nth):\(action.rawValue)"
        case .systemCall(let fault): fault.description
        case .damage(let damage): damage.description
        case .powerCut(let cut): cut.description
        case .disk(let fault): fault.description
        }
    }
}

/// A command beside `run` that changes or copies a checkpoint.
package enum AdminCommand: Hashable, Sendable, CustomStringConvertible {
    /// Back to the end of a batch.
    case rollback(to: Int)
    /// A backup, of which the checkpoint is then restored.
    case backup
    /// The checkpoint restored from a backup of itself.
    case restore

    var name: String {
        switch self {
        case .rollback: "rollback"
        case .backup: "backup"
        case .restore: "restore"
        }
    }

    /// `rollback-to-3`, `backup`, `restore`.
    package var description: String {
        if case .rollback(let batch) = self { "\(name)-to-\(batch)" } else { name }
    }

    init?(_ text: String) {
        switch text {
        case "backup": self = .backup
        case "restore": self = .restore
        default:
            guard text.hasPrefix("rollback-to-"), let batch = Int(text.dropFirst("rollback-to-".count)),
                batch >= 0
            else { return nil }
            self = .rollback(to: batch)
        }
    }
}

/// Which SIGKILL of those at random moments.
package enum KillMoment: String, Sendable, CaseIterable {
    /// At any time of a run.
    case any = "kill"
    /// In the first moments of a run.
    case early = "kill-early"
    /// While the run after a kill recovers.
    case again = "kill-again"
    /// The whole process group; a job then has a second run on the same checkpoint in it.
    case group = "kill-group"
}

/// A system call that is interfered with.
package struct SystemCallFault: Hashable, Sendable, CustomStringConvertible {
    /// The name as strace has it.
    package let call: String
    /// Which call, from 1; strace counts in each thread.
    package let nth: Int
    /// Whether later ones are meant too.
    package var isOnward = false
    /// The error's name, such as `EIO`, or `SHORT`, which does one byte; nil for SIGKILL.
    package let effect: String?

    /// Makes a fault.
    package init(_ call: String, nth: Int, isOnward: Bool = false, effect: String? = nil) {
        self.call = call
        self.nth = nth
        self.isOnward = isOnward
        self.effect = effect
    }

    var kind: String { "\(call) \(effect ?? "KILL")" }

    /// `pwrite64#3=KILL`; with `3+` from the third on.
    package var description: String { "\(call)#\(nth)\(isOnward ? "+" : "")=\(effect ?? "KILL")" }

    init?(parsing text: String) {
        let sides = text.split(separator: "=", omittingEmptySubsequences: false)
        guard sides.count == 2, let sign = sides[0].firstIndex(of: "#") else { return nil }
        call = String(sides[0][..<sign])
        let number = sides[0][sides[0].index(after: sign)...]
        isOnward = number.hasSuffix("+")
        guard let nth = Int(isOnward ? number.dropLast() : number), nth > 0, Self.isName(call),
            Self.isName(sides[1])
        else { return nil }
        self.nth = nth
        effect = sides[1] == "KILL" ? nil : String(sides[1])
    }

    private static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }

    /// What strace is told.
    var injection: String {
        let effect = self.effect.map { "error=\($0)" } ?? "signal=KILL"
        return "inject=\(call):\(effect):when=\(nth)\(isOnward ? "+" : "")"
    }
}
