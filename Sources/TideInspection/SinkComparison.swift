import TideCheckpoint
import TideColumnar
import TideConnectors
import TideDurableIO
import TideExecution
import TideModel
import TidePlanning
import TideStreaming
import Tidemark

/// Compares the files of a sink with those that recomputed rows give.
struct SinkComparison {
    private let root: String
    private let reader: CheckpointReader
    private let renderer: FileRenderer
    private let last: Int64
    /// Paths below the root that belong there.
    private var expected: Set<String> = []

    /// nil for a checkpoint without a sink of files.
    init?(_ input: VerificationInput, checkpoint: String) throws {
        guard let record = input.sink else { return nil }
        let place = try record.place(checkpoint: checkpoint)
        guard let settings = try FileSinkSettings(stored: record, root: place) else { return nil }
        root = place
        reader = input.reader
        last = input.lastBatch
        renderer = try FileRenderer(settings, result: input.result.query.schema, zone: input.result.zone)
    }

    /// The differences between a batch's files and those of the rows; with `isOrdered` false the lines of a
    /// file may come in any order.
    mutating func compare(
        _ rows: [RecordBatch], batch: Int64, isOrdered: Bool = true
    ) throws -> [Verification.Difference] {
        var differences: [Verification.Difference] = []
        for file in try renderer.files(of: rows, batch: batch) {
            expected.insert(file.path)
            guard let found = try FileSystem.readFileIfPresent(FileSystem.join(root, file.path)) else {
                let waiting = try reader.snapshot { try $0.outbox(ofBatch: batch) }
                if waiting.contains(where: { $0.path == file.path && $0.checksum == file.checksum }) {
                    continue
                }
                differences.append(.sinkFile(file.path, batch: batch, what: "is missing"))
                continue
            }
            if let what = difference(found, file, isOrdered: isOrdered) {
                differences.append(.sinkFile(file.path, batch: batch, what: what))
            }
        }
        return differences
    }

    /// The difference between the one file of complete mode and the result in the checkpoint, which is
    /// compared by itself; none while the sink is behind the checkpoint.
    mutating func compareWhole() throws -> [Verification.Difference] {
        let mark = try FileSystem.readFileIfPresent(FileSystem.join(root, SinkMark.name))
            .flatMap { try SinkMark($0, path: FileSystem.join(root, SinkMark.name)) }
        expected.insert(renderer.name(batch: last))
        guard let mark, mark.drained == last else { return [] }
        let rows = try reader.snapshot { snapshot -> [RecordBatch]? in
            guard let stored = try StoredResult(snapshot), stored.lastBatch?.id == last,
                let source = try stored.rows(snapshot, reader)?()
            else { return nil }
            var rows: [RecordBatch] = []
            while let next = try source.next() { rows.append(next) }
            return rows
        }
        return try rows.map { try compare($0, batch: last) } ?? []
    }

    /// Visible files that no batch gave.
    func additional() throws -> [Verification.Difference] {
        guard try FileSystem.status(root) != nil else { return [] }
        return try visible("").filter { !expected.contains($0) }
            .filter { FileRenderer.batch(ofName: FileSystem.lastName(of: $0)) ?? 0 <= last }
            .map { .sinkFile($0, batch: nil, what: "is in the sink and belongs to no batch") }
    }

    private func visible(_ directory: String) throws -> [String] {
        let place = directory.isEmpty ? root : FileSystem.join(root, directory)
        return try FileSystem.list(place).filter { !$0.name.hasPrefix(".") && $0.name != "lost+found" }
            .flatMap { entry in
                let path = directory.isEmpty ? entry.name : FileSystem.join(directory, entry.name)
                return entry.kind == .directory ? try visible(path) : [path]
            }
    }

    private func difference(_ found: [UInt8], _ file: OutputFile, isOrdered: Bool) -> String? {
        guard case .bytes(let wanted) = file.content, found != wanted else { return nil }
        if !isOrdered {
            return lines(found) == lines(wanted) ? nil : "has other lines than recomputed"
        }
        if found.count != wanted.count, found.starts(with: wanted) || wanted.starts(with: found) {
            return "has \(found.count) bytes, recomputed \(wanted.count)"
        }
        let place = zip(found, wanted).prefix { $0 == $1 }.count
        let line = found.prefix(place).count { $0 == UInt8(ascii: "\n") } + 1
        return "differs from byte \(place) on, in line \(line)"
    }

    /// The lines of a file, sorted.
    private func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: renderer.lineSeparator).map(String.init)
            .sorted()
    }
}
