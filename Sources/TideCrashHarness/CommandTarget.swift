import Glibc
package import TideDurableIO
import TideModel

/// Any resumable command, run in copies of a directory.
// Safety: one thread at a time uses a target, see `FaultTarget`.
package final class CommandTarget: FaultTarget, @unchecked Sendable {
    private static let limitFactor = 20

    private let arguments: [String]
    private let directory: String
    private let verification: String?
    private let ignored: [IgnoredPath]
    private let supervisor: Supervisor
    package let world: String
    private var expected = FileTree()
    package private(set) var undisturbedMicroseconds = 0
    /// Nothing is known of it.
    package var startMicroseconds: Int { 0 }

    /// Runs the command undisturbed in a copy of `directory`; without a `verification`, a shell's command
    /// that ends with 0 where the directory is as it should be, twice.
    ///
    /// - Throws: `TidemarkError` when that fails or leaves different files; `IOFailure`.
    package init(
        _ arguments: [String], directory: String, verification: String?, ignoring ignored: [IgnoredPath] = [],
        in scratch: Scratch
    ) throws {
        self.arguments = arguments
        self.directory = try FileSystem.realPath(directory)
        self.verification = verification
        self.ignored = ignored
        supervisor = try Supervisor(scratch.room(1))
        world = supervisor.scratch.path("trial")
        try measure()
    }

    /// Another target for the same command, in a directory of its own.
    package init(beside other: CommandTarget, in scratch: Scratch) throws(IOFailure) {
        arguments = other.arguments
        directory = other.directory
        verification = other.verification
        ignored = other.ignored
        supervisor = try Supervisor(scratch)
        world = scratch.path("trial")
        expected = other.expected
        undisturbedMicroseconds = other.undisturbedMicroseconds
    }

    private func measure() throws {
        for round in 0..<(verification == nil ? 2 : 1) {
            try reset()
            let run = try start()
            guard run.end == .exited(0) else { throw Self.undisturbed("the command \(run.story)") }
            undisturbedMicroseconds = max(1, Int(run.nanoseconds / 1_000))
            let found = try tree()
            if round > 0, let difference = found.difference(from: expected) {
                throw TidemarkError(.crashTestChanging, ["difference": difference])
            }
            expected = found
        }
        do { try check() } catch let difference as Difference { throw Self.undisturbed(difference.text) }
    }

    private static func undisturbed(_ problem: String) -> TidemarkError {
        TidemarkError(.crashTestUndisturbed, ["problem": problem])
    }

    private func reset() throws(IOFailure) {
        try FileSystem.removeTree(world)
        try FileSystem.copyTree(directory, to: world)
    }

    private func start(_ kill: KillOrder? = nil) throws -> CommandRun {
        try CrashTestInterrupted.check()
        let limit = UInt64(undisturbedMicroseconds * Self.limitFactor) * 1_000
        return try supervisor.run(
            arguments, in: world, kill: kill,
            limitNs: undisturbedMicroseconds == 0 ? .max : max(10_000_000_000, limit))
    }

    private func tree() throws(IOFailure) -> FileTree {
        try FileTree(world) { name in !ignored.contains { $0.matches(name) } }
    }

    /// Checks what the command has left at its end.
    private func check() throws {
        guard let verification else {
            if let text = try tree().difference(from: expected) { throw Difference(text) }
            return
        }
        let run = try supervisor.run(["/bin/sh", "-c", verification], in: world, limitNs: .max)
        if run.end != .exited(0) { throw Difference("the verification \(run.story)") }
    }

    package func attempt(_ schedule: [Fault]) throws -> Trial {
        var trial = Trial()
        do {
            try attempt(schedule, &trial)
        } catch let difference as Difference {
            trial.difference = difference.text
        }
        return trial
    }

    private func attempt(_ schedule: [Fault], _ trial: inout Trial) throws {
        try reset()
        for (index, fault) in schedule.enumerated() {
            guard case .kill(let moment, let time) = fault else {
                throw Difference("a command is only killed: \(fault)")
            }
            let run = try start(KillOrder(afterMicroseconds: time, isGroup: moment == .group))
            let struck = run.wasKilled && run.diedOfKill
            trial.struck.append(struck)
            if struck { trial.states.append(StateHash(try tree())) }
            guard struck || run.end == .exited(0) else {
                throw Difference("after fault \(index + 1), \(fault): the command \(run.story)")
            }
            if !struck { return try check() }
        }
        let run = try start()
        guard run.end == .exited(0) else { throw Difference("started again, the command \(run.story)") }
        try check()
    }
}
