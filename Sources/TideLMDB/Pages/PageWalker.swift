import TideDurableIO

/// What a walk over the pages meets.
package protocol PageVisitor {
    /// An entry; those of a tree come in key order, the main tree first. Key and value are valid during the
    /// call.
    mutating func visit(_ entry: PageEntry)
    /// Something that is wrong.
    mutating func report(_ finding: PageFinding)
}

/// An entry as it was met.
// Safety: the buffers are the walk's, filled anew after the call that is given the entry.
package struct PageEntry {
    /// The tree.
    package let tree: Tree
    /// The leaf page the entry is in.
    package let page: UInt64
    /// The key.
    package let key: UnsafeRawBufferPointer
    /// The value, put together where it is in overflow pages.
    package let value: UnsafeRawBufferPointer
}

/// What a walk has seen.
package struct PageWalkSummary: Hashable, Sendable {
    /// Number of the transaction that was read.
    package var transaction: UInt64 = 0
    /// Bytes of the file.
    package var fileBytes: UInt64 = 0
    /// The highest page number in use.
    package var lastPage: UInt64 = 0
    /// Pages of trees and their overflow pages, and the two meta pages.
    package var usedPages: UInt64 = 0
    /// Pages in the list of free ones.
    package var freePages: UInt64 = 0
    /// Entries of the main tree, the record of the tree `result` included.
    package var mainEntries: UInt64 = 0
    /// Entries of the tree `result`.
    package var resultEntries: UInt64 = 0
    /// Bytes of their keys and values.
    package var entryBytes: UInt64 = 0
}

/// Walks all pages of a data file without LMDB, whatever bytes they hold: meta pages, both trees, the list of
/// free pages; every page has to be met exactly once.
///
/// Memory: a page for each level, two bits for each page, and the largest value.
// Safety: the scratch buffer is this walk's own; a view into it is used until its level is read again.
struct PageWalker<Visitor: PageVisitor> {
    let source: any PageSource
    let meta: MetaPage
    let scratch: UnsafeMutableRawBufferPointer
    var visitor: Visitor
    private(set) var summary = PageWalkSummary()
    private var used = PageBitmap()
    private var free = PageBitmap()
    private var lastPage: UInt64
    private let filePages: UInt64
    private var value: [UInt8] = []

    /// Room for a page of each level.
    static var scratchSize: Int { 32 * MetaPages.pageSize }

    /// The walked trees.
    private enum Walked {
        case free
        case table(Tree)

        var name: String {
            switch self {
            case .free: "the list of free pages"
            case .table(.main): "the main tree"
            case .table(.result): "the tree result"
            }
        }
    }

    /// One tree on its way.
    private struct Walk {
        let tree: Walked
        let record: TreeRecord
        let order: KeyOrder
        var found = TreeStatistics()
        var isWhole = true
        /// The record of the tree `result`, and the page it is in.
        var result: (record: TreeRecord, page: UInt64)?
    }

    /// The keys a subtree may have: from `lower`, below `upper`.
    private struct Bounds {
        var lower: UnsafeRawBufferPointer?
        var upper: UnsafeRawBufferPointer?
    }

    init(source: any PageSource, meta: MetaPage, scratch: UnsafeMutableRawBufferPointer, visitor: Visitor) {
        self.source = source
        self.meta = meta
        self.scratch = scratch
        self.visitor = visitor
        lastPage = meta.lastPage
        filePages = meta.fileSize / UInt64(MetaPages.pageSize)
    }

    mutating func run() {
        // Pages behind the file's end are free ones that were never written, and the list of free pages takes
        // 8 bytes of the file for each.
        let most = filePages * UInt64(1 + MetaPages.pageSize / 8)
        if lastPage >= most {
            report(UInt64(meta.number), "the last page is \(lastPage) in a file of \(filePages) pages")
            lastPage = max(filePages, 1) - 1
        }
        let here = UInt64(meta.number)
        let main = walk(.table(.main), meta.mainTree, in: here)
        summary.mainEntries = main.found.entries
        if let result = main.result {
            summary.resultEntries = walk(.table(.result), result.record, in: result.page).found.entries
        }
        _ = walk(.free, meta.freeTree, in: here)
        reportLost()
        summary.transaction = meta.transaction
        summary.fileBytes = meta.fileSize
        summary.lastPage = meta.lastPage
        summary.usedPages = used.count + 2
        summary.freePages = free.count
    }

    private mutating func report(_ page: UInt64?, _ what: String) {
        visitor.report(PageFinding(page: page, what))
    }

    /// Walks one tree and compares its sizes with its record, which is in page `home`.
    private mutating func walk(_ tree: Walked, _ record: TreeRecord, in home: UInt64) -> Walk {
        let order: KeyOrder = if case .free = tree { .integers } else { .bytes }
        var walk = Walk(tree: tree, record: record, order: order)
        guard let root = record.root else { return walk }
        visit(root, level: 0, Bounds(), from: home, &walk)
        guard walk.isWhole else { return walk }
        for (name, expected, found) in [
            ("branch pages", record.statistics.branchPages, walk.found.branchPages),
            ("leaf pages", record.statistics.leafPages, walk.found.leafPages),
            ("overflow pages", record.statistics.overflowPages, walk.found.overflowPages),
            ("entries", record.statistics.entries, walk.found.entries),
        ] where expected != found {
            report(home, "\(tree.name) should have \(expected) \(name), it has \(found)")
        }
        return walk
    }

    /// Takes pages for a tree; false, with a finding, when they are not there or taken already.
    private mutating func claim(_ first: UInt64, _ count: UInt64, from parent: UInt64) -> Bool {
        guard first >= 2, first <= lastPage, first < filePages,
            count <= lastPage - first + 1, count <= filePages - first
        else {
            let pages = count == 1 ? "page \(first)" : "\(count) pages from page \(first)"
            report(parent, "leads to \(pages), outside 2 to \(min(lastPage, max(filePages, 1) - 1))")
            return false
        }
        for page in first..<first + count where !used.insert(page) {
            report(page, "is reached twice, the second time from page \(parent)")
            return false
        }
        return true
    }

    /// Reads a page to the place of a level.
    private mutating func read(_ page: UInt64, level: Int) -> PageView? {
        let size = MetaPages.pageSize
        let buffer = UnsafeMutableRawBufferPointer(rebasing: scratch[level * size..<(level + 1) * size])
        return fill(buffer, at: page * UInt64(size), page) ? PageView(bytes: .init(buffer)) : nil
    }

    private mutating func fill(
        _ buffer: UnsafeMutableRawBufferPointer, at offset: UInt64, _ page: UInt64
    ) -> Bool {
        do throws(IOFailure) {
            let count = try source.read(at: offset, into: buffer)
            if count == buffer.count { return true }
            report(page, "the file ends in it")
        } catch {
            report(page, "cannot be read: \(error)")
        }
        return false
    }

    /// Walks the subtree of a page. As deep as the tree's record says, which is 31 at most.
    private mutating func visit(
        _ page: UInt64, level: Int, _ bounds: Bounds, from parent: UInt64, _ walk: inout Walk
    ) {
        guard claim(page, 1, from: parent), let view = read(page, level: level) else {
            walk.isWhole = false
            return
        }
        let isLeaf = level + 1 == walk.record.depth
        if let problem = view.problem(number: page, kind: isLeaf ? PageView.leaf : PageView.branch) {
            report(page, problem)
            walk.isWhole = false
            return
        }
        let problem = orderProblem(view, isLeaf: isLeaf, bounds, walk)
        if let problem {
            report(page, problem)
            walk.isWhole = false
        }
        if isLeaf {
            visitLeaf(view, page, isOrdered: problem == nil, &walk)
            return
        }
        walk.found.branchPages += 1
        for index in 0..<view.nodeCount {
            var inner = Bounds()
            if problem == nil {
                inner.lower = index == 0 ? bounds.lower : view.node(index).key
                inner.upper = index + 1 == view.nodeCount ? bounds.upper : view.node(index + 1).key
            }
            visit(view.node(index).child, level: level + 1, inner, from: page, &walk)
        }
    }

    /// What is wrong with the order of a page's keys.
    private func orderProblem(_ view: PageView, isLeaf: Bool, _ bounds: Bounds, _ walk: Walk) -> String? {
        if !isLeaf, view.nodeCount < 2, case .table = walk.tree { return "a branch page with one node" }
        var previous = bounds.lower
        // A key may be the one its subtree begins with.
        var isFirst = true
        for index in (isLeaf ? 0 : 1)..<max(isLeaf ? 0 : 1, view.nodeCount) {
            let key = view.node(index).key
            if walk.order == .integers, key.count != 8 {
                return "node \(index) of the list of free pages has a key of \(key.count) bytes"
            }
            if let previous {
                let order = walk.order.compare(previous, key)
                guard order < 0 || order == 0 && isFirst && isLeaf else {
                    return isFirst
                        ? "its keys begin before those its parent leads here for"
                        : "the key of node \(index) is not behind the one before it"
                }
            }
            (previous, isFirst) = (key, false)
        }
        if let upper = bounds.upper, !isFirst, let previous, walk.order.compare(previous, upper) >= 0 {
            return "its keys end behind those its parent leads here for"
        }
        return nil
    }

    private mutating func visitLeaf(_ view: PageView, _ page: UInt64, isOrdered: Bool, _ walk: inout Walk) {
        walk.found.leafPages += 1
        for index in 0..<view.nodeCount {
            let node = view.node(index)
            walk.found.entries += 1
            switch node.flags {
            case PageNode.subTree: visitRecord(node, page, &walk)
            case PageNode.bigData: visitOverflow(node, page, isOrdered: isOrdered, &walk)
            default: visitEntry(node.key, node.value, page, isOrdered: isOrdered, walk.tree)
            }
        }
    }

    /// A tree's record in the main tree: of `result` and no other.
    private mutating func visitRecord(_ node: PageNode, _ page: UInt64, _ walk: inout Walk) {
        guard case .table(.main) = walk.tree, node.key.elementsEqual(Tree.resultKey), walk.result == nil
        else {
            report(page, "a tree's record that does not belong here")
            return
        }
        let record = TreeRecord(node.value)
        if record.flags != 0 { report(page, "the tree result has the flags \(record.flags)") }
        if let problem = record.problem(lastPage: lastPage, filePages: filePages) {
            report(
                page,
                "the tree result, \(problem.field): found 0x\(String(problem.found, radix: 16)), expected "
                    + problem.expected)
        } else {
            walk.result = (record, page)
        }
        summary.entryBytes += UInt64(node.key.count + node.value.count)
    }

    /// A value in overflow pages: a header in the first of them, then the value through to the last.
    private mutating func visitOverflow(
        _ node: PageNode, _ page: UInt64, isOrdered: Bool, _ walk: inout Walk
    ) {
        let (first, size) = (node.overflowPage, UInt64(MetaPages.pageSize))
        let needed = (UInt64(PageView.headerSize) - 1 + UInt64(node.valueCount)) / size + 1
        guard claim(first, 1, from: page), let run = overflowRun(first, needed),
            run == 1 || claim(first + 1, run - 1, from: page)
        else {
            walk.isWhole = false
            return
        }
        walk.found.overflowPages += run
        var bytes = value
        if bytes.count < node.valueCount {
            bytes.append(contentsOf: repeatElement(0, count: node.valueCount - bytes.count))
        }
        value = []
        let start = first * size + UInt64(PageView.headerSize)
        bytes.withUnsafeMutableBytes { bytes in
            let wanted = UnsafeMutableRawBufferPointer(rebasing: bytes[..<node.valueCount])
            guard fill(wanted, at: start, first) else {
                walk.isWhole = false
                return
            }
            visitEntry(node.key, .init(wanted), page, isOrdered: isOrdered, walk.tree)
        }
        value = bytes
    }

    /// Pages of the run that a page heads.
    private mutating func overflowRun(_ first: UInt64, _ needed: UInt64) -> UInt64? {
        // The deepest level's place: a leaf page is at the 31st at most.
        guard let view = read(first, level: 31) else { return nil }
        if let problem = view.headerProblem(number: first, kind: PageView.overflow) {
            report(first, problem)
            return nil
        }
        // A value that was shortened within a transaction keeps its pages.
        guard view.overflowPages >= needed else {
            report(first, "\(view.overflowPages) overflow pages for a value that needs \(needed)")
            return nil
        }
        return view.overflowPages
    }

    private mutating func visitEntry(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ page: UInt64, isOrdered: Bool,
        _ tree: Walked
    ) {
        switch tree {
        case .table(let table):
            summary.entryBytes += UInt64(key.count + value.count)
            visitor.visit(PageEntry(tree: table, page: page, key: key, value: value))
        case .free:
            if isOrdered, let problem = freeProblem(key, value) { report(page, problem) }
        }
    }

    /// What is wrong with an entry of the list of free pages: under the number of the transaction that freed
    /// them, a count and as many page numbers, descending, 8 bytes each.
    private mutating func freeProblem(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) -> String? {
        func number(_ index: Int) -> UInt64 {
            UInt64(littleEndian: value.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
        }
        let freed = UInt64(littleEndian: key.loadUnaligned(as: UInt64.self))
        guard freed >= 1, freed <= meta.transaction else {
            return "pages freed by transaction \(freed), but the last one is \(meta.transaction)"
        }
        guard value.count >= 8, value.count % 8 == 0, number(0) < UInt64(value.count / 8) else {
            return "the list of pages freed by transaction \(freed) does not fit its \(value.count) bytes"
        }
        var previous = UInt64.max
        for index in 1..<Int(number(0)) + 1 {
            let page = number(index)
            guard page < previous else {
                return "the list of pages freed by transaction \(freed) is not in order"
            }
            guard page >= 2, page <= lastPage else {
                return "page \(page) is free by transaction \(freed), outside 2 to \(lastPage)"
            }
            if used.contains(page) { report(page, "is in use and free by transaction \(freed)") }
            if !free.insert(page) { report(page, "is free twice, the second time by transaction \(freed)") }
            previous = page
        }
        return nil
    }

    /// Names the pages that are neither in a tree nor free.
    private mutating func reportLost() {
        var (start, page): (UInt64?, UInt64) = (nil, 2)
        while page <= lastPage {
            // Where nothing changes, 64 pages at a time.
            if page % 64 == 0, used.word(page / 64) | free.word(page / 64) == (start == nil ? .max : 0) {
                page += 64
                continue
            }
            let isLost = !used.contains(page) && !free.contains(page)
            if isLost, start == nil { start = page }
            if !isLost, let first = start {
                reportLost(first...page - 1)
                start = nil
            }
            page += 1
        }
        if let start { reportLost(start...lastPage) }
    }

    private mutating func reportLost(_ pages: ClosedRange<UInt64>) {
        let through = pages.count == 1 ? "" : "and the pages up to \(pages.upperBound) "
        report(
            pages.lowerBound, "\(through)" + (pages.count == 1 ? "is" : "are") + " in no tree and not free")
    }
}
