import TideCheckpoint
import TideConnectors
import TideDurableIO
import TideModel

/// The files of one source that a run still has to read, kept in reading order.
///
/// A job that ends lists once and freezes the list; an unending one lists again whenever the queue has run
/// dry and its trigger fires.
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
    private var refreshed: [FileEntry] = []
    private var removed: [FileEntry] = []
    /// Whether the queue is what a look at the source gave since the last batch.
    private var isFresh = false
    /// How many of the files of the last look the checkpoint knew; nil before the first look.
    private(set) var knownFiles: Int64?
    private var listingMicroseconds: Int64 = 0
    /// When the last look began, by the monotonic clock.
    private(set) var lookedAtNs: UInt64 = 0

    init(
        source: Int, files: SourceFiles, options: FileSourceOptions, checkpoint: CheckpointWriter,
        clock: any WallClock, isFrozen: Bool
    ) {
        self.source = source
        self.files = files
        self.options = options
        self.checkpoint = checkpoint
        self.clock = clock
        self.isFrozen = isFrozen
        ledger = SourceLedger(source: UInt16(source), files: files, appends: options.appends)
        planner = BatchPlanner(
            source: source, maxFiles: options.maxFilesPerTrigger, maxBytes: options.maxBytesPerTrigger)
        notes = options.notes
        cleaner = SourceCleaner(files: files, mode: options.cleaning.mode)
        discovery = FileDiscovery(files, settleTimeUs: options.settleTimeUs, clock: clock)
    }

    var unreadFiles: Int { unread.count }
    private(set) var unreadBytes: Int64 = 0

    /// How long to wait before looking again: ten times what a look costs, 10 ms to 1 s.
    var pollMicroseconds: Int64 { min(max(listingMicroseconds * 10, 10_000), 1_000_000) }

    /// Lists the source when the queue needs it.
    ///
    /// - Parameter waitUntilSettled: waits a little for files still being written; false gives up.
    mutating func refresh(waitUntilSettled: () -> Bool) throws {
        if isFresh { return }
        var listing = try list()
        if isFrozen { listing = try settled(listing, waitUntilSettled) }
        try readLedger()
        leaveOutNamesRead(&listing)
        isFresh = true
        unsettledFiles = listing.unsettled.count
        let findings = try checkpoint.snapshot { snapshot in
            let findings = try ledger.compare(listing.settled, snapshot)
            knownFiles = try ledger.knownFiles(listing, findings, snapshot)
            return findings
        }
        let partly = findings.unread.filter { $0.position > 0 }
        let whole = findings.unread.filter { $0.position == 0 }
        unread = (partly + (options.isLatestFirst ? whole.reversed() : whole))[...]
        unreadBytes = unread.reduce(0) { $0 + $1.unreadBytes }
        leaveOutAged(isNewLook: true)
        refreshed = findings.refreshed
        removed = findings.removed
        notes += findings.notes
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
        guard var names = namesRead else { return }
        listing.settled.removeAll { file in
            let name = FileSystem.lastName(of: file.path)
            if let known = names[name], known != file.path { return true }
            names[name] = file.path
            return false
        }
    }

    /// Drops files of which nothing was read that are older than the newest one read by more than
    /// `maxFileAge`; before anything was read all are taken.
    private mutating func leaveOutAged(isNewLook: Bool) {
        guard let ageUs = options.maxFileAgeUs, let newestNs, ageUs <= Int64.max / 1_000 else { return }
        let (oldestNs, overflow) = newestNs.subtractingReportingOverflow(ageUs * 1_000)
        if overflow { return }
        let isAged = { (file: UnreadFile) in file.position == 0 && file.identity.mtimeNs < oldestNs }
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
        let awaited = Set(first.unsettled.map(\.path))
        let present = awaited.union(first.settled.map(\.path))
        var listing = first
        while listing.unsettled.contains(where: { awaited.contains($0.path) }), waitUntilSettled() {
            listing = try list()
        }
        listing.settled.removeAll { !present.contains($0.path) }
        listing.unsettled.removeAll { !awaited.contains($0.path) }
        return listing
    }

    /// The slices of the next batch, empty when nothing is unread.
    func next() throws -> [Slice] {
        try planner.slices(of: unread) { file, bytes in
            try FileCutter.cut(
                files, ListedFile(path: file.path, identity: file.identity), unit: file.unit,
                start: file.position, bytes: bytes)
        }
    }

    /// Whether every slice of an uncommitted plan, of those of this source, could still be planned: same
    /// file, same place.
    func matches(_ slices: [Slice]) throws -> Bool {
        try checkpoint.snapshot { snapshot in
            for slice in slices where slice.source == source {
                guard let status = try FileSystem.status(files.path(of: slice.path)),
                    FileIdentity(status) == slice.identity
                else { return false }
                let entry = try snapshot.file(source: UInt16(source), path: slice.path)
                if entry?.isComplete ?? false || entry?.position ?? 0 != slice.start { return false }
            }
            return true
        }
    }

    /// The ledger entries that the batch's commit writes and takes away.
    func entries(after batch: PlannedBatch) throws -> (written: [FileEntry], removed: [FileEntry]) {
        var entries: [String: FileEntry] = [:]
        for entry in refreshed { entries[entry.path] = entry }
        try checkpoint.snapshot { snapshot in
            for slice in batch.slices where slice.source == source {
                let known =
                    try entries[slice.path] ?? snapshot.file(source: UInt16(source), path: slice.path)
                entries[slice.path] = FileEntry(
                    source: UInt16(source), path: slice.path, position: slice.end,
                    identity: slice.identity, firstBatch: known?.firstBatch ?? batch.id, lastBatch: batch.id,
                    isComplete: slice.isLast)
            }
        }
        return (entries.values.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }, removed)
    }

    /// Takes what the batch read off the queue.
    mutating func committed(_ batch: PlannedBatch) {
        for slice in batch.slices where slice.source == source {
            // Slices are planned from the front; only those of an older run's plan may stand further back.
            guard let index = unread.firstIndex(where: { $0.path == slice.path }) else { continue }
            unreadBytes -= unread[index].unreadBytes
            unread[index].position = slice.end
            if !slice.isLast {
                unreadBytes += unread[index].unreadBytes
                continue
            }
            if index == unread.startIndex { unread.removeFirst() } else { unread.remove(at: index) }
        }
        for slice in batch.slices where slice.source == source {
            if options.maxFileAgeUs != nil {
                newestNs = max(newestNs ?? slice.identity.mtimeNs, slice.identity.mtimeNs)
            }
            if slice.isLast { namesRead?[FileSystem.lastName(of: slice.path)] = slice.path }
        }
        leaveOutAged(isNewLook: false)
        refreshed = []
        removed = []
        isFresh = isFrozen
    }

    /// Has the next refresh look again.
    mutating func forget() { isFresh = isFrozen }

    private mutating func list() throws -> Listing {
        let startedNs = clock.monotonicNanoseconds()
        lookedAtNs = startedNs
        defer { listingMicroseconds = Int64((clock.monotonicNanoseconds() - startedNs) / 1_000) }
        var discovery = self.discovery
        defer { self.discovery = discovery }
        return try checkpoint.snapshot { snapshot in
            try discovery.list { try ledger.isKnown($0, snapshot) }
        }
    }
}
