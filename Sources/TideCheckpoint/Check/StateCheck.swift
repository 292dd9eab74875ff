import TideLMDB

/// The check of the entries that a walk over the pages meets: seals, tables, digest, counts.
struct StateCheck: PageVisitor {
    var findings: CheckFindings
    /// The commit record, where a whole one was met.
    private(set) var record: CommitRecord?
    /// The record is of an engine newer than this.
    private(set) var newer: NewerFormat?
    private var recordPage: UInt64?
    private var entries = EntryCheck()

    init(findings: CheckFindings = CheckFindings()) { self.findings = findings }

    var digest: SetDigest { entries.digest }

    mutating func report(_ finding: PageFinding) { findings.append(CheckFinding(finding)) }

    // Safety: key and value are read within the call; what is kept is copied.
    mutating func visit(_ entry: PageEntry) {
        let table = entry.key.first.flatMap(TableID.init(rawValue:))
        guard let table, entry.tree == .main || table == .result else {
            damaged(entry, table == nil ? "no table has this key" : "the tree result holds an entry of it")
            return
        }
        do throws(DamagedBytes) {
            try entries.check(key: entry.key, value: entry.value)
            if table == .commitRecord { try readRecord(entry) }
        } catch {
            damaged(entry, error.reason)
        }
    }

    private mutating func damaged(_ entry: PageEntry, _ reason: String) {
        report(
            PageFinding(page: entry.page, DamagedEntry(key: [UInt8](entry.key), reason: reason).description))
    }

    private mutating func readRecord(_ entry: PageEntry) throws(DamagedBytes) {
        guard entry.key.elementsEqual(CommitRecord.key) else { throw DamagedBytes("no record has this key") }
        do {
            record = try CommitRecord(readable: Array(entry.value.dropLast(Seal.size)))
            recordPage = entry.page
        } catch let damage as DamagedBytes {
            throw damage
        } catch {
            newer = error as? NewerFormat
        }
    }

    /// Compares what was met with the commit record; `metaPage` led here.
    mutating func finish(metaPage: UInt64, _ summary: PageWalkSummary) {
        guard let record, let page = recordPage else {
            if newer == nil { report(PageFinding(page: metaPage, "leads to no whole commit record")) }
            return
        }
        func differs(_ what: String) -> PageFinding {
            PageFinding(page: page, DamagedEntry(key: CommitRecord.key, reason: what).description)
        }
        if record.transactionID != summary.transaction {
            report(
                differs(
                    "written by transaction \(record.transactionID), but meta page \(metaPage) is of "
                        + "\(summary.transaction)"))
        }
        if let problem = record.countProblem(main: summary.mainEntries, result: summary.resultEntries) {
            report(differs(problem))
        }
        if entries.digest != record.digest { report(differs(EntryCheck.digestDiffers)) }
    }
}
