import TideDurableIO
import TideModel

/// The files that mirror LMDB's tables: written whole, renamed, never synced.
struct LogMirror {
    let layout: CheckpointLayout

    /// Makes the directories of the logs.
    func createDirectories() throws {
        for log in LogKind.allCases { try FileSystem.createDirectory(layout.directory(log)) }
    }

    /// Writes one file of a log.
    func write(_ text: some LogText, _ log: LogKind, _ batch: Int64) throws {
        try FileSystem.writeAtomically(text.bytes, to: layout.file(log, batch), isDurable: false)
    }

    /// Writes a file unless it holds these bytes.
    func restore(_ bytes: [UInt8], to path: String) throws {
        guard try FileSystem.readFileIfPresent(path) != bytes else { return }
        try FileSystem.writeAtomically(bytes, to: path, isDurable: false)
    }

    /// Removes one file of a log; no effect when there is none.
    func remove(_ log: LogKind, _ batch: Int64) throws { try FileSystem.remove(layout.file(log, batch)) }

    /// The plan of a batch, when both of its files are whole and belong together.
    func plan(_ batch: Int64) throws -> PlannedBatch? {
        let offsets = OffsetText.read(try FileSystem.readFileIfPresent(layout.file(.offsets, batch)))
        let slices = SliceText.read(try FileSystem.readFileIfPresent(layout.file(.slices, batch)))
        guard let offsets = offsets.content, let slices = slices.content, slices.batch == batch else {
            return nil
        }
        return PlannedBatch(offsets: offsets, slices: slices)
    }

    /// What the logs hold. Files up to the last batch count as whole: they are compared with LMDB anyway.
    func situation(lastBatch: Int64, endedClean: Bool) throws -> Recovery.Situation {
        var found = Recovery.Situation(lastBatch: lastBatch, endedClean: endedClean, whole: [])
        for log in LogKind.allCases {
            for entry in try FileSystem.list(layout.directory(log)) {
                // Names that are no batch ids, as of temporary files, are ignored, as Spark does.
                guard let batch = Int64(entry.name), batch >= 0, entry.name == String(batch) else { continue }
                let isWhole =
                    try batch <= lastBatch
                    || Self.isWhole(FileSystem.readFileIfPresent(layout.file(log, batch)), log, batch)
                if isWhole {
                    found.whole.insert(Recovery.LogID(log, batch))
                } else {
                    found.torn.insert(Recovery.LogID(log, batch))
                }
            }
        }
        return found
    }

    /// Whether the bytes of a file of a log are all there.
    static func isWhole(_ bytes: [UInt8]?, _ log: LogKind, _ batch: Int64) -> Bool {
        switch log {
        case .slices: SliceText.read(bytes).content?.batch == batch
        case .offsets: OffsetText.read(bytes).content != nil
        case .commits: CommitText.read(bytes).content != nil
        }
    }

    /// Writes the three files of each batch again where they differ from the tables, and removes what has to
    /// go.
    func perform(_ actions: Recovery.Actions, from snapshot: borrowing CheckpointSnapshot) throws {
        for batch in actions.mirror {
            guard let record = try snapshot.batch(batch) else {
                throw DamagedEntry(
                    key: [TableID.batches.rawValue] + BatchRecord.key(batch),
                    reason: "the batch has no record")
            }
            let plan = PlannedBatch(record, slices: try snapshot.slices(ofBatch: batch).map(\.slice))
            try restore(plan.sliceText.bytes, to: layout.file(.slices, batch))
            try restore(plan.offsetText.bytes, to: layout.file(.offsets, batch))
            try restore(record.commitText.bytes, to: layout.file(.commits, batch))
        }
        for file in actions.remove { try remove(file.log, file.batch) }
    }
}

extension BatchRecord {
    /// `commits/N` of the batch.
    package var commitText: CommitText { CommitText(nextBatchWatermarkMs: nextWatermarkMs) }
}
