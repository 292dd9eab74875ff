package import TideDurableIO

/// What a schedule does to one start of a command, or to what is on disk before it.
package enum Fault: Hashable, Sendable {
    /// SIGKILL so many microseconds after the start.
    case kill(KillMoment, afterMicroseconds: Int)
    /// An order to a fail point of the engine.
    case failPoint(FailPoint, nth: Int, FailPoints.Action)
    /// The n-th call of a system call, counted in each thread, or from there on all of them.
    case systemCall(SystemCallFault)
    /// Bytes of the checkpoint or of the sink's mark that are not as they were written.
    case damage(Damage)
    /// What is on disk is what a power cut may have left there.
    case powerCut(PowerCut)

    /// What it is counted as.
    package var kind: String {
        switch self {
        case .kill(let moment, _): moment.rawValue
        case .failPoint(let point, _, let action): "\(point.rawValue) \(action.rawValue)"
        case .systemCall(let fault): fault.kind
        case .damage(let damage): damage.kind
        case .powerCut(let cut): cut.inRecovery == nil ? "power cut" : "power cut in recovery"
        }
    }

    /// Whether the same fault may strike elsewhere when it is tried again.
    var isTimed: Bool { if case .kill = self { true } else { false } }

    /// Reads what `description` writes; nil for anything else.
    package init?(parsing text: String) {
        if let at = text.firstIndex(of: "@") {
            guard let moment = KillMoment(rawValue: String(text[..<at])), text.hasSuffix("us"),
                let time = Int(text[text.index(after: at)...].dropLast(2)), time >= 0
            else { return nil }
            self = .kill(moment, afterMicroseconds: time)
        } else if let cut = PowerCut(parsing: text) {
            self = .powerCut(cut)
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
    /// `kill@1500us`, `commit.after:2:kill`, `pwrite64#3=EIO`, `finished/ck/metadata=cut:0`.
    package var description: String {
        switch self {
        case .kill(let moment, let time): "\(moment.rawValue)@\(time)us"
        case .failPoint(let point, let nth, let action): "\(point.rawValue):\(nth):\(action.rawValue)"
        case .systemCall(let fault): fault.description
        case .damage(let damage): damage.description
        case .powerCut(let cut): cut.description
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

/// A system call that is interfered with, by strace.
package struct SystemCallFault: Hashable, Sendable, CustomStringConvertible {
    /// The name as strace has it.
    package let call: String
    /// Which call, from 1, counted in each thread.
    package let nth: Int
    /// Whether later ones are meant too.
    package var isOnward = false
    /// The error's name, such as `EIO`; nil for SIGKILL.
    package let error: String?

    /// Makes a fault.
    package init(_ call: String, nth: Int, isOnward: Bool = false, error: String? = nil) {
        self.call = call
        self.nth = nth
        self.isOnward = isOnward
        self.error = error
    }

    var kind: String { "\(call) \(error ?? "KILL")" }

    /// `pwrite64#3=KILL`; with `3+` from the third on.
    package var description: String { "\(call)#\(nth)\(isOnward ? "+" : "")=\(error ?? "KILL")" }

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
        error = sides[1] == "KILL" ? nil : String(sides[1])
    }

    private static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }

    /// What strace is told.
    var injection: String {
        let effect = error.map { "error=\($0)" } ?? "signal=KILL"
        return "inject=\(call):\(effect):when=\(nth)\(isOnward ? "+" : "")"
    }
}
