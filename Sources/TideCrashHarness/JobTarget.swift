import Glibc
package import TideDurableIO
import TideFormats
import TideModel

/// What is not as it would be without faults.
struct Difference: Error {
    let text: String

    init(_ text: String) { self.text = text }
}

/// A job in a copy of its own, to be run under faults.
// Safety: one thread at a time uses a target, see `FaultTarget`.
package final class JobTarget: FaultTarget, @unchecked Sendable {
    /// A command may take so much longer than the undisturbed run, and at least 10 s.
    private static let limitFactor = 20

    let job: CrashJob
    let supervisor: Supervisor
    /// Where each trial takes place; always the same path.
    package let world: String
    let original: String
    private(set) var undisturbed = UndisturbedRun()
    /// Whether `inspect --check` is there to be asked.
    private(set) var hasFullCheck = false
    /// What interferes with system calls.
    private(set) var interference = CallInterference.none("")
    /// What is done behind the engine's back in each trial.
    package var tampering: Tampering?
    private var damageSources: [Damage.Stage: String] = [:]
    private var foreignSource: String?
    /// The state of a power cut that is about to be tried.
    var preparedCut: (cut: PowerCut, state: PowerCuts.State)?
    /// The file systems of its own on which power cuts are tried.
    lazy var disks = JobDisks(self)

    /// Copies the job and its inputs and runs it undisturbed, at once and batch by batch.
    ///
    /// - Throws: `TidemarkError` when that fails or gives two results; `IOFailure`.
    package init(_ job: CrashJob, in scratch: Scratch) throws {
        self.job = job
        supervisor = try Supervisor(scratch.room(1))
        world = supervisor.scratch.path("trial")
        original = scratch.path("original")
        try FileSystem.createDirectory(original)
        try FileSystem.writeAtomically(
            Array(job.text.utf8), to: FileSystem.join(original, "job.sql"), isDurable: false)
        for input in job.inputs {
            let target = FileSystem.join(original, input.to)
            try FileSystem.createDirectory(FileSystem.parent(of: target))
            if try FileSystem.status(target) == nil { try FileSystem.copyTree(input.from, to: target) }
        }
        interference = try findInterference()
        try measure()
    }

    /// Another target for the same job, in a directory of its own; nothing is run.
    ///
    /// - Parameter world: where its trials take place; below `scratch` when nil.
    package init(
        beside other: JobTarget, in scratch: Scratch, world: String? = nil
    ) throws(IOFailure) {
        job = other.job
        supervisor = try Supervisor(scratch)
        self.world = world ?? scratch.path("trial")
        original = other.original
        undisturbed = other.undisturbed
        hasFullCheck = other.hasFullCheck
        interference = other.interference
        tampering = other.tampering
    }

    /// The loader and the reading of the command line are nearly over by then.
    package var startMicroseconds: Int { min(undisturbed.startMicroseconds, undisturbed.microseconds) / 2 }

    package var undisturbedMicroseconds: Int { undisturbed.microseconds }

    /// Batches of the undisturbed run.
    package var batchCount: Int { undisturbed.last + 1 }

    // MARK: Commands

    var runArguments: [String] {
        [
            job.tool, "run", "job.sql", "--checkpoint", "ck", "--table", job.table, "--progress", "none",
        ]
    }

    /// A run whose system calls come in the same order each time.
    var singleThreaded: [String] { runArguments + ["--threads", "1"] }

    private var limitNs: UInt64 {
        guard undisturbed.microseconds > 0 else { return .max }
        return max(10_000_000_000, UInt64(undisturbed.microseconds * Self.limitFactor) * 1_000)
    }

    func command(
        _ arguments: [String], environment: [String: String] = [:], kill: KillOrder? = nil
    ) throws -> CommandRun {
        try CrashTestInterrupted.check()
        return try supervisor.run(
            arguments, in: world, environment: environment, kill: kill, limitNs: limitNs)
    }

    /// A command that has to end with 0.
    @discardableResult
    func succeed(_ arguments: [String], _ occasion: String) throws -> CommandRun {
        let run = try command(arguments)
        guard run.end == .exited(0) else {
            throw Difference("\(occasion): `tidemark \(arguments[1])` \(run.story)")
        }
        return run
    }

    /// Starts the trial's directory afresh.
    func reset() throws {
        try FileSystem.removeTree(world)
        // Nobody writes to an input: what is changed is replaced.
        try FileSystem.copyTree(original, to: world, isLinking: true)
    }

    func path(_ name: String) -> String { FileSystem.join(world, name) }

    // MARK: The undisturbed run

    private func measure() throws {
        do { try measureOnce() } catch let difference as Difference {
            throw TidemarkError(.crashTestUndisturbed, ["problem": difference.text])
        }
    }

    private func measureOnce() throws {
        // The first run finds nothing in the page cache; the second is what kills will meet.
        for _ in 0..<2 {
            try reset()
            let run = try succeed(runArguments, "undisturbed")
            undisturbed.microseconds = Int(run.nanoseconds / 1_000)
        }
        let version = try succeed([job.tool, "--version"], "undisturbed")
        undisturbed.startMicroseconds = Int(version.nanoseconds / 1_000)
        let last = try lastBatch("undisturbed")
        let whole = try committed("undisturbed")
        hasFullCheck = try command([job.tool, "inspect", "ck", "--check"]).end == .exited(0)
        try verify("undisturbed")
        try reset()
        undisturbed.batches = [UndisturbedRun.Batch(rows: job.sink == nil ? [] : nil, sink: FileTree())]
        while undisturbed.last < last {
            _ = try succeed(runArguments + ["--max-batches", "1"], "batch by batch")
            let number = try lastBatch("batch by batch")
            guard number == undisturbed.last + 1 else {
                throw Difference("run batch by batch, batch \(number) follows \(undisturbed.last)")
            }
            undisturbed.batches.append(try committed("batch by batch"))
        }
        let stepwise = undisturbed.batches[undisturbed.batches.count - 1]
        guard stepwise.rows == whole.rows, stepwise.sink == whole.sink else {
            throw Difference("the run at once and the run batch by batch give two results")
        }
    }

    // MARK: What is on disk

    /// The last committed batch, -1 for none.
    func lastBatch(_ occasion: String) throws -> Int {
        guard try FileSystem.status(path("ck/state")) != nil else { return -1 }
        let run = try succeed([job.tool, "inspect", "ck", "--json"], occasion)
        guard let last = try JSONValue(parsing: run.stdout)["lastBatch"]?.integer else {
            throw Difference("\(occasion): `tidemark inspect` names no last batch")
        }
        return Int(last)
    }

    var queryArguments: [String] {
        [job.tool, "query", "ck", "SELECT * FROM `\(job.table)`", "--format", "json"]
    }

    /// What a reader sees.
    private func committed(_ occasion: String) throws -> UndisturbedRun.Batch {
        var rows: [UInt8]?
        if job.sink == nil { rows = try succeed(queryArguments, occasion).stdout }
        return UndisturbedRun.Batch(rows: rows, sink: try visibleSink())
    }

    func visibleSink() throws -> FileTree {
        guard let sink = job.sink else { return FileTree() }
        return try FileTree(path(sink), includes: FileTree.isVisible)
    }

    /// All files of checkpoint and sink but the locks, whose content says who holds them.
    func state() throws -> StateHash {
        var tree = FileTree()
        for root in ["ck", job.sink].compactMap({ $0 }) {
            let part = try FileTree(path(root)) { !["lock", "state/lock.mdb"].contains($0) }
            for (name, content) in part.files { tree.files[root + "/" + name] = content }
        }
        return StateHash(tree)
    }

    /// Checks that what is visible is what a batch has left, none before `previous`; returns the batch.
    ///
    /// - Parameter shift: by how much the numbers are higher than without rollbacks; the names of a sink's
    ///   files have them too, and files that a rollback withdraws are there until the next start.
    func checkBetween(_ occasion: String, previous: Int, shift: Int = 0) throws -> Int {
        let number = try lastBatch(occasion)
        let last = number - shift
        guard number >= previous, last <= undisturbed.last, let expected = undisturbed.batch(last) else {
            throw Difference("\(occasion): the last batch is \(number), it was \(previous)")
        }
        if last >= 0, let rows = expected.rows {
            guard try succeed(queryArguments, occasion).stdout == rows else {
                throw Difference("\(occasion): the rows are not those of batch \(last)")
            }
        }
        if shift == 0 { try checkSink(occasion, last: last, expected.sink) }
        return number
    }

    /// Checks that the sink has what batches up to `last` have left, or less by what is not drained.
    private func checkSink(_ occasion: String, last: Int, _ expected: FileTree) throws {
        let visible = try visibleSink()
        let lag = job.isSinkReplaced ? last + 1 : 1
        let isPrefix = (max(-1, last - lag)...last).contains { number in
            guard let whole = undisturbed.batch(number)?.sink else { return false }
            if visible == whole { return true }
            guard number < last, let next = undisturbed.batch(number + 1)?.sink else { return false }
            return whole.isPart(of: visible) && visible.isPart(of: next)
        }
        guard isPrefix else {
            let text = visible.difference(from: expected) ?? ""
            throw Difference("\(occasion): the sink is not that of batches up to \(last): \(text)")
        }
    }

    /// Runs what is left and checks everything.
    func finish(_ occasion: String = "at the end", shift: Int = 0) throws {
        _ = try succeed(runArguments, occasion)
        try checkResult(occasion, shift: shift)
        try verify(occasion)
    }

    /// Checks result and sink against those of the undisturbed run; `shift` as above.
    func checkResult(_ occasion: String, shift: Int = 0) throws {
        let expected = undisturbed.batches[undisturbed.batches.count - 1]
        if let rows = expected.rows {
            let found = try succeed(queryArguments, occasion).stdout
            if found != rows { throw Difference("\(occasion): \(RowDifference(found, rows).text)") }
        }
        let visible = try visibleSink()
        if shift == 0, let text = visible.difference(from: expected.sink) {
            throw Difference("\(occasion): in the sink, \(text)")
        }
        guard visible.contents == expected.sink.contents else {
            throw Difference("\(occasion): the files of the sink have other bytes than undisturbed")
        }
        let last = try lastBatch(occasion)
        guard last == undisturbed.last + shift else {
            throw Difference("\(occasion): the last batch is \(last), undisturbed \(undisturbed.last)")
        }
        guard let sink = job.sink else { return }
        let hidden = try FileTree(path(sink)) { !FileTree.isVisible($0) && $0 != ".tidemark" }
        if let name = hidden.files.keys.min() { throw Difference("\(occasion): '\(name)' is left over") }
    }

    func verify(_ occasion: String) throws {
        _ = try succeed([job.tool, "verify", "ck"] + (job.verifiesFast ? ["--fast"] : []), occasion)
        if hasFullCheck { _ = try succeed([job.tool, "inspect", "ck", "--check"], occasion) }
    }

    // MARK: Checkpoints to damage

    /// A copy of what a run leaves, whole or killed half-way.
    func source(_ stage: Damage.Stage) throws -> String {
        if let path = damageSources[stage] { return path }
        try reset()
        let half = "commit.after:\(batchCount / 2 + 1):kill"
        let run = try command(runArguments, environment: stage == .half ? ["TIDEMARK_FAILPOINT": half] : [:])
        guard stage == .half ? run.diedOfKill : run.end == .exited(0) else { throw Difference(run.story) }
        let copy = supervisor.scratch.path(stage.rawValue)
        try FileSystem.rename(world, to: copy)
        damageSources[stage] = copy
        return copy
    }

    /// A copy of what another run of the same job leaves.
    func foreign() throws -> String {
        if let foreignSource { return foreignSource }
        try reset()
        _ = try succeed(runArguments, "a second checkpoint")
        let copy = supervisor.scratch.path("foreign")
        try FileSystem.rename(world, to: copy)
        foreignSource = copy
        return copy
    }
}

/// How lines differ from those that were expected, as counts and the first one.
struct RowDifference {
    let text: String

    init(_ found: [UInt8], _ expected: [UInt8]) {
        let (found, expected) = (Self.lines(found), Self.lines(expected))
        var counts: [ArraySlice<UInt8>: Int] = [:]
        for line in expected { counts[line, default: 0] += 1 }
        for line in found { counts[line, default: 0] -= 1 }
        let lost = counts.values.reduce(0) { $0 + max($1, 0) }
        let added = counts.values.reduce(0) { $0 + max(-$1, 0) }
        let first = (0..<max(found.count, expected.count)).first { index in
            index >= found.count || index >= expected.count || found[index] != expected[index]
        }
        func shown(_ lines: [ArraySlice<UInt8>]) -> String {
            guard let first, first < lines.count else { return "nothing" }
            return String(decoding: lines[first], as: UTF8.self)
        }
        text =
            "\(lost) rows are lost, \(added) are too many; the first, row \((first ?? 0) + 1), is "
            + "\(shown(found)), undisturbed \(shown(expected))"
    }

    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: UInt8(ascii: "\n"))
    }
}
