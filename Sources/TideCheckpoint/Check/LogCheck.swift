import TideDurableIO
import TideFormats
import TideLMDB
import TideModel

/// The check of the files that mirror LMDB: whether they say what it says, and what the next start does.
///
/// What a kill leaves is in order: a plan behind the last batch, and logs that end before it.
struct LogCheck {
    let layout: CheckpointLayout
    /// Batches that have a file, by log; looked for before the state, which may go on meanwhile.
    let listed: [LogKind: [Int64]]
    private(set) var findings: [CheckFinding] = []

    init(layout: CheckpointLayout) throws {
        self.layout = layout
        var listed: [LogKind: [Int64]] = [:]
        for log in LogKind.allCases {
            let directory = layout.directory(log)
            guard try FileSystem.status(directory)?.kind == .directory else { continue }
            listed[log] = try FileSystem.list(directory).compactMap { entry in
                Int64(entry.name).flatMap { $0 >= 0 && entry.name == String($0) ? $0 : nil }
            }
        }
        self.listed = listed
    }

    /// Compares with the tables of a state that is sound.
    mutating func compare(with snapshot: borrowing CheckpointSnapshot) throws {
        guard let record = snapshot.record else { return }
        let mount = try? MountIdentity.of(path: layout.stateData)
        // A start after an orderly end looks only at batches that lack a file (Recovery.decide).
        let isTrusted = record.isClean && record.mount == mount
        for batch in Recovery.retained(last: record.lastBatch) {
            guard let stored = try snapshot.batch(batch) else {
                throw DamagedEntry(
                    key: [TableID.batches.rawValue] + BatchRecord.key(batch), reason: "there is none")
            }
            let plan = PlannedBatch(stored, slices: try snapshot.slices(ofBatch: batch).map(\.slice))
            let texts: [(LogKind, [UInt8])] = [
                (.slices, plan.sliceText.bytes), (.offsets, plan.offsetText.bytes),
                (.commits, stored.commitText.bytes),
            ]
            let files = texts.map { read(Self.name($0.0, batch), mayLack: true) }
            let isKept = isTrusted && !files.contains { $0 == nil }
            for ((log, expected), bytes) in zip(texts, files) {
                if let bytes {
                    compare(bytes, expected, Self.name(log, batch), isKept ? .harmless : .rewritten)
                } else if isLost(log, batch, record) {
                    append(Self.name(log, batch), "is missing", .rewritten)
                }
            }
        }
        checkBeyond(record)
        try compareMirrors(snapshot, record)
    }

    /// Whether a file that is not there should be. A run that goes on writes it late, and trims it.
    private func isLost(_ log: LogKind, _ batch: Int64, _ record: CommitRecord) -> Bool {
        let batches = listed[log, default: []]
        // One that was listed is trimmed since, or has a finding because it cannot be read.
        return !batches.contains(batch) && (record.isClean || batch < batches.max() ?? -1)
    }

    /// Looks at each file alone, of a state that cannot be read.
    mutating func parse() {
        for log in LogKind.allCases {
            for batch in listed[log, default: []].sorted() where isWhole(log, batch) == false {
                append(Self.name(log, batch), "is not whole", .rewritten)
            }
        }
    }

    /// Files of batches that are not committed.
    private mutating func checkBeyond(_ record: CommitRecord) {
        var situation = Recovery.Situation(
            lastBatch: record.lastBatch, endedClean: record.isClean, whole: [])
        for log in LogKind.allCases {
            for batch in listed[log, default: []].sorted() where batch > record.lastBatch {
                switch isWhole(log, batch) {
                case true?: situation.whole.insert(Recovery.LogID(log, batch))
                case false?:
                    append(Self.name(log, batch), "is not whole: the next start removes it", .harmless)
                case nil: break
                }
            }
        }
        guard case .refuse(let refusal) = Recovery.decide(situation) else { return }
        let file =
            switch refusal {
            case .committedBeyond(let batch): Self.name(.commits, batch)
            case .plannedBeyond(let id): Self.name(id.log, id.batch)
            }
        append(file, "is beyond the state, whose last batch is \(record.lastBatch)", .refused)
    }

    /// `metadata` and `query.json`, which every start compares.
    private mutating func compareMirrors(
        _ snapshot: borrowing CheckpointSnapshot, _ record: CommitRecord
    ) throws {
        guard let id = try snapshot.queryID(), let plan = try snapshot.currentPlan() else {
            throw DamagedEntry(key: [TableID.meta.rawValue], reason: "the query's id or its plan is missing")
        }
        let isBeingBorn = record.lastBatch < 0 && !record.isClean
        if let bytes = read("metadata", mayLack: isBeingBorn) {
            compare(bytes, MetadataText(id: id).bytes, "metadata", .rewritten)
        }
        guard let bytes = read("query.json", mayLack: isBeingBorn) else { return }
        // The version of the engine is whoever's that wrote the file.
        let engine = (try? JSONValue(parsing: bytes))?["engine"]?.string ?? ""
        let expected = QueryText.bytes(
            id: id, plan: plan, roots: try snapshot.sourceRoots(), sink: try snapshot.sink(),
            engineVersion: engine, format: record.format)
        compare(bytes, expected, "query.json", .rewritten)
    }

    private static func name(_ log: LogKind, _ batch: Int64) -> String { "\(log.rawValue)/\(batch)" }

    private mutating func compare(
        _ bytes: [UInt8], _ expected: [UInt8], _ name: String, _ consequence: CheckFinding.Consequence
    ) {
        guard bytes != expected else { return }
        let remedy = consequence == .harmless ? "; remove it, and the next start writes it again" : ""
        append(name, "does not say what state/ says\(remedy)", consequence)
    }

    /// The bytes of a file; nil, with a finding unless it may lack, when there are none.
    private mutating func read(_ name: String, mayLack: Bool) -> [UInt8]? {
        do throws(IOFailure) {
            if let bytes = try FileSystem.readFileIfPresent(FileSystem.join(layout.root, name)) {
                return bytes
            }
            if !mayLack { append(name, "is missing", .rewritten) }
        } catch {
            append(name, "cannot be read: \(error)", .refused)
        }
        return nil
    }

    /// nil, with a finding for any other reason than that it is gone, when it cannot be read.
    private mutating func isWhole(_ log: LogKind, _ batch: Int64) -> Bool? {
        guard let bytes = read(Self.name(log, batch), mayLack: true) else { return nil }
        return LogMirror.isWhole(bytes, log, batch)
    }

    private mutating func append(_ file: String, _ what: String, _ consequence: CheckFinding.Consequence) {
        findings.append(CheckFinding(file: file, what: what, consequence: consequence))
    }
}
