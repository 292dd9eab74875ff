import TideDurableIO

/// A page in memory of its own, or the bytes of overflow pages.
// Safety: the memory is this object's from its making to its end; it is written before it is given out only.
final class PageBuffer {
    let bytes: UnsafeMutableRawBufferPointer

    init(count: Int) {
        bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    }

    deinit { bytes.deallocate() }

    var view: PageView { PageView(bytes: UnsafeRawBufferPointer(bytes)) }
}

/// A snapshot that reads pages by itself: what a read transaction is without LMDB.
///
/// Every page is checked before it is looked into; what is wrong is an `LMDBError` that names it.
final class PageSnapshot {
    let transaction: UInt64
    let path: String
    private let source: any PageSource
    private let meta: MetaPage
    /// Whole pages of the file.
    let filePages: UInt64
    private var result: TreeRecord?
    /// Values that were given out: they stay as long as the snapshot.
    private var kept: [PageBuffer] = []

    init(_ source: any PageSource, _ meta: MetaPage) throws(LMDBError) {
        self.source = source
        self.meta = meta
        path = source.path
        transaction = meta.transaction
        filePages = meta.fileSize / UInt64(MetaPages.pageSize)
        let cursor = PageCursor(self, .main)
        let found = try withBytes(of: Tree.resultKey) { (key) throws(LMDBError) in
            try cursor.node(equalTo: key)
        }
        guard let (node, page) = found, node.flags == PageNode.subTree else { return }
        let record = TreeRecord(node.value)
        withExtendedLifetime(cursor) {}
        if let problem = record.problem(lastPage: meta.lastPage, filePages: filePages) {
            throw failure(page, "the tree result, \(problem.field): expected \(problem.expected)")
        }
        result = record
    }

    func record(_ tree: Tree) -> TreeRecord? {
        switch tree {
        case .main: meta.mainTree
        case .result: result
        }
    }

    // Safety: the bytes of the key are read during the call; the value is kept by the snapshot.
    func get(_ key: UnsafeRawBufferPointer, in tree: Tree) throws(LMDBError) -> UnsafeRawBufferPointer? {
        let cursor = PageCursor(self, tree)
        guard let found = try cursor.node(equalTo: key) else { return nil }
        let value = try value(of: found.node, in: found.page)
        let copy = PageBuffer(count: value.count)
        copy.bytes.copyMemory(from: value)
        withExtendedLifetime(cursor) {}
        kept.append(copy)
        return UnsafeRawBufferPointer(copy.bytes)
    }

    /// Reads and checks a page of a tree, `level` below its root.
    func page(_ number: UInt64, isLeaf: Bool) throws(LMDBError) -> PageBuffer {
        guard number >= 2, number <= meta.lastPage, number < filePages else {
            throw failure(number, "is led to, but the file's last page is \(min(meta.lastPage, filePages))")
        }
        let page = try read(number, at: number * UInt64(MetaPages.pageSize), count: MetaPages.pageSize)
        let kind = isLeaf ? PageView.leaf : PageView.branch
        if let problem = page.view.problem(number: number, kind: kind) { throw failure(number, problem) }
        return page
    }

    /// The value of a leaf's node.
    // Safety: in the leaf's own buffer, or in one that the snapshot keeps.
    func value(of node: PageNode, in page: UInt64) throws(LMDBError) -> UnsafeRawBufferPointer {
        guard node.flags == PageNode.bigData else { return node.value }
        let (first, size) = (node.overflowPage, UInt64(MetaPages.pageSize))
        let pages = (UInt64(PageView.headerSize) - 1 + UInt64(node.valueCount)) / size + 1
        guard first >= 2, first < filePages, pages <= filePages - first else {
            throw failure(page, "a value of \(pages) pages from page \(first) is not in the file")
        }
        let head = try read(first, at: first * size, count: Int(size))
        if let problem = head.view.headerProblem(number: first, kind: PageView.overflow) {
            throw failure(first, problem)
        }
        let value = try read(first, at: first * size + UInt64(PageView.headerSize), count: node.valueCount)
        kept.append(value)
        return UnsafeRawBufferPointer(value.bytes)
    }

    private func read(_ page: UInt64, at offset: UInt64, count: Int) throws(LMDBError) -> PageBuffer {
        let buffer = PageBuffer(count: count)
        let filled: Int
        do throws(IOFailure) { filled = try source.read(at: offset, into: buffer.bytes) } catch {
            throw failure(page, "cannot be read: \(error)")
        }
        guard filled == count else { throw failure(page, "the file ends in it") }
        return buffer
    }

    func failure(_ page: UInt64, _ what: String) -> LMDBError {
        LMDBError(
            operation: "pread", code: .corrupted, path: path, finding: PageFinding(page: page, what))
    }
}

/// A place in a tree that is read page by page.
// Safety: the pages on the way to the place are held here; keys and values of it are valid until it moves.
final class PageCursor {
    private struct Step {
        let number: UInt64
        let page: PageBuffer
        var index: Int
    }

    private let snapshot: PageSnapshot
    private let record: TreeRecord?
    private var way: [Step] = []
    /// Leaf pages come to since the cursor was last placed: in a damaged tree pages may lead in circles.
    private var leaves: UInt64 = 0

    init(_ snapshot: PageSnapshot, _ tree: Tree) {
        self.snapshot = snapshot
        record = snapshot.record(tree)
    }

    func first() throws(LMDBError) -> Cursor.Entry? { try restart { _ in 0 } }

    func last() throws(LMDBError) -> Cursor.Entry? { try restart { $0.nodeCount - 1 } }

    func next() throws(LMDBError) -> Cursor.Entry? {
        if way.isEmpty { return try first() }
        guard let level = way.lastIndex(where: { $0.index + 1 < $0.page.view.nodeCount }) else { return nil }
        return try step(level, by: 1) { _ in 0 }
    }

    func previous() throws(LMDBError) -> Cursor.Entry? {
        if way.isEmpty { return try last() }
        guard let level = way.lastIndex(where: { $0.index > 0 }) else { return nil }
        return try step(level, by: -1) { $0.nodeCount - 1 }
    }

    func seek(atLeast key: UnsafeRawBufferPointer) throws(LMDBError) -> Cursor.Entry? {
        guard let depth = record?.depth else { return nil }
        let found = try restart { view in Self.place(of: key, in: view) }
        // The place may be behind the last node of its leaf.
        guard let leaf = way.last, way.count == depth, found == nil else { return found }
        way[way.count - 1].index = leaf.page.view.nodeCount - 1
        return try next()
    }

    /// The node of a key, and its page.
    func node(equalTo key: UnsafeRawBufferPointer) throws(LMDBError) -> (node: PageNode, page: UInt64)? {
        _ = try restart(readsValue: false) { view in Self.place(of: key, in: view) }
        guard let leaf = way.last, leaf.index < leaf.page.view.nodeCount else { return nil }
        let node = leaf.page.view.node(leaf.index)
        return KeyOrder.bytes.compare(node.key, key) == 0 ? (node, leaf.number) : nil
    }

    /// The child whose keys begin at or before the key; in a leaf the first node at or behind it.
    private static func place(of key: UnsafeRawBufferPointer, in view: PageView) -> Int {
        let isLeaf = view.flags == PageView.leaf
        var (low, high) = (isLeaf ? 0 : 1, view.nodeCount)
        while low < high {
            let middle = (low + high) / 2
            let order = KeyOrder.bytes.compare(view.node(middle).key, key)
            if isLeaf ? order < 0 : order <= 0 { low = middle + 1 } else { high = middle }
        }
        return isLeaf ? low : low - 1
    }

    private func restart(
        readsValue: Bool = true, _ choose: (PageView) -> Int
    ) throws(LMDBError) -> Cursor.Entry? {
        way.removeAll(keepingCapacity: true)
        leaves = 0
        guard let root = record?.root else { return nil }
        return try descend(to: root, readsValue: readsValue, choose)
    }

    private func step(
        _ level: Int, by distance: Int, _ choose: (PageView) -> Int
    ) throws(LMDBError) -> Cursor.Entry? {
        way.removeLast(way.count - 1 - level)
        way[level].index += distance
        let step = way[level]
        guard way.count < record?.depth ?? 0 else { return try entry() }
        return try descend(to: step.page.view.node(step.index).child, readsValue: true, choose)
    }

    /// Goes down to a leaf, which is as many levels below the root as the tree's record says.
    private func descend(
        to first: UInt64, readsValue: Bool, _ choose: (PageView) -> Int
    ) throws(LMDBError) -> Cursor.Entry? {
        let depth = record?.depth ?? 0
        var number = first
        while way.count < depth {
            let page = try snapshot.page(number, isLeaf: way.count + 1 == depth)
            let index = choose(page.view)
            way.append(Step(number: number, page: page, index: index))
            if way.count < depth { number = page.view.node(index).child }
        }
        leaves += 1
        guard leaves <= snapshot.filePages else {
            throw snapshot.failure(number, "is led to again and again")
        }
        return readsValue ? try entry() : nil
    }

    private func entry() throws(LMDBError) -> Cursor.Entry? {
        guard let leaf = way.last, leaf.index < leaf.page.view.nodeCount else { return nil }
        let node = leaf.page.view.node(leaf.index)
        return Cursor.Entry(key: node.key, value: try snapshot.value(of: node, in: leaf.number))
    }
}
