/// The state that the meta pages of a data file lead to, read without LMDB and without its lock.
///
/// A writer may go on meanwhile: it writes nothing into the pages of this state before the second commit
/// after it is done.
package struct PageState {
    /// What is wrong with the meta pages.
    package let findings: [PageFinding]
    private let source: any PageSource
    private let metas: [MetaPage]
    private let meta: MetaPage

    /// Attempts to read a state before it is overtaken, and to read a meta page that a commit is writing.
    private static let attempts = 3

    /// Reads the meta pages and takes the sound one with the greater transaction, as LMDB does.
    ///
    /// Throws `MetaPageDamage` when neither is sound, `IOFailure`.
    package init(_ source: some PageSource) throws {
        var attempt = 1
        while true {
            let metas = try MetaPages.read(source)
            var (findings, sound): ([PageFinding], [MetaPage]) = ([], [])
            var damage: MetaPageDamage?
            for meta in metas {
                do throws(MetaPageDamage) {
                    try meta.check()
                    sound.append(meta)
                } catch {
                    damage = error
                    findings.append(PageFinding(error))
                }
            }
            if findings.isEmpty {
                do throws(MetaPageDamage) { try MetaPages.checkNeighbours(metas) } catch {
                    findings.append(PageFinding(error))
                }
            }
            // A writer may have been between the two pages: damage stays, a race does not.
            if !findings.isEmpty, attempt < Self.attempts {
                attempt += 1
                continue
            }
            guard let meta = sound.max(by: { $0.transaction < $1.transaction }) else {
                throw damage ?? metas[0].damage("mm_magic", 0, "a meta page")
            }
            self.source = source
            self.metas = metas
            self.meta = meta
            self.findings = findings
            return
        }
    }

    private init(_ state: PageState, older: MetaPage) {
        (source, metas, meta, findings) = (state.source, state.metas, older, [])
    }

    /// The number of the state's transaction, 0 for an environment without any.
    package var transaction: UInt64 { meta.transaction }

    /// The page the state begins at, 0 or 1.
    package var metaPage: UInt64 { UInt64(meta.number) }

    /// The state before this one, which LMDB goes back to when a newer meta page is lost; nil when this is
    /// the first, or the other meta page is not sound or is that of a commit that failed.
    package var older: PageState? {
        guard findings.isEmpty, let other = metas.first(where: { $0.number != meta.number }),
            other.transaction > 0, other.transaction < meta.transaction, other.isState
        else { return nil }
        return PageState(self, older: other)
    }

    /// Runs `body` over the newest state, again when commits overtook it.
    ///
    /// Throws ``PagesOvertaken`` when they always did, `MetaPageDamage`, `IOFailure`, and what `body` throws.
    package static func read<Value>(
        _ source: some PageSource, _ body: (PageState) throws -> Value
    ) throws -> Value {
        for _ in 0..<attempts {
            let state = try PageState(source)
            let outcome = Result { try body(state) }
            if try state.commitsSince() < 2 { return try outcome.get() }
        }
        throw PagesOvertaken(attempts: attempts)
    }

    /// Commits that were made since the state was taken.
    package func commitsSince() throws -> UInt64 {
        let newest = try PageState(source).transaction
        return newest > transaction ? newest - transaction : 0
    }

    // Safety: the buffer is used during the walk only.
    /// Walks all pages; gives back the visitor, and what there was.
    package func walk<Visitor: PageVisitor>(
        _ visitor: Visitor
    ) -> (visitor: Visitor, summary: PageWalkSummary) {
        withUnsafeTemporaryAllocation(
            byteCount: PageWalker<Visitor>.scratchSize, alignment: MemoryLayout<UInt64>.alignment
        ) { scratch in
            var walker = PageWalker(source: source, meta: meta, scratch: scratch, visitor: visitor)
            walker.run()
            return (walker.visitor, walker.summary)
        }
    }

    /// Runs `body` with a snapshot of the state. Reads throw `LMDBError` that names the page.
    package func snapshot<Value>(_ body: (borrowing ReadTransaction) throws -> Value) throws -> Value {
        let pages = try PageSnapshot(source, meta)
        return try body(ReadTransaction(TransactionHandles(pages: pages)))
    }
}
