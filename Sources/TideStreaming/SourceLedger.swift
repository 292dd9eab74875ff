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

    /// What a look at the source found.
    struct Findings {
        /// In the listing's order.
        var unread: [UnreadFile] = []
        /// Entries to be written with the next batch: refreshed or moved ones.
        var refreshed: [FileEntry] = []
        /// Entries under the old names of moved files.
        var removed: [FileEntry] = []
        var notes: [String] = []
        /// How many of the files the ledger knows.
        var known: Int64 = 0
    }

    /// - Throws: `TidemarkError` (`inputChanged`) naming the file and what became of it.
    func compare(_ listing: [ListedFile], _ snapshot: borrowing CheckpointSnapshot) throws -> Findings {
        var findings = Findings()
        for file in listing {
            if let entry = try snapshot.file(source: source, path: file.path) {
                findings.known += 1
                if file.identity != entry.identity {
                    try requireSameContent(file, entry, snapshot)
                    try takeKnown(file, entry, &findings)
                } else if !entry.isComplete {
                    findings.unread.append(try unread(file, position: entry.position))
                }
            } else if let entry = try movedEntry(file, snapshot) {
                findings.known += 1
                findings.notes.append("'\(file.path)' is '\(entry.path)' under another name: not read again")
                findings.removed.append(entry)
                var moved = entry
                moved.path = file.path
                try takeKnown(file, moved, &findings)
            } else {
                findings.unread.append(try unread(file, position: 0))
            }
        }
        try requirePartlyRead(listing, snapshot, findings)
        return findings
    }

    /// A file whose end is still to be read must be there. Only the last batch can have left one.
    private func requirePartlyRead(
        _ listing: [ListedFile], _ snapshot: borrowing CheckpointSnapshot, _ findings: Findings
    ) throws {
        guard let last = try snapshot.lastBatch() else { return }
        for record in try snapshot.slices(ofBatch: last.id) where record.slice.source == source {
            let path = record.slice.path
            guard let entry = try snapshot.file(source: source, path: path), !entry.isComplete,
                !listing.contains(where: { $0.path == path }),
                !findings.removed.contains(where: { $0.path == path }),
                try FileSystem.status(files.path(of: path)) == nil
            else { continue }
            throw InputErrors.goneInTheMiddle(
                files.path(of: path), position: entry.position,
                of: record.slice.unit == .bytes ? entry.identity.sizeBytes : nil)
        }
    }

    /// How many files of a listing the checkpoint knows, those that are still being written among them.
    func knownFiles(
        _ listing: Listing, _ findings: Findings, _ snapshot: borrowing CheckpointSnapshot
    ) throws -> Int64 {
        var known = findings.known
        for file in listing.unsettled where try snapshot.file(source: source, path: file.path) != nil {
            known += 1
        }
        return known
    }

    /// Whether the listed file is one the checkpoint knows by the same metadata.
    func isKnown(_ file: ListedFile, _ snapshot: borrowing CheckpointSnapshot) throws -> Bool {
        try snapshot.file(source: source, path: file.path).map { $0.identity == file.identity } ?? false
    }

    /// Takes over a file whose read bytes are the known ones although something else of it is not.
    private func takeKnown(_ file: ListedFile, _ entry: FileEntry, _ findings: inout Findings) throws {
        if let size = try grownSize(file, entry) {
            guard appends == .ignore else {
                throw InputErrors.grown(files.path(of: file.path), from: entry.position, to: size)
            }
            if entry.isComplete {
                let bytes = size - entry.position
                findings.notes.append("'\(file.path)' grew: \(bytes) bytes at its end stay unread")
            }
        }
        var refreshed = entry
        refreshed.identity = file.identity
        findings.refreshed.append(refreshed)
        if !entry.isComplete { findings.unread.append(try unread(file, position: entry.position)) }
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

    private func unread(_ file: ListedFile, position: Int64) throws -> UnreadFile {
        UnreadFile(
            path: file.path, identity: file.identity, position: position,
            unit: try files.text.unit(of: files.path(of: file.path)))
    }

    private func requireSameContent(
        _ file: ListedFile, _ entry: FileEntry, _ snapshot: borrowing CheckpointSnapshot
    ) throws {
        if try isShorter(file, than: entry) {
            throw InputErrors.changedAfterReading(
                files.path(of: file.path),
                "\(entry.position) bytes were read, it has \(file.identity.sizeBytes) now")
        }
        guard try hasConsumedPrefix(file, of: entry, snapshot) else {
            throw InputErrors.changedAfterReading(
                files.path(of: file.path), "its first \(entry.position) bytes differ")
        }
    }

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

    /// The entry of a file that was renamed: same file system and inode, old path gone or another file by
    /// now, and the same bytes. Inodes are used again: an empty file has no bytes to know it by, and a file
    /// of the same length must have the same time of change, or it is a new one that happens to say the same.
    private func movedEntry(
        _ file: ListedFile, _ snapshot: borrowing CheckpointSnapshot
    ) throws -> FileEntry? {
        guard let entry = try snapshot.file(source: source, inode: file.identity.inode),
            entry.identity.device == file.identity.device, entry.position > 0,
            file.identity.sizeBytes != entry.identity.sizeBytes
                || file.identity.mtimeNs == entry.identity.mtimeNs
        else { return nil }
        // With a file under the old name, this one may as well be a new file in an inode that became free.
        if let old = try FileSystem.status(files.path(of: entry.path)),
            old.inode == file.identity.inode || file.identity != entry.identity
        {
            return nil
        }
        return try hasConsumedPrefix(file, of: entry, snapshot) ? entry : nil
    }
}
