/// Something in a data file that is not as LMDB writes it.
package struct PageFinding: Error, Hashable, Sendable, CustomStringConvertible {
    /// The page, counted from 0; nil for what concerns the whole file.
    package let page: UInt64?
    /// What is wrong.
    package let what: String

    /// Makes a finding.
    package init(page: UInt64?, _ what: String) {
        self.page = page
        self.what = what
    }

    /// `page 7: its header says page 9`.
    package var description: String { (page.map { "page \($0): " } ?? "") + what }
}

extension PageFinding {
    /// Damage of a meta page.
    package init(_ damage: MetaPageDamage) {
        self.init(page: UInt64(damage.page), damage.reason)
    }
}

/// A reading of pages that commits of a running writer kept overtaking, so that it is of no one state.
package struct PagesOvertaken: Error, Hashable, Sendable {
    /// How often it was tried.
    package let attempts: Int

    /// So many attempts.
    package init(attempts: Int) { self.attempts = attempts }
}
