package import TideModel

/// What a start does, decided from what is found; pure, so that every case is tested.
package enum Recovery {
    /// One file of a mirrored log.
    package struct LogID: Hashable, Sendable {
        package var log: LogKind
        package var batch: Int64

        package init(_ log: LogKind, _ batch: Int64) {
            self.log = log
            self.batch = batch
        }
    }

    /// What is found beside a readable commit record.
    package struct Situation: Hashable, Sendable {
        /// The last committed batch, -1 when there is none.
        package var lastBatch: Int64
        /// The last run marked its end clean, and the file system was not mounted again since.
        package var endedClean: Bool
        /// Files of the logs that are whole.
        package var whole: Set<LogID>
        /// Files of the logs that are empty or torn, as a power cut leaves them.
        package var torn: Set<LogID>

        package init(lastBatch: Int64, endedClean: Bool, whole: Set<LogID>, torn: Set<LogID> = []) {
            self.lastBatch = lastBatch
            self.endedClean = endedClean
            self.whole = whole
            self.torn = torn
        }
    }

    /// What to do about the logs.
    package struct Actions: Hashable, Sendable {
        /// Batches whose three files are written again from LMDB, where they differ.
        package var mirror: [Int64] = []
        /// Files to remove: torn ones beyond the last batch, and those no longer retained.
        package var remove: Set<LogID> = []
        /// The batch that was planned and not committed, if its plan is whole.
        package var pending: Int64?
    }

    /// Why a start is refused.
    package enum Refusal: Hashable, Sendable {
        /// The log says the batch is done; LMDB does not have it.
        case committedBeyond(Int64)
        /// The log plans a batch that cannot follow the last one.
        case plannedBeyond(LogID)
    }

    package enum Decision: Hashable, Sendable {
        case resume(Actions)
        case refuse(Refusal)
    }

    /// Batches whose logs are kept when `last` is the last one.
    package static func retained(last: Int64) -> Range<Int64> {
        max(0, last + 1 - CheckpointLayout.batchesRetained)..<(last + 1)
    }

    /// Decides about the logs.
    package static func decide(_ found: Situation) -> Decision {
        let last = found.lastBatch
        if let batch = found.whole.filter({ $0.log == .commits }).map(\.batch).max(), batch > last {
            return .refuse(.committedBeyond(batch))
        }
        let planned = found.whole.filter { $0.log != .commits && $0.batch > last + 1 }
        if let beyond = planned.max(by: { ($0.batch, $0.log.rawValue) < ($1.batch, $1.log.rawValue) }) {
            return .refuse(.plannedBeyond(beyond))
        }
        var actions = Actions()
        let retained = retained(last: last)
        actions.mirror = retained.filter { batch in
            !found.endedClean || !LogKind.allCases.allSatisfy { found.whole.contains(LogID($0, batch)) }
        }
        actions.remove = found.torn.filter { $0.batch > last }
            .union(found.whole.union(found.torn).filter { $0.batch < retained.lowerBound })
        let next = last + 1
        let planIsWhole = [LogKind.offsets, .slices].allSatisfy { found.whole.contains(LogID($0, next)) }
        actions.pending = planIsWhole ? next : nil
        return .resume(actions)
    }
}

extension Recovery {
    /// What to do with the checkpoint directory.
    package enum DirectoryDecision: Hashable, Sendable {
        /// There is nothing: give birth, after removing an unborn environment if there is one.
        case birth(removeUnborn: Bool)
        /// There is a born checkpoint.
        case resume
        /// Logs without state: the state was lost.
        case lostState([String])
        /// Something else lives here.
        case foreign([String])
    }

    /// Names that only a born checkpoint has.
    private static let mirrors = ["metadata", "query.json"] + LogKind.allCases.map(\.rawValue)

    /// Decides from the names in the directory; nil when it does not exist.
    package static func decide(names: [String]?) -> DirectoryDecision {
        guard let names, !names.isEmpty else { return .birth(removeUnborn: false) }
        if names.contains("state") { return .resume }
        let others = names.filter { !["lock", "lost+found", "state.new"].contains($0) }.sorted()
        if others.isEmpty { return .birth(removeUnborn: names.contains("state.new")) }
        return others.contains { mirrors.contains($0) } ? .lostState(others) : .foreign(others)
    }
}

extension Recovery.Refusal {
    /// The error shown.
    package func error(root: String, lastBatch: Int64) -> TidemarkError {
        let state = lastBatch < 0 ? "the state has no batch yet" : "the state's last batch is \(lastBatch)"
        let found =
            switch self {
            case .committedBeyond(let batch): "commits/\(batch) says batch \(batch) is done"
            case .plannedBeyond(let file): "\(file.log.rawValue)/\(file.batch) plans batch \(file.batch)"
            }
        return TidemarkError(.checkpointBehindLogs, ["path": root, "found": found, "state": state])
    }
}
