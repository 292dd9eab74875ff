package import TideDurableIO
package import TideModel

/// The directory that one query writes its files to; whole files, each under a hidden name until it is on
/// disk.
///
/// Used by one thread at a time. All methods throw `TidemarkError`. After one has failed nothing is tried
/// again in this process.
package final class FileSink {
    /// Staged output lies here until the commit has named it and it is renamed.
    package static let stagingName = ".staging"
    /// Batches whose names may be made durable together.
    private static let batchesPerSync = 16
    private static let nanosecondsPerSync: UInt64 = 1_000_000_000

    package let root: String
    private let clock: any WallClock
    private let lock: DirectoryLock
    private var mark: SinkMark
    /// Directories below the root that gained a name since they were synced; "" is the root.
    private var gained: Set<String> = []
    /// Directories known to be there.
    private var known: Set<String> = [""]
    private var batchesSinceSync = 0
    private var syncedNs: UInt64

    /// The newest batch whose files have their names, -1 for none.
    package var drained: Int64 { mark.drained }

    /// Whether the files of batch `drained` and those before it were seen in this mount.
    package let isSameMount: Bool

    // MARK: Opening

    /// Whether a new query may have `root`: it is absent or empty.
    package static func requireFree(_ root: String) throws {
        try SinkFailure(root: root).translating("looking at it") {
            guard let status = try FileSystem.status(root) else { return }
            guard status.kind == .directory else { throw TidemarkError(.sinkIsFile, ["path": root]) }
            let names = try FileSystem.list(root).map(\.name)
            if names.contains(SinkMark.name),
                let mark = try SinkMark(
                    try FileSystem.readFile(FileSystem.join(root, SinkMark.name)),
                    path: FileSystem.join(root, SinkMark.name))
            {
                throw TidemarkError(
                    .sinkOfOther, ["path": root, "other": mark.queryID, "own": "a new one"])
            }
            let others = names.filter { ![SinkMark.name, stagingName, "lost+found"].contains($0) }
            guard others.isEmpty else {
                let shown = others.prefix(5).joined(separator: ", ") + (others.count > 5 ? ", .." : "")
                throw TidemarkError(.sinkNotEmpty, ["path": root, "names": shown])
            }
        }
    }

    /// Takes the directory for a query, which is made when absent.
    ///
    /// - Parameters:
    ///   - last: the checkpoint's last batch, -1 for none.
    ///   - durable: the newest batch known durable in the sink.
    package init(
        root: String, queryID: String, epoch: UInt64, last: Int64, durable: Int64, clock: any WallClock
    ) throws {
        self.root = root
        self.clock = clock
        let path = FileSystem.join(root, SinkMark.name)
        (lock, mark, isSameMount) = try SinkFailure(root: root).translating("opening it") {
            try FileSystem.createDirectory(root)
            guard case .acquired(let lock) = try DirectoryLock.acquire(path: path, owner: nil) else {
                throw TidemarkError(.sinkHeld, ["path": root])
            }
            let found = try SinkMark(try FileSystem.readFile(path), path: path)
            if let found, found.queryID != queryID {
                throw TidemarkError(
                    .sinkOfOther, ["path": root, "other": found.queryID, "own": queryID])
            }
            if found == nil, last < 0 { try Self.requireFree(root) }
            if let newest = try found?.drained ?? Self.newestBatch(root), newest > last {
                throw TidemarkError(
                    .sinkNewer, ["path": root, "batch": "\(newest)", "last": "\(last)"])
            }
            let mount = try SinkMark.mount(of: root)
            let isSameMount = found?.mount == mount
            let drained = isSameMount ? found?.drained ?? durable : durable
            let mark = SinkMark(queryID: queryID, epoch: epoch, drained: drained, mount: mount)
            try lock.overwrite(mark.bytes)
            try lock.syncContent()
            try FileSystem.syncDirectory(root)
            try FailPoints.hit(.sinkOpened)
            return (lock, mark, isSameMount)
        }
        syncedNs = clock.monotonicNanoseconds()
    }

    /// The newest batch whose files are in `root`, by its mark or, where it has none, their names; nil when
    /// there is none or the directory is that of another query than `queryID`.
    package static func newestBatch(_ root: String, ofQuery queryID: String) throws -> Int64? {
        try SinkFailure(root: root).translating("looking at it") {
            guard try FileSystem.status(root)?.kind == .directory else { return nil }
            let path = FileSystem.join(root, SinkMark.name)
            let mark = try FileSystem.readFileIfPresent(path).flatMap { try SinkMark($0, path: path) }
            guard let mark else { return try newestBatch(root) }
            return mark.queryID == queryID ? mark.drained : nil
        }
    }

    /// The newest batch that the names of files in `root` tell, for a directory without a mark.
    private static func newestBatch(_ root: String) throws -> Int64? {
        try FileSystem.list(root).compactMap { FileRenderer.batch(ofName: $0.name) }.max()
    }

    private func translating<Value>(_ action: String, _ body: () throws -> Value) throws -> Value {
        try SinkFailure(root: root).translating(action, body)
    }

    private func path(_ relative: String) -> String {
        relative.isEmpty ? root : FileSystem.join(root, relative)
    }

    // MARK: Staging

    /// Makes ready to stage the output of a batch beside the sink's files, so that the commit has only to
    /// name it. What an earlier start staged and never committed goes.
    func beginStaging(batch: Int64) throws {
        try staging(batch) {
            try FailPoints.hit(.sinkStaging)
            try removeStaged(keeping: [])
            if try FileSystem.makeDirectory(path(Self.stagingName)) { try FileSystem.syncDirectory(root) }
        }
    }

    /// Writes bytes of a staged file, the first ones at 0 and all others behind those before them.
    func stage(_ bytes: [UInt8], at offset: Int64, of name: String, batch: Int64) throws {
        try staging(batch) { try FileSystem.write(bytes, at: offset, of: stagedPath(name)) }
    }

    /// Makes all staged files of a batch durable.
    func finishStaging(_ names: [String], batch: Int64) throws {
        try staging(batch) {
            for name in names { try FileSystem.syncFile(stagedPath(name)) }
            try FileSystem.syncDirectory(path(Self.stagingName))
            try FailPoints.hit(.sinkStaged)
        }
    }

    /// What a file of the batch is called while it is staged.
    func stagedName(batch: Int64, index: Int) -> String { "\(batch)-\(mark.epoch)-\(index)" }

    private func stagedPath(_ name: String) -> String { path(FileSystem.join(Self.stagingName, name)) }

    private func staging(_ batch: Int64, _ body: () throws -> Void) throws {
        try translating("staging the output of batch \(batch)", body)
    }

    /// Removes staged files that no committed batch names.
    package func removeStaged(keeping names: Set<String>) throws {
        try translating("removing staged output") {
            let directory = path(Self.stagingName)
            guard try FileSystem.status(directory) != nil else { return }
            for entry in try FileSystem.list(directory) where !names.contains(entry.name) {
                try FileSystem.remove(FileSystem.join(directory, entry.name))
            }
        }
    }

    // MARK: Withdrawing

    /// The visible files of some batches below `root`, by their paths in bytewise order; none where there is
    /// no such directory.
    package static func files(ofBatches batches: ClosedRange<Int64>, below root: String) throws -> [String] {
        try SinkFailure(root: root).translating("looking at it") {
            try FileSystem.status(root) == nil ? [] : named(batches, below: root, in: "", isHidden: false)
        }
    }

    private static func named(
        _ batches: ClosedRange<Int64>, below root: String, in directory: String, isHidden: Bool
    ) throws -> [String] {
        try FileSystem.list(directory.isEmpty ? root : FileSystem.join(root, directory)).flatMap { entry in
            let path = directory.isEmpty ? entry.name : FileSystem.join(directory, entry.name)
            if entry.kind == .directory, !entry.isLink, !entry.name.hasPrefix(".") {
                return try named(batches, below: root, in: path, isHidden: isHidden)
            }
            // A file whose drain was cut off has a point before its name and .tmp behind it.
            let isTemporary = isHidden && entry.name.hasPrefix(".") && entry.name.hasSuffix(".tmp")
            let name = isTemporary ? String(entry.name.dropFirst().dropLast(4)) : entry.name
            guard let batch = FileRenderer.batch(ofName: name), batches.contains(batch) else { return [] }
            return [path]
        }
    }

    /// Removes the files of some batches, staged and half-written ones too, for good: their directories are
    /// synced when it returns. Doing it again changes nothing.
    package func withdraw(_ batches: ClosedRange<Int64>) throws {
        try translating("withdrawing the output of batches \(batches.lowerBound) to \(batches.upperBound)") {
            let files = try Self.named(batches, below: root, in: "", isHidden: true)
            var directories: Set<String> = [""]
            for file in files {
                try FileSystem.remove(path(file))
                directories.insert(parent(file))
                try FailPoints.hit(.rollbackRemoved)
            }
            let staging = path(Self.stagingName)
            if try FileSystem.status(staging) != nil {
                for entry in try FileSystem.list(staging) {
                    let batch = entry.name.split(separator: "-").first.flatMap { Int64($0) }
                    if let batch, batches.contains(batch) {
                        try FileSystem.remove(FileSystem.join(staging, entry.name))
                    }
                }
                directories.insert(Self.stagingName)
            }
            // Also those that an earlier try has removed files from: they are the sink's all the same.
            for directory in try directories.union(Self.directories(below: root, in: "")) {
                try FileSystem.syncDirectory(path(directory))
            }
            try FailPoints.hit(.rollbackWithdrawn)
        }
    }

    /// The visible directories below `root`.
    private static func directories(below root: String, in directory: String) throws -> [String] {
        try FileSystem.list(directory.isEmpty ? root : FileSystem.join(root, directory)).flatMap { entry in
            guard entry.kind == .directory, !entry.isLink, !entry.name.hasPrefix(".") else {
                return [String]()
            }
            let path = directory.isEmpty ? entry.name : FileSystem.join(directory, entry.name)
            return try [path] + directories(below: root, in: path)
        }
    }

    // MARK: Draining

    /// Gives the files of a committed batch their names, and notes it in the mark. Doing it again changes
    /// nothing.
    package func drain(_ files: [OutputFile], batch: Int64) throws {
        try translating("writing the output of batch \(batch)") {
            for file in files {
                try makeDirectories(of: file.path)
                switch file.content {
                case .bytes(let bytes):
                    let temporary = path(FileSystem.join(parent(file.path), ".\(lastName(file.path)).tmp"))
                    try FileSystem.writeSynced(bytes, to: temporary)
                    try FailPoints.hit(.sinkWritten)
                    try FileSystem.rename(temporary, to: path(file.path))
                case .staged(let name): try unstage(name, file, batch)
                }
                gained.insert(parent(file.path))
                try FailPoints.hit(.sinkRenamed)
            }
            try note(batch)
        }
        batchesSinceSync += 1
    }

    private func unstage(_ name: String, _ file: OutputFile, _ batch: Int64) throws {
        let staged = stagedPath(name)
        if try FileSystem.status(staged) != nil {
            gained.insert(Self.stagingName)
            try FileSystem.rename(staged, to: path(file.path))
            return
        }
        let visible = try FileSystem.readFileIfPresent(path(file.path))
        guard let visible, Int64(visible.count) == file.length, crc32c(visible) == file.checksum else {
            throw TidemarkError(
                .sinkStagedGone,
                ["path": path(file.path), "batch": "\(batch)", "length": "\(file.length)"])
        }
    }

    /// Replaces the one file of complete mode by the newest batch's, durable when it returns.
    package func replace(with file: OutputFile, batch: Int64) throws {
        guard case .bytes(let bytes) = file.content else { return }
        try translating("writing the result after batch \(batch)") {
            let temporary = path(".\(file.path).tmp")
            try FileSystem.writeSynced(bytes, to: temporary)
            try FailPoints.hit(.sinkWritten)
            try FileSystem.rename(temporary, to: path(file.path))
            gained.insert("")
            try FailPoints.hit(.sinkRenamed)
            try note(batch)
        }
        try sync()
    }

    private func note(_ batch: Int64) throws {
        guard batch > mark.drained else { return }
        guard try lock.isStillHeld() else { throw TidemarkError(.sinkHeld, ["path": root]) }
        mark.drained = batch
        try lock.overwrite(mark.bytes)
        try FailPoints.hit(.sinkMarked)
    }

    private func makeDirectories(of file: String) throws {
        let directory = parent(file)
        guard !known.contains(directory) else { return }
        var above = ""
        for part in directory.split(separator: "/") {
            let place = above.isEmpty ? String(part) : above + "/" + part
            if !known.contains(place) {
                if try FileSystem.makeDirectory(path(place)) { gained.insert(above) }
                known.insert(place)
            }
            above = place
        }
    }

    private func parent(_ file: String) -> String {
        let parent = FileSystem.parent(of: file)
        return parent == "." ? "" : parent
    }

    private func lastName(_ file: String) -> String { FileSystem.lastName(of: file) }

    // MARK: Syncing

    /// Takes a directory's names and those of its parents for not synced: an earlier run may have made them.
    package func distrust(_ files: [OutputFile]) {
        for file in files {
            var directory = parent(file.path)
            while !directory.isEmpty {
                gained.insert(directory)
                directory = parent(directory)
            }
            gained.insert("")
        }
    }

    /// Whether all names are durable.
    package var isSynced: Bool { gained.isEmpty }

    /// Whether the names given since the last sync are to be made durable now.
    package var isSyncDue: Bool {
        !gained.isEmpty
            && (batchesSinceSync >= Self.batchesPerSync
                || clock.monotonicNanoseconds() - syncedNs >= Self.nanosecondsPerSync)
    }

    /// Makes durable what is drained: syncs every directory that gained a name.
    package func sync() throws {
        defer {
            batchesSinceSync = 0
            syncedNs = clock.monotonicNanoseconds()
        }
        guard !gained.isEmpty else { return }
        try translating("syncing its directories") {
            try FailPoints.hit(.sinkSyncing)
            for directory in gained.sorted() {
                guard try FileSystem.status(path(directory)) != nil else { continue }
                try FileSystem.syncDirectory(path(directory))
            }
            try FailPoints.hit(.sinkSynced)
        }
        gained.removeAll()
    }

    /// Says in the mark that batches after `batch` are to be drained again, whatever names they have: a sync
    /// has failed, and what it was for may be lost.
    package func retreat(to batch: Int64) {
        guard batch < mark.drained else { return }
        mark.drained = batch
        // It is the last thing this process does with the sink; the error that is on its way says enough.
        try? lock.overwrite(mark.bytes)
    }
}
