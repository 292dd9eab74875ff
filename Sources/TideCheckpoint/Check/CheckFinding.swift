import TideLMDB

/// Something in a checkpoint that is not as it was written, and what follows from it.
package struct CheckFinding: Hashable, Sendable {
    /// What the next start makes of it.
    package enum Consequence: String, Hashable, Sendable, CaseIterable {
        /// The state itself: not every start notices, so nothing should run on it.
        case damaged
        /// The next start refuses.
        case refused
        /// The next start writes the file again from LMDB.
        case rewritten
        /// Nothing reads it, or the next start removes it.
        case harmless
    }

    /// The file, relative to the checkpoint directory.
    package let file: String
    /// The page of it, counted from 0, where there is one.
    package let page: UInt64?
    /// What is wrong.
    package let what: String
    package let consequence: Consequence

    package init(file: String, page: UInt64? = nil, what: String, consequence: Consequence) {
        self.file = file
        self.page = page
        self.what = what
        self.consequence = consequence
    }

    /// Damage of `state/data.mdb`.
    init(_ finding: PageFinding) {
        self.init(
            file: CheckpointLayout.stateDataName, page: finding.page, what: finding.what,
            consequence: .damaged)
    }
}

/// Findings in the order they were made: all are counted, as many as anyone reads are kept.
struct CheckFindings: Sendable {
    private static let most = 1_000
    private(set) var kept: [CheckFinding] = []
    private(set) var count = 0

    mutating func append(_ finding: CheckFinding) {
        count += 1
        if kept.count < Self.most { kept.append(finding) }
    }
}
