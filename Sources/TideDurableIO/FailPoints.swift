import Glibc
import Synchronization

/// Fail points, switched on by the environment and otherwise a single branch.
///
/// `TIDEMARK_FAILPOINT=NAME:NTH[:ACTION]`, several separated by commas; NTH counts from 1; ACTION is `kill`
/// (the default), `error` (EIO), `nospace` (ENOSPC) or `stop` (SIGSTOP). `TIDEMARK_FAILPOINT_LOG=FILE`: every
/// point reached appends its name as a line.
package enum FailPoints {
    /// What happens at a point.
    package enum Action: String, Sendable {
        /// The process ends by SIGKILL.
        case kill
        /// The step fails with EIO.
        case error
        /// The step fails with ENOSPC.
        case nospace
        /// The process stops by SIGSTOP and goes on with SIGCONT.
        case stop
    }

    /// One order: do `action` when `point` is reached for the `nth` time.
    package struct Rule: Hashable, Sendable {
        /// Where.
        package let point: FailPoint
        /// Which visit, from 1.
        package let nth: Int
        /// What.
        package let action: Action
    }

    /// What is wrong with the environment's rules, for the usage error; nil when they are well formed or
    /// absent.
    package static var configurationProblem: String? { configuration.problem }

    /// Marks that `point` is reached.
    package static func hit(_ point: FailPoint) throws(IOFailure) {
        guard configuration.isActive else { return }
        try visit(point)
    }

    /// Reads the rules of `TIDEMARK_FAILPOINT`, of which an empty one has none; a failure's text says what
    /// is wrong and what is expected.
    package static func parse(_ text: String) -> (rules: [Rule], problem: String?) {
        var rules: [Rule] = []
        if text.isEmpty { return ([], nil) }
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let fields = part.split(separator: ":", omittingEmptySubsequences: false)
            let action = fields.count < 3 ? Action.kill : Action(rawValue: String(fields[2]))
            guard (2...3).contains(fields.count), let point = FailPoint(rawValue: String(fields[0])),
                let nth = Int(fields[1]), nth >= 1, let action
            else {
                return ([], "TIDEMARK_FAILPOINT: '\(part)' is not NAME:NTH[:kill|error|nospace|stop]")
            }
            rules.append(Rule(point: point, nth: nth, action: action))
        }
        return (rules, nil)
    }

    private struct Configuration: Sendable {
        let rules: [Rule]
        let problem: String?
        let logPath: String?
        let isActive: Bool

        init() {
            let text = ProcessFacts.environment("TIDEMARK_FAILPOINT")
            (rules, problem) = text.map(FailPoints.parse) ?? ([], nil)
            logPath = ProcessFacts.environment("TIDEMARK_FAILPOINT_LOG")
            isActive = !rules.isEmpty || logPath != nil
        }
    }

    private static let configuration = Configuration()
    private static let visits = Mutex<[FailPoint: Int]>([:])

    private static func visit(_ point: FailPoint) throws(IOFailure) {
        if let logPath = configuration.logPath {
            let log = try FileDescriptor(opening: logPath, flags: O_WRONLY | O_CREAT | O_APPEND)
            // With O_APPEND Linux ignores the offset (pwrite(2), BUGS).
            try log.write(Array("\(point.rawValue)\n".utf8), at: 0)
        }
        let count = visits.withLock { visits in
            visits[point, default: 0] += 1
            return visits[point, default: 0]
        }
        for rule in configuration.rules where rule.point == point && rule.nth == count {
            switch rule.action {
            case .kill: raise(SIGKILL)
            case .stop: raise(SIGSTOP)
            case .error: throw IOFailure(operation: "fail point", path: point.rawValue, errno: EIO)
            case .nospace: throw IOFailure(operation: "fail point", path: point.rawValue, errno: ENOSPC)
            }
        }
    }
}
