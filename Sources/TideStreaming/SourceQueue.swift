import TideCheckpoint
import TideConnectors
import TideDurableIO
import TideModel

/// The files of one source that a run still has to read, kept in reading order.
///
/// A job that ends lists once and freezes the list. An unending one works off what a look found and looks
/// again when that does not fill a batch: at the files that its watch says have changed, or, where nobody
/// watches, at all of them. So a batch costs what it reads, however many files there are.
struct SourceQueue {
    /// Index of the source in the query.
    let source: Int
    let files: SourceFiles
    /// What the operator should be told; whoever reads it clears it.
    var notes: [String] = []
    private let options: FileSourceOptions
    private let checkpoint: CheckpointWriter
    private let ledger: SourceLedger
    private let clock: any WallClock
    private let isFrozen: Bool
    private let planner: BatchPlanner
    private var discovery: FileDiscovery
    /// What tells that something has changed; nil where nobody watches.
    let watch: DirectoryWatch?
    /// Archives or deletes what was read.
    let cleaner: SourceCleaner
    /// The newest modification time of a file that was read, where older files are left out for their age.
    private var newestNs: Int64?
    /// Files left out for their age, of the last look.
    private var agedFiles = 0
    /// Where files go by their names: the path of the file of each name that was read.
    private var namesRead: [String: String]?
    /// Partly read files first, then in reading order.
    private var unread: ArraySlice<UnreadFile> = []
    /// Files that the last look left out because they were still being written; in a frozen listing, those
    /// that had not settled when a stop was asked for.
    private(set) var unsettledFiles = 0
    /// The paths of those that the last look left out.
    private var unsettled: Set<String> = []
    private var pending = PendingLedger()
    /// Whether the queue is what a look at the source gave since the last batch.
    private var isFresh = false
    /// How many of the files of the last look the checkpoint knew; nil before the first look.
    private(set) var knownFiles: Int64?
    private var lookMicroseconds: Int64 = 0
    /// When the last look began, by the monotonic clock.
    private(set) var lookedAtNs: UInt64 = 0
    /// When the whole source was last listed, and how long no watch may spare that, in nanoseconds; nil
    /// before the first listing.
    private var listed: (atNs: UInt64, holdsNs: UInt64)?

    init(
        source: Int, files: SourceFiles, options: FileSourceOptions, checkpoint: CheckpointWriter,
        clock: any WallClock, isFrozen: Bool, isWatched: Bool
    ) {
        self.source = source
        self.files = files
        self.options = options
        self.checkpoint = checkpoint
        self.clock = clock
        self.isFrozen = isFrozen
        ledger = SourceLedger(
            source: UInt16(source), files: files, appends: options.appends,
            onChange: options.onChangedInput)
        planner = BatchPlanner(
            source: source, maxFiles: options.maxFilesPerTrigger, maxBytes: options.maxBytesPerTrigger)
        notes = options.notes
        cleaner = SourceCleaner(files: files, mode: options.cleaning.mode)
        let watch = isWatched && !isFrozen ? SourceWatch(files) : nil
        self.watch = watch?.watch
        discovery = FileDiscovery(files, settleTimeUs: options.settleTimeUs, clock: clock, watch: watch)
    }

    var unreadFiles: Int { unread.count }
    private(set) var unreadBytes: Int64 = 0

    /// How long to wait before looking again: ten times what a look costs, 10 ms to 1 s.
    var pollMicroseconds: Int64 { min(max(lookMicroseconds * 10, 10_000), 1_000_000) }

    /// How long changes may be waited for before looking again. A file that is still being written settles
    /// by being left alone, which no change tells.
    var patienceMicroseconds: Int64 {
        discovery.isWatching && unsettled.isEmpty ? 1_000_000 : pollMicroseconds
    }

    /// How long after the start of a look the next one may follow, whatever changes: 1 ms, and where a look
    /// means a listing, at least twice the time that takes.
    var restMicroseconds: Int64 {
        discovery.isWatching && !options.goesByName ? 1_000 : max(lookMicroseconds * 2, 1_000)
    }

    // MARK: Looks

    /// Looks at the source when the queue needs it.
    ///
    /// - Parameter waitUntilSettled: waits a little for files still being written; false gives up.
    mutating func refresh(waitUntilSettled: () -> Bool) throws {
        if isFresh || isFilled { return }
        if isFrozen {
            let listing = try list()
            unsettledFiles = listing.unsettled.count
            try take(try settled(listing, waitUntilSettled), of: nil)
        } else {
            try look()
        }
        isFresh = true
    }

    /// Whether what an earlier look found fills a batch, and need not be looked at again yet.
    private var isFilled: Bool {
        guard let listed, !options.isLatestFirst,
            clock.monotonicNanoseconds() - lookedAtNs < listed.holdsNs
        else { return false }
        return options.maxFilesPerTrigger.map { unread.count >= $0 } ?? false
            || unreadBytes >= options.maxBytesPerTrigger
    }

    /// Takes up what has changed since the last look.
    ///
    /// - Parameter outdated: files that are known to have changed.
    private mutating func look(outdated: [String] = []) throws {
        let startedNs = clock.monotonicNanoseconds()
        lookedAtNs = startedNs
        defer { lookMicroseconds = Int64((clock.monotonicNanoseconds() - startedNs) / 1_000) }
        // Names are compared with those of all other files.
        if let listed, startedNs - listed.atNs < listed.holdsNs, !options.goesByName,
            case .files(let changed) = discovery.changes()
        {
            let paths = unsettled.union(changed).union(outdated)
            if paths.isEmpty { return }
            var discovery = self.discovery
            defer { self.discovery = discovery }
            let listing = try checkpoint.snapshot { snapshot in
                try discovery.look(at: paths) { try ledger.isKnown($0, pending, snapshot) }
            }
            if let listing {
                note(unsettled: listing)
                return try take(listing, of: paths)
            }
        }
        let listing = try list()
        note(unsettled: listing)
        try take(listing, of: nil)
    }

    private mutating func note(unsettled listing: Listing) {
        unsettled = Set(listing.unsettled.map(\.path))
        unsettledFiles = unsettled.count
    }

    private mutating func list() throws -> Listing {
        let startedNs = clock.monotonicNanoseconds()
        lookedAtNs = startedNs
        var discovery = self.discovery
        defer { self.discovery = discovery }
        let listing = try checkpoint.snapshot { snapshot in
            try discovery.list { try ledger.isKnown($0, pending, snapshot) }
        }
        let costNs = clock.monotonicNanoseconds() - startedNs
        lookMicroseconds = Int64(costNs / 1_000)
        listed = (startedNs, min(max(costNs * 100, 1_000_000_000), 60_000_000_000))
        return listing
    }

    /// Puts what a look found into the queue.
    ///
    /// - Parameter paths: the files looked at; nil for all of the source.
    private mutating func take(_ listing: Listing, of paths: Set<String>?) throws {
        var listing = listing
        try readLedger()
        leaveOutNamesRead(&listing)
        let findings = try checkpoint.snapshot {
            try ledger.compare(listing, pending, isStart: knownFiles == nil, $0)
        }
        if knownFiles == nil { knownFiles = findings.known }
        // Runs that are in order already, which sort in one pass.
        let kept = paths.map { paths in unread.filter { !paths.contains($0.path) } } ?? []
        let found = options.isLatestFirst ? findings.unread.reversed() : findings.unread
        // Files that grow for ever must not keep others from their turn.
        let goesFirst = { [options] (file: UnreadFile) in options.appends != .follow && file.position > 0 }
        let partly = (kept.filter(goesFirst) + found.filter(goesFirst)).sorted(by: Self.readingOrder)
        let whole = (kept + found).filter { !goesFirst($0) }
        let isLatestFirst = options.isLatestFirst
        unread =
            (partly
            + whole.sorted { isLatestFirst ? Self.readingOrder($1, $0) : Self.readingOrder($0, $1) })[...]
        unreadBytes = unread.reduce(0) { $0 + $1.unreadBytes }
        leaveOutAged(isNewLook: paths == nil)
        pending = findings.pending
        notes += findings.notes
    }

    private static func readingOrder(_ left: UnreadFile, _ right: UnreadFile) -> Bool {
        if left.identity.mtimeNs != right.identity.mtimeNs {
            return left.identity.mtimeNs < right.identity.mtimeNs
        }
        return left.path.isBytewise(before: right.path)
    }

    /// Takes from the ledger what options need that look at all files ever read, at the first look.
    private mutating func readLedger() throws {
        let needsTimes = options.maxFileAgeUs != nil && newestNs == nil
        guard needsTimes || options.goesByName && namesRead == nil else { return }
        let known = try checkpoint.snapshot { try $0.files(source: UInt16(source)) }
        if needsTimes { newestNs = known.map(\.identity.mtimeNs).max() }
        if options.goesByName {
            namesRead = known.filter(\.isComplete).reduce(into: [:]) {
                $0[FileSystem.lastName(of: $1.path)] = $1.path
            }
        }
    }

    /// Drops files whose name was read in another directory, and all but the first of each name.
    private func leaveOutNamesRead(_ listing: inout Listing) {
        guard let namesRead else { return }
        var names: [String: String] = [:]
        let isKnown = { (file: ListedFile) in
            let name = FileSystem.lastName(of: file.path)
            if let known = names[name] ?? namesRead[name], known != file.path { return true }
            names[name] = file.path
            return false
        }
        listing.settled.removeAll(where: isKnown)
        if options.appends == .follow { listing.unsettled.removeAll(where: isKnown) }
    }

    /// Drops files of which nothing was read that are older than the newest one read by more than
    /// `maxFileAge`; before anything was read all are taken.
    private mutating func leaveOutAged(isNewLook: Bool) {
        guard let ageUs = options.maxFileAgeUs, let newestNs, ageUs <= Int64.max / 1_000 else { return }
        let (oldestNs, overflow) = newestNs.subtractingReportingOverflow(ageUs * 1_000)
        if overflow { return }
        let isAged = { (file: UnreadFile) in file.position == 0 && file.identity.mtimeNs < oldestNs }
        let isWhole = { (file: UnreadFile) in file.position == 0 }
        // The oldest stands at one end.
        let oldest = options.isLatestFirst ? unread.last(where: isWhole) : unread.first(where: isWhole)
        guard let oldest, isAged(oldest) else {
            if isNewLook { agedFiles = 0 }
            return
        }
        let aged = unread.filter(isAged)
        unreadBytes -= aged.reduce(0) { $0 + $1.unreadBytes }
        let count = (isNewLook ? 0 : agedFiles) + aged.count
        if count > agedFiles {
            notes.append(
                "\(count) \(count == 1 ? "file is" : "files are") older than the newest one read by more "
                    + "than maxFileAge: left out")
        }
        agedFiles = count
        unread.removeAll(where: isAged)
    }

    /// The files of the first look, once those of them that were still being written are whole; what has
    /// landed meanwhile is left for the next start.
    private mutating func settled(_ first: Listing, _ waitUntilSettled: () -> Bool) throws -> Listing {
        if first.unsettled.isEmpty { return first }
        let sizes = first.unsettled.reduce(into: [:]) { $0[$1.path] = $1.identity.sizeBytes }
        let present = Set(sizes.keys).union(first.settled.map(\.path))
        var listing = first
        while true {
            unsettledFiles = try listing.unsettled.filter { try isAwaited($0, sizes) }.count
            guard unsettledFiles > 0, waitUntilSettled() else { break }
            listing = try list()
        }
        listing.settled.removeAll { !present.contains($0.path) }
        listing.unsettled.removeAll { !present.contains($0.path) }
        return listing
    }

    /// Whether a file has yet to become whole; one that is followed has, once the line is that was its last
    /// in the first look. `sizes` are those of that look.
    private func isAwaited(_ file: ListedFile, _ sizes: [String: Int64]) throws -> Bool {
        guard let size = sizes[file.path] else { return false }
        guard try ledger.isReadWhileWritten(file) else { return true }
        return try FileCutter.wholeLinesEnd(files, file) < size
    }

    /// The slices of the next batch, empty when nothing is unread.
    mutating func next() throws -> [Slice] {
        if !isFresh {
            let outdated = try nextFiles().filter { try !isAsListed($0) }.map(\.path)
            if !outdated.isEmpty { try look(outdated: outdated) }
        }
        return try planner.slices(of: unread) { file, bytes in
            try FileCutter.cut(
                files, ListedFile(path: file.path, identity: file.identity), unit: file.unit,
                start: file.position, bytes: bytes)
        }
    }

    /// The files that a batch may read.
    private func nextFiles() -> ArraySlice<UnreadFile> {
        var bytes: Int64 = 0
        return unread.prefix(options.maxFilesPerTrigger ?? .max).prefix { file in
            defer { bytes += file.unreadBytes }
            return bytes < options.maxBytesPerTrigger
        }
    }

    /// Whether the file is still what it was when a look found it.
    private func isAsListed(_ file: UnreadFile) throws -> Bool {
        guard let status = try FileSystem.status(files.path(of: file.path)) else { return false }
        let now = FileIdentity(status)
        return now == file.identity
            || files.mayGrow && file.unit == .bytes && now.isGrown(from: file.identity)
    }

    /// The unread ones among some files.
    private func unread(among paths: Set<String>) -> [String: UnreadFile] {
        var found: [String: UnreadFile] = [:]
        for file in unread where paths.contains(file.path) {
            found[file.path] = file
            // What is planned stands at the front.
            if found.count == paths.count { break }
        }
        return found
    }

    /// Whether every slice of an uncommitted plan, of those of this source, could still be planned: same
    /// file, same place.
    func matches(_ slices: [Slice]) throws -> Bool {
        let own = slices.filter { $0.source == source }
        if own.isEmpty { return true }
        let unread = unread(among: Set(own.map(\.path)))
        return try own.allSatisfy { slice in
            guard let file = unread[slice.path], file.position == slice.start, try isFresh || isAsListed(file)
            else { return false }
            if file.identity == slice.identity { return true }
            return files.mayGrow && slice.unit == .bytes && file.identity.isGrown(from: slice.identity)
        }
    }

    /// What the batch's commit does to the ledger.
    func entries(after batch: PlannedBatch) throws -> LedgerUpdate {
        var update = pending.update(batch: batch.id, begun: begun(by: batch))
        var entries = pending.entries
        let read = unread(among: Set(batch.slices.filter { $0.source == source }.map(\.path)))
        try checkpoint.snapshot { snapshot in
            for slice in batch.slices where slice.source == source {
                let known = try entries[slice.path] ?? ledger.entry(slice.path, pending, snapshot)
                entries[slice.path] = FileEntry(
                    source: UInt16(source), path: slice.path, position: slice.end,
                    identity: slice.identity, firstBatch: known?.firstBatch ?? batch.id, lastBatch: batch.id,
                    isComplete: slice.isLast,
                    ctimeNs: read[slice.path]?.ctimeNs ?? 0)
            }
        }
        update.written = entries.values.sorted { $0.path.isBytewise(before: $1.path) }
        return update
    }

    /// The files of which the batch reads the first bytes.
    private func begun(by batch: PlannedBatch) -> Set<String> {
        Set(batch.slices.filter { $0.source == source && $0.start == 0 }.map(\.path))
    }

    /// Takes what the batch read off the queue.
    mutating func committed(_ batch: PlannedBatch) {
        for slice in batch.slices where slice.source == source {
            // Slices are planned from the front; only those of an older run's plan may stand further back.
            guard let index = unread.firstIndex(where: { $0.path == slice.path }) else { continue }
            unreadBytes -= unread[index].unreadBytes
            unread[index].position = slice.end
            let isRead = slice.unit == .bytes ? slice.end >= unread[index].end : slice.isLast
            if !isRead {
                unreadBytes += unread[index].unreadBytes
                continue
            }
            if index == unread.startIndex { unread.removeFirst() } else { unread.remove(at: index) }
        }
        for slice in batch.slices where slice.source == source {
            if options.maxFileAgeUs != nil {
                newestNs = max(newestNs ?? slice.identity.mtimeNs, slice.identity.mtimeNs)
            }
            if slice.isLast || files.mayGrow { namesRead?[FileSystem.lastName(of: slice.path)] = slice.path }
        }
        leaveOutAged(isNewLook: false)
        pending.written(begun: begun(by: batch))
        isFresh = isFrozen
    }

    /// Has the next refresh look again.
    mutating func forget() { isFresh = isFrozen }
}
