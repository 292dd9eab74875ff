import TideCheckpoint
import TideConnectors
import TideDurableIO
import TideModel

/// Compares a listing with what the checkpoint says was read: what is unread, and what is not what it was.
///
/// Metadata alone never makes a file "changed": the bytes that were read are hashed again, and equal bytes
/// only refresh the entry.
struct SourceLedger {
    /// Index of the source in the query.
    let source: UInt16
    let files: SourceFiles
    let appends: AppendPolicy
    let onChange: ChangedInputPolicy

    /// What a look at the source found.
    struct Findings {
        /// In the listing's order.
        var unread: [UnreadFile] = []
        var pending: PendingLedger
        var notes: [String] = []
        /// How many of the files the ledger knows.
        var known: Int64 = 0
    }

    /// What has become of a file that has other metadata than when it was read.
    private enum Verdict {
        /// What was read of it is there, and no more than that, or than was listed then.
        case same
        /// It has more content than then: so much.
        case grown(to: Int64)
        case changed(InputChange.Finding)
    }

    /// - Parameters:
    ///   - pending: what earlier looks found that no batch has written.
    ///   - isStart: whether it is the run's first look, which does not trust size and time of change alone
    ///     and hashes all that was read; later ones hash of files that grow the slice read last.
    /// - Throws: `TidemarkError` (`inputChanged`, `inputMissing`) naming the file and what became of it.
    func compare(
        _ listing: Listing, _ pending: PendingLedger, isStart: Bool,
        _ snapshot: borrowing CheckpointSnapshot
    ) throws -> Findings {
        var findings = Findings(pending: pending)
        let growing = Set(try listing.unsettled.filter(isReadWhileWritten))
        var looked = listing.settled
        if !growing.isEmpty { looked = (looked + growing).sorted(by: FileDiscovery.readingOrder) }
        let unsettled = Set(listing.unsettled.map(\.path))
        let stored = try looked.map { try snapshot.file(source: source, path: $0.path) }
        try followRenames(looked, stored, &findings, snapshot)
        for (file, stored) in zip(looked, stored) {
            let isSettled = !unsettled.contains(file.path)
            guard let entry = findings.pending.entry(file.path, stored: stored) else {
                try addUnread(file, position: 0, isSettled, &findings)
                continue
            }
            findings.known += 1
            if isUntouched(file, entry, isStart: isStart) {
                if !entry.isComplete { try addUnread(file, position: entry.position, isSettled, &findings) }
                continue
            }
            switch try verdict(file, entry, isStart: isStart, snapshot) {
            case .same: try refresh(file, entry, isGrown: false, isSettled, &findings)
            case .grown(let size):
                try meetGrowth(file, entry, to: size, &findings)
                try refresh(file, entry, isGrown: appends == .follow, isSettled, &findings)
            case .changed(let finding): try meetChange(finding, file, entry, isSettled, &findings)
            }
        }
        for file in listing.unsettled where !growing.contains(file) {
            if try entry(file.path, findings.pending, snapshot) != nil { findings.known += 1 }
        }
        try requirePartlyRead(listing, isStart: isStart, &findings, snapshot)
        return findings
    }

    /// Whether whole lines of a file are taken while its last one is still being written.
    func isReadWhileWritten(_ file: ListedFile) throws -> Bool {
        try appends == .follow && files.text.isPlain
            && files.text.unit(of: files.path(of: file.path)) == .bytes
    }

    /// Whether the listed file is one the checkpoint knows by the same metadata, of which no line is awaited.
    func isKnown(
        _ file: ListedFile, _ pending: PendingLedger, _ snapshot: borrowing CheckpointSnapshot
    ) throws -> Bool {
        guard let entry = try entry(file.path, pending, snapshot) else { return false }
        return entry.identity == file.identity && (entry.isComplete || appends != .follow)
    }

    /// The entry of a path, as the next batch will write it.
    func entry(
        _ path: String, _ pending: PendingLedger, _ snapshot: borrowing CheckpointSnapshot
    ) throws -> FileEntry? {
        try pending.entry(path, stored: snapshot.file(source: source, path: path))
    }

    /// Size and time of modification can be put back; the time of last change cannot. It is compared at the
    /// start only: links and permissions change it too, and hashing all input again has its price.
    private func isUntouched(_ file: ListedFile, _ entry: FileEntry, isStart: Bool) -> Bool {
        guard file.identity == entry.identity else { return false }
        return !isStart || entry.ctimeNs == 0 || file.ctimeNs == 0 || entry.ctimeNs == file.ctimeNs
    }

    // MARK: Partly read

    /// A file whose end is still to be read must be there.
    ///
    /// Only the last batch can have left one; with `follow` any batch may have left the last line of one, and
    /// the start looks at the whole ledger.
    private func requirePartlyRead(
        _ listing: Listing, isStart: Bool, _ findings: inout Findings,
        _ snapshot: borrowing CheckpointSnapshot
    ) throws {
        var entries: [FileEntry] = []
        if isStart, appends == .follow {
            entries = try snapshot.files(source: source)
        } else if let last = try snapshot.lastBatch() {
            for record in try snapshot.slices(ofBatch: last.id) where record.slice.source == source {
                if let entry = try entry(record.slice.path, findings.pending, snapshot) {
                    entries.append(entry)
                }
            }
        }
        entries.removeAll(where: \.isComplete)
        if entries.isEmpty { return }
        let listed = Set((listing.settled + listing.unsettled).map(\.path))
        for entry in entries where !listed.contains(entry.path) {
            let path = files.path(of: entry.path)
            guard findings.pending.entries[entry.path] == nil, !findings.pending.hides(entry.path),
                try FileSystem.status(path) == nil
            else { continue }
            let isOfBytes = try Compression(path: path) == nil
            guard onChange != .stop else {
                throw InputErrors.goneInTheMiddle(
                    path, position: entry.position, of: isOfBytes ? entry.identity.sizeBytes : nil)
            }
            findings.skip(entry, .gone)
        }
    }

    // MARK: Changed files

    /// Takes over a file whose read bytes are the known ones although something else of it is not.
    private func refresh(
        _ file: ListedFile, _ entry: FileEntry, isGrown: Bool, _ isSettled: Bool, _ findings: inout Findings
    ) throws {
        var refreshed = entry
        refreshed.identity = file.identity
        refreshed.ctimeNs = file.ctimeNs
        if isGrown { refreshed.isComplete = false }
        findings.pending.entries[file.path] = refreshed
        guard !refreshed.isComplete else { return }
        try addUnread(file, position: entry.position, isSettled, &findings)
    }

    private func meetGrowth(
        _ file: ListedFile, _ entry: FileEntry, to size: Int64, _ findings: inout Findings
    ) throws {
        switch appends {
        case .error: throw InputErrors.grown(files.path(of: file.path), from: entry.position, to: size)
        case .follow: break
        case .ignore where entry.isComplete:
            let bytes = size - entry.position
            findings.notes.append("'\(file.path)' grew: \(bytes) bytes at its end stay unread")
        case .ignore: break
        }
    }

    private func meetChange(
        _ finding: InputChange.Finding, _ file: ListedFile, _ entry: FileEntry, _ isSettled: Bool,
        _ findings: inout Findings
    ) throws {
        switch onChange {
        case .stop:
            throw InputErrors.changedAfterReading(
                files.path(of: file.path), Self.text(finding, entry, size: file.identity.sizeBytes))
        case .skip:
            var left = entry
            left.identity = file.identity
            left.ctimeNs = file.ctimeNs
            findings.skip(left, finding)
        case .asNew:
            findings.readAsNew(entry, finding)
            try addUnread(file, position: 0, isSettled, &findings)
        }
    }

    private static func text(_ finding: InputChange.Finding, _ entry: FileEntry, size: Int64) -> String {
        switch finding {
        case .shorter: "\(entry.position) bytes were read, it has \(size) now"
        case .otherBytes: "its first \(entry.position) bytes differ"
        case .lineWentOn: "the last line that was read goes on at byte \(entry.position)"
        case .gone: "it is gone"
        }
    }

    private func verdict(
        _ file: ListedFile, _ entry: FileEntry, isStart: Bool, _ snapshot: borrowing CheckpointSnapshot
    ) throws -> Verdict {
        if try isShorter(file, than: entry) { return .changed(.shorter) }
        let isOnlyLonger = !isStart && appends == .follow && file.identity.isGrown(from: entry.identity)
        guard
            try isOnlyLonger && hasLastSlice(file, of: entry, snapshot)
                || hasConsumedPrefix(file, of: entry, snapshot)
        else { return .changed(.otherBytes) }
        guard let size = try grownSize(file, entry) else { return .same }
        if appends == .follow, try FileCutter.isWithinRecord(files, file, entry.position) {
            return .changed(.lineWentOn)
        }
        return .grown(to: size)
    }

    /// The bytes of the content of a file that has more of it than when it was listed for the entry; nil for
    /// one that has not. How much a compressed file has that was not read to its end, nobody knew.
    private func grownSize(_ file: ListedFile, _ entry: FileEntry) throws -> Int64? {
        let path = files.path(of: file.path)
        if try Compression(path: path) == nil {
            return file.identity.sizeBytes > entry.identity.sizeBytes ? file.identity.sizeBytes : nil
        }
        guard entry.isComplete else { return nil }
        let size = try FileCutter.cut(files, file, unit: .wholeFile, start: 0, bytes: .max).end
        return size > entry.position ? size : nil
    }

    private func addUnread(
        _ file: ListedFile, position: Int64, _ isSettled: Bool, _ findings: inout Findings
    ) throws {
        var end = file.identity.sizeBytes
        if !isSettled {
            end = try FileCutter.wholeLinesEnd(files, file, from: position)
            guard end > position else { return }
        }
        findings.unread.append(
            UnreadFile(
                path: file.path, identity: file.identity, position: position,
                unit: try files.text.unit(of: files.path(of: file.path)), end: end, ctimeNs: file.ctimeNs))
    }

    // MARK: The bytes that were read

    /// Whether the file has fewer bytes than were read; a compressed one tells by its content only.
    private func isShorter(_ file: ListedFile, than entry: FileEntry) throws -> Bool {
        try file.identity.sizeBytes < entry.position && Compression(path: files.path(of: file.path)) == nil
    }

    /// Whether the bytes that were read under `entry` are still the first bytes of `file`.
    private func hasConsumedPrefix(
        _ file: ListedFile, of entry: FileEntry, _ snapshot: borrowing CheckpointSnapshot
    ) throws -> Bool {
        if try isShorter(file, than: entry) { return false }
        let isCompressed = try Compression(path: files.path(of: file.path)) != nil
        var position: Int64 = 0
        for batch in entry.firstBatch...entry.lastBatch {
            for record in try snapshot.slices(ofBatch: batch)
            where record.slice.source == source && record.slice.start == position
                && record.slice.end <= entry.position
            {
                guard try mayBelong(record, to: entry, snapshot),
                    isCompressed || record.slice.unit != .decompressedBytes
                else { continue }
                var slice = record.slice
                slice.path = file.path
                slice.identity = file.identity
                let reader = try SliceReader(files, slice: slice, checksMetadata: false)
                if try reader.hash() == record.outcome.hash { position = slice.end }
            }
        }
        return position == entry.position
    }

    /// Whether the slice may have been read from the file: it has the name or the inode, or it stands under
    /// a name that belongs to no file any more, as do those of a moved file that was written anew since.
    private func mayBelong(
        _ record: SliceRecord, to entry: FileEntry, _ snapshot: borrowing CheckpointSnapshot
    ) throws -> Bool {
        let slice = record.slice
        if slice.path == entry.path || slice.identity.inode == entry.identity.inode { return true }
        let owner = try snapshot.file(source: source, path: slice.path)
        return owner.map { $0.firstBatch > record.batch } ?? true
    }

    /// Whether the last of the bytes that were read under `entry` are where they were.
    private func hasLastSlice(
        _ file: ListedFile, of entry: FileEntry, _ snapshot: borrowing CheckpointSnapshot
    ) throws -> Bool {
        let records = try snapshot.slices(ofBatch: entry.lastBatch)
        let last = records.first {
            $0.slice.source == source && $0.slice.path == entry.path && $0.slice.end == entry.position
        }
        guard let record = last else { return false }
        return try SliceReader(files, slice: record.slice, checksMetadata: false).hash()
            == record.outcome.hash
    }

    // MARK: Renamed files

    /// Has entries go with files that have other names now; names may have gone round, as those of logs do.
    ///
    /// - Parameter stored: the checkpoint's entries of the files' paths.
    private func followRenames(
        _ looked: [ListedFile], _ stored: [FileEntry?], _ findings: inout Findings,
        _ snapshot: borrowing CheckpointSnapshot
    ) throws {
        var paths = findings.pending.entries.values.reduce(into: [:]) { $0[$1.identity.inode] = $1.path }
        for (file, stored) in zip(looked, stored) {
            let named = findings.pending.entry(file.path, stored: stored)
            if let named, named.identity.isSameFile(as: file.identity) { continue }
            let pending = paths[file.identity.inode].flatMap { findings.pending.entries[$0] }
            guard let moved = try movedEntry(file, pending, findings.pending, snapshot) else { continue }
            findings.notes.append("'\(file.path)' is '\(moved.path)' under another name: not read again")
            findings.pending.move(moved, to: file.path)
            paths[file.identity.inode] = file.path
        }
    }

    /// The entry of a file that was renamed: same file system and inode, old path gone or another file by
    /// now, and the same bytes. Inodes are used again: an empty file has no bytes to know it by, and a file
    /// of the same length must have the same time of change, or it is a new one that happens to say the same.
    ///
    /// - Parameter moved: the pending entry of the inode, if there is one.
    private func movedEntry(
        _ file: ListedFile, _ moved: FileEntry?, _ pending: PendingLedger,
        _ snapshot: borrowing CheckpointSnapshot
    ) throws -> FileEntry? {
        var found = moved?.identity.isSameFile(as: file.identity) == true ? moved : nil
        if found == nil {
            found = try snapshot.file(source: source, inode: file.identity.inode)
            if let path = found?.path, pending.hides(path) { found = nil }
        }
        guard let entry = found, entry.path != file.path, entry.identity.isSameFile(as: file.identity),
            entry.position > 0,
            file.identity.sizeBytes != entry.identity.sizeBytes
                || file.identity.mtimeNs == entry.identity.mtimeNs
        else { return nil }
        if let old = try FileSystem.status(files.path(of: entry.path)),
            FileIdentity(old).isSameFile(as: file.identity)
        {
            return nil
        }
        return try hasConsumedPrefix(file, of: entry, snapshot) ? entry : nil
    }
}
