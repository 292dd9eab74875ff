import TideDurableIO
package import TideLMDB
import TideModel

/// A full check of a checkpoint: every page and every entry of its state, and the files that mirror it.
///
/// Reads the file itself: no LMDB, no lock, nothing written. A run may go on meanwhile.
package struct CheckpointCheck: Sendable {
    /// What was read of `state/data.mdb`.
    package struct Extent: Hashable, Sendable {
        /// LMDB's number of the transaction whose state was read.
        package let transaction: UInt64
        /// The highest page number in use.
        package let lastPage: UInt64
        /// Pages of the trees, and the two meta pages.
        package let usedPages: UInt64
        /// Pages in the list of free ones.
        package let freePages: UInt64
        /// Length of the file, which may end before free pages that were never written.
        package let fileBytes: UInt64
        /// Entries of both trees.
        package let entries: UInt64
        /// Bytes of their keys and values.
        package let entryBytes: UInt64

        init(_ summary: PageWalkSummary) {
            transaction = summary.transaction
            lastPage = summary.lastPage
            usedPages = summary.usedPages
            freePages = summary.freePages
            fileBytes = summary.fileBytes
            entries = summary.mainEntries + summary.resultEntries
            entryBytes = summary.entryBytes
        }
    }

    /// The checkpoint directory.
    package let root: String
    /// What was read; nil before the birth and when no meta page is sound.
    package let extent: Extent?
    /// The commit record, where a whole one was found.
    package let record: CommitRecord?
    /// The digest of the entries that were met.
    package let digest: SetDigest
    /// Files of each log that were looked at.
    package let logs: [LogKind: Int]
    /// What is wrong, the first 1,000.
    package let findings: [CheckFinding]
    /// All there were.
    package let findingCount: Int

    /// Checks the checkpoint at `root`.
    ///
    /// Throws `TidemarkError`: `checkpointNotFound` when there is none, `checkpointInUse` when a run went on
    /// too fast, `checkpointFormat` for a newer one.
    package init(root: String) throws {
        let layout = CheckpointLayout(root: root)
        self = try CheckpointFailure(root: layout.root).translating("checking") {
            guard try CheckpointReader.isBorn(layout) else { return Self(unborn: layout.root) }
            var logs = try LogCheck(layout: layout)
            do {
                return try PageState.read(PageFile(layout.stateData)) { try Self($0, logs) }
            } catch let damage as MetaPageDamage {
                var findings = CheckFindings()
                findings.append(CheckFinding(PageFinding(damage)))
                logs.parse()
                return Self(nil, StateCheck(findings: findings), logs, root: layout.root)
            }
        }
    }

    private init(unborn root: String) {
        self.root = root
        (extent, record, digest, logs, findings, findingCount) = (nil, nil, SetDigest(), [:], [], 0)
    }

    private init(
        _ summary: PageWalkSummary?, _ state: StateCheck, _ logs: LogCheck, root: String
    ) {
        self.root = root
        extent = summary.map { Extent($0) }
        record = state.record
        digest = state.digest
        self.logs = logs.listed.mapValues(\.count)
        var findings = state.findings
        for finding in logs.findings { findings.append(finding) }
        self.findings = findings.kept
        findingCount = findings.count
    }

    private init(_ state: PageState, _ logs: LogCheck) throws {
        var (check, summary) = try StateCheck.run(state)
        var logs = logs
        if check.findings.count == 0 {
            do {
                try state.snapshot { transaction in
                    try logs.compare(with: CheckpointSnapshot(transaction))
                }
            } catch let entry as DamagedEntry {
                check.report(PageFinding(page: nil, entry.description))
            } catch let failure as LMDBError {
                check.report(failure.finding ?? PageFinding(page: nil, failure.description))
            }
        } else {
            logs.parse()
        }
        self.init(summary, check, logs, root: logs.layout.root)
    }
}

extension StateCheck {
    /// Walks a state: both meta pages, all pages of the newer, all entries.
    ///
    /// Throws ``NewerFormat`` when all is sound and not for this engine.
    static func run(_ state: PageState) throws -> (check: StateCheck, summary: PageWalkSummary) {
        var start = StateCheck()
        for finding in state.findings { start.report(finding) }
        if let finding = try olderProblem(of: state) { start.report(finding) }
        var (check, summary) = state.walk(start)
        check.finish(metaPage: state.metaPage, summary)
        if check.findings.count == 0, let newer = check.newer { throw newer }
        return (check, summary)
    }

    /// Walks the state of a checkpoint whose lock is held. Throws a `TidemarkError` that names the first
    /// finding.
    static func require(_ layout: CheckpointLayout) throws {
        let check = try run(try PageState(PageFile(layout.stateData))).check
        if let damage = check.damage(root: layout.root) { throw damage }
    }

    /// The other meta page has to lead to its own commit: a page whose transaction number is damaged would
    /// otherwise look like the older of the two, and the last commit would be lost in silence.
    private static func olderProblem(of state: PageState) throws -> PageFinding? {
        guard let older = state.older else { return nil }
        var problem: String?
        do {
            let found = try older.snapshot { try $0.commitRecord().transactionID }
            if found != older.transaction {
                problem = "is of transaction \(older.transaction), but leads to the record of \(found)"
            }
        } catch let entry as DamagedEntry {
            problem = "leads to a damaged commit record: \(entry.reason)"
        } catch let failure as LMDBError {
            problem = "leads to no commit record: \(failure.finding?.description ?? failure.description)"
        } catch is NewerFormat {}
        // A commit since may have used its pages again.
        guard let problem, try state.commitsSince() == 0 else { return nil }
        return PageFinding(page: older.metaPage, problem)
    }
}

extension CheckpointCheck {
    /// The same check of a state alone, wherever its bytes are: what is wrong, and the digest of the entries.
    package static func state(
        of source: some PageSource
    ) throws -> (findings: [CheckFinding], digest: SetDigest) {
        do {
            let (check, _) = try StateCheck.run(try PageState(source))
            return (check.findings.kept, check.digest)
        } catch let damage as MetaPageDamage {
            return ([CheckFinding(PageFinding(damage))], SetDigest())
        }
    }
}
