import TideCheckpoint
import TideConnectors
import TideModel

/// A file that batches read and that is not there any more as they read it.
private struct LostInput: Hashable {
    var path: String
    /// The first batch that read what is lost.
    var batch: Int64
    /// What a later batch found and did; nil for a file that is gone since.
    var change: InputChange?

    var text: String {
        let read = "'\(path)', which batch \(batch) read"
        guard let change else { return "\(read), is gone" }
        let remedy =
            change.remedy == .skipped ? "left its rest unread" : "read it from its start as a new file"
        return "\(read), changed: batch \(change.batch) found that it \(change.text), and \(remedy)"
    }
}

extension VerificationInput {
    private static let filesNamed = 20

    /// Whether there is all that the batches read, as far as that shows without reading everything: no file
    /// is gone, and those that changed under the eyes of a batch were put back.
    ///
    /// - Throws: `TidemarkError` (`inputChanged`) naming all files that are not; a single one that is gone
    ///   is left to whoever reads it.
    func requireInput() throws {
        var lost: [LostInput] = []
        var seen: Set<String> = []
        for batch in batches {
            guard let inputs = inputs[batch.id] else { continue }
            for record in slices[batch.id] ?? [] {
                let files = inputs[record.slice.source].files
                let change = change(after: record)
                let isGone = try files.locate(record.slice.path) == nil
                guard try isGone || change != nil && isChanged(record, files) else { continue }
                let path = files.path(of: record.slice.path)
                guard seen.insert("\(change?.batch ?? -1) \(path)").inserted else { continue }
                lost.append(LostInput(path: path, batch: batch.id, change: change))
            }
        }
        guard lost.count > 1 || lost.first?.change != nil else { return }
        var lines = lost.prefix(Self.filesNamed).map { "\n    " + $0.text }
        if lost.count > lines.count { lines.append("\n    and \(lost.count - lines.count) more") }
        throw TidemarkError(.verifyInputsLost, ["files": lines.joined()])
    }

    /// What a later batch found of the file, the first one that did.
    private func change(after record: SliceRecord) -> InputChange? {
        changes.first {
            Int($0.source) == record.slice.source && $0.path == record.slice.path
                && $0.readBy.contains(record.batch) && $0.batch > record.batch
        }
    }

    private func isChanged(_ record: SliceRecord, _ files: SourceFiles) throws -> Bool {
        let reader = try SliceReader(files, slice: record.slice, checksMetadata: false)
        return try reader.hash() != record.outcome.hash
    }
}
