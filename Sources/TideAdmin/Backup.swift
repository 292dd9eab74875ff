import TideCheckpoint
import TideColumnar
import TideConnectors
package import TideDurableIO
import TideInspection
import TideModel
import TideStreaming

/// Copies the state of a checkpoint, also while a run goes on, and makes checkpoints of such copies.
///
/// A backup is a directory with `data.mdb` and `manifest.json`. It is no checkpoint, so that nobody runs on
/// it by mistake; it appears under its name whole, durable and checked.
package struct Backup {
    private let path: String
    private let clock: any WallClock

    /// The backup at `path`, absolute.
    package init(path: String, clock: any WallClock = SystemClock()) {
        self.path = CheckpointLayout(root: path).root
        self.clock = clock
    }

    private var statePath: String { FileSystem.join(path, BackupManifest.stateName) }

    // MARK: Backup

    /// Backs up the checkpoint at `checkpoint`, absolute, as its last commit left it.
    ///
    /// - Throws: `TidemarkError` when there is something at the place, no checkpoint, or damage in it.
    package func make(of checkpoint: String) throws -> BackupManifest {
        if SourceRoot.overlaps(path, checkpoint) {
            throw TidemarkError(.backupWithinCheckpoint, ["backup": path, "checkpoint": checkpoint])
        }
        guard try FileSystem.status(path) == nil else { throw TidemarkError(.backupExists, ["path": path]) }
        let reader = try CheckpointReader.open(root: checkpoint)
        let temporary = path + ".tmp"
        try removeRemains(temporary)
        try FileSystem.createDirectory(temporary)
        do {
            let copy = FileSystem.join(temporary, BackupManifest.stateName)
            try reader.copyState(to: copy)
            try FailPoints.hit(.backupCopied)
            let manifest = try describe(temporary, checkpoint: checkpoint)
            try FileSystem.remove(FileSystem.join(temporary, "lock.mdb"))
            try FileSystem.writeSynced(
                manifest.bytes, to: FileSystem.join(temporary, BackupManifest.name))
            try FileSystem.syncDirectory(temporary)
            try FailPoints.hit(.backupDescribed)
            try FileSystem.rename(temporary, to: path)
            try FailPoints.hit(.backupRenamed)
            try FileSystem.syncDirectory(FileSystem.parent(of: path))
            return manifest
        } catch {
            try? FileSystem.removeTree(temporary)
            throw error
        }
    }

    /// Removes what a backup that was killed left, and nothing else.
    private func removeRemains(_ temporary: String) throws {
        guard let status = try FileSystem.status(temporary) else { return }
        let ours = [BackupManifest.stateName, BackupManifest.name, "lock.mdb"]
        guard status.kind == .directory,
            try FileSystem.list(temporary).allSatisfy({ ours.contains($0.name) })
        else { throw TidemarkError(.backupExists, ["path": temporary]) }
        try FileSystem.removeTree(temporary)
    }

    /// Reads the whole copy in `directory` and compares its digest.
    private func describe(_ directory: String, checkpoint: String) throws -> BackupManifest {
        let seal = try FileSeal(of: FileSystem.join(directory, BackupManifest.stateName))
        let copy = try CheckpointReader.ofCopy(in: directory, root: checkpoint)
        defer { copy.detach() }
        return try copy.snapshot { snapshot in
            try snapshot.checkDigest()
            guard let record = snapshot.record, let id = try snapshot.queryID() else {
                throw TidemarkError(.checkpointBroken, ["path": checkpoint, "what": "it has no query id"])
            }
            let sink = try snapshot.sink()
            return BackupManifest(
                queryID: id, checkpoint: checkpoint, epoch: Int64(clamping: record.epoch),
                lastBatch: record.lastBatch, drainedBatch: record.drainedBatch,
                sinkRoot: try sink.flatMap {
                    $0.hasFiles ? try $0.place(checkpoint: checkpoint) : nil
                }, digest: record.digest.hex,
                entries: Int64(clamping: record.mainEntries + record.resultEntries),
                createdAt: Timestamps.formatISO(clock.nowMicroseconds(), zone: .utc),
                engineVersion: TidemarkVersion.text, state: seal)
        }
    }

    // MARK: Restore

    /// Makes a checkpoint of the backup at `root`, absolute, which is absent or empty.
    ///
    /// - Throws: `TidemarkError` when there is no backup, it is damaged, its sink is newer, or the place is
    ///   taken; then nothing is restored.
    package func restore(to root: String) throws -> BackupManifest {
        let manifest = try readManifest()
        guard try FileSystem.status(statePath) != nil else {
            throw damaged("\(BackupManifest.stateName) is missing")
        }
        let seal = try FileSeal(of: statePath)
        guard seal == manifest.state else {
            throw damaged(
                "\(BackupManifest.stateName) has \(seal.bytes) bytes with the checksum \(seal.checksum), "
                    + "\(manifest.state.bytes) with \(manifest.state.checksum) were written")
        }
        try StateRestoration(root: root, clock: clock).perform(copying: statePath) { copy in
            try copy.snapshot { snapshot in
                try snapshot.checkDigest()
                guard let record = snapshot.record, try snapshot.queryID() == manifest.queryID,
                    record.lastBatch == manifest.lastBatch, record.digest.hex == manifest.digest
                else { throw damaged("the state is not the one that the manifest tells of") }
                try requireOlderSink(manifest, try snapshot.sink(), root: root)
            }
            copy.detach()
        }
        return manifest
    }

    private func readManifest() throws -> BackupManifest {
        let file = FileSystem.join(path, BackupManifest.name)
        guard try FileSystem.status(path)?.kind == .directory else {
            throw TidemarkError(.backupAbsent, ["path": path, "why": "there is no such directory"])
        }
        guard let bytes = try FileSystem.readFileIfPresent(file) else {
            throw TidemarkError(.backupAbsent, ["path": path, "why": "it has no \(BackupManifest.name)"])
        }
        return try BackupManifest(bytes, path: path)
    }

    /// Batches that the sink holds and the backup does not know would be computed and written again.
    private func requireOlderSink(_ manifest: BackupManifest, _ sink: SinkRecord?, root: String) throws {
        guard let sink, sink.hasFiles else { return }
        let place = try sink.place(checkpoint: root)
        let newest = try FileSink.newestBatch(place, ofQuery: manifest.queryID)
        guard let newest, newest > manifest.lastBatch else { return }
        let first = manifest.lastBatch + 1
        throw TidemarkError(
            .restoreSinkNewer,
            [
                "path": path, "last": "\(manifest.lastBatch)", "sink": place, "newest": "\(newest)",
                "batches": first == newest ? "batch \(first)" : "batches \(first) to \(newest)",
            ])
    }

    private func damaged(_ what: String) -> TidemarkError {
        TidemarkError(.backupDamaged, ["path": path, "what": what])
    }
}
