import TideColumnar
import TideDurableIO
import TideFormats
import TideLMDB
import TideModel

/// The checkpoint directory before LMDB is open: whether it may be used, who holds it, birth.
struct CheckpointDirectory {
    let layout: CheckpointLayout

    private var failure: CheckpointFailure { CheckpointFailure(root: layout.root) }

    /// Makes the directory if absent, and refuses one that holds something else, or is not local unless that
    /// is allowed.
    ///
    /// Nothing is written into a directory that is refused.
    func prepare(allowsNetwork: Bool) throws {
        if let status = try FileSystem.status(layout.root), status.kind != .directory {
            throw TidemarkError(.checkpointIsFile, ["path": layout.root])
        }
        _ = try decide()
        try FileSystem.createDirectory(layout.root)
        if !allowsNetwork, let name = try FileSystem.isNetworkFileSystem(layout.root) {
            throw TidemarkError(.checkpointOnNetwork, ["path": layout.root, "fileSystem": name])
        }
    }

    /// Takes the lock, or says who holds it.
    func lock(run: RunIdentity, clock: any WallClock) throws -> DirectoryLock {
        let facts = ProcessFacts.current
        let owner = JSONValue.object([
            ("pid", .integer(Int64(facts.pid))), ("host", .string(facts.hostName)),
            ("runId", .string(run.runID)),
            ("startTime", .string(Timestamps.formatISO(clock.nowMicroseconds(), zone: .utc))),
        ])
        switch try DirectoryLock.acquire(path: layout.lock, owner: owner.bytes + [UInt8(ascii: "\n")]) {
        case .acquired(let lock): return lock
        case .held(let bytes): throw inUse(by: bytes)
        }
    }

    private func inUse(by owner: [UInt8]) -> TidemarkError {
        var holder = "another process"
        if let facts = try? JSONValue(parsing: owner), let pid = facts["pid"]?.integer,
            let host = facts["host"]?.string, let run = facts["runId"]?.string,
            let start = facts["startTime"]?.string
        {
            holder = "process \(pid) on \(host) (run \(run), started \(start))"
        }
        return TidemarkError(.checkpointHeld, ["path": layout.root, "holder": holder])
    }

    /// What to do; refusals are thrown.
    func decide() throws -> Recovery.DirectoryDecision {
        let exists = try FileSystem.status(layout.root) != nil
        let decision = Recovery.decide(names: exists ? try FileSystem.list(layout.root).map(\.name) : nil)
        switch decision {
        case .resume: break
        case .birth(let removeUnborn): if removeUnborn { try checkUnborn() }
        case .lostState(let names):
            throw TidemarkError(.checkpointLostState, ["path": layout.root, "names": list(names)])
        case .foreign(let names):
            throw TidemarkError(.checkpointForeign, ["path": layout.root, "names": list(names)])
        }
        return decision
    }

    private func checkUnborn() throws {
        let names = try FileSystem.list(layout.unbornState).map(\.name)
        let foreign = names.filter { $0 != "data.mdb" && $0 != "lock.mdb" }
        guard foreign.isEmpty else {
            throw TidemarkError(
                .checkpointUnbornForeign, ["path": layout.unbornState, "names": list(foreign)])
        }
    }

    private func list(_ names: [String]) -> String {
        names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", .." : "")
    }

    /// Builds the environment in `state.new`, makes it durable and renames it: the rename is the birth.
    func giveBirth(_ request: BirthRequest, removeUnborn: Bool) throws {
        try giveBirth(removeUnborn: removeUnborn) { try buildUnborn(request) }
    }

    /// As above; `build` makes the environment in `state.new`, which is there and empty.
    func giveBirth(removeUnborn: Bool, build: () throws -> Void) throws {
        try FailPoints.hit(.birthBegin)
        if removeUnborn { try FileSystem.removeTree(layout.unbornState) }
        try FileSystem.createDirectory(layout.unbornState)
        try build()
        try FailPoints.hit(.birthBuilt)
        try FileSystem.syncFile(layout.unbornStateData)
        try FileSystem.syncDirectory(layout.unbornState)
        try FailPoints.hit(.birthSynced)
        try FileSystem.rename(layout.unbornState, to: layout.state)
        try FailPoints.hit(.birthRenamed)
        try FileSystem.syncDirectory(layout.root)
        try FailPoints.hit(.birthFinished)
    }

    private func buildUnborn(_ request: BirthRequest) throws {
        let environment = try LMDBEnvironment(path: layout.unbornState)
        let mount = try MountIdentity.of(path: layout.unbornStateData)
        try environment.write { transaction in
            var writer = TableWriter(CommitRecord(mount: mount))
            try writer.put(QueryIDRecord(id: request.queryID), in: transaction)
            try writer.put(Totals(), in: transaction)
            try writer.put(request.plan, in: transaction)
            for root in request.sourceRoots { try writer.put(root, in: transaction) }
            if let sink = request.sink { try writer.put(sink, in: transaction) }
            try writer.finish(in: transaction)
        }
        try environment.reserve()
    }
}
