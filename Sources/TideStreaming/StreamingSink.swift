package import TideCheckpoint
package import TideColumnar
package import TideConnectors
import TideModel

/// Where the rows of a committed batch go.
///
/// What fails here is brought to the sink again at the next start: the checkpoint keeps it until then.
package struct StreamingSink: Sendable {
    /// What progress calls it.
    package var description: String
    /// Hands over the rows of a committed batch and counts them; nil where the commit has made them visible.
    ///
    /// It is called again for the last batch when the run before did not end by itself: at least once.
    package var deliver: (@Sendable (_ batch: Int64, _ reader: CheckpointReader) throws -> Int64)?
    /// What the checkpoint calls a sink that rows are handed to, of which it keeps those not delivered.
    package var deliveryFormat: String?
    /// A directory of files; nil for other sinks.
    package var files: FileSinkSettings?
    /// The whole result after the last commit, for the files of complete mode.
    package var wholeResult: (@Sendable (CheckpointReader) throws -> [RecordBatch])?

    package init(
        _ description: String, deliveryFormat: String? = nil,
        deliver: (@Sendable (_ batch: Int64, _ reader: CheckpointReader) throws -> Int64)? = nil
    ) {
        self.description = description
        self.deliveryFormat = deliveryFormat
        self.deliver = deliver
    }

    /// The table in the checkpoint alone.
    package static func table(_ name: String) -> StreamingSink { StreamingSink("CheckpointTable[\(name)]") }

    /// Files, exactly once; `wholeResult` is asked for in complete mode.
    package static func files(
        _ settings: FileSinkSettings,
        wholeResult: @escaping @Sendable (CheckpointReader) throws -> [RecordBatch]
    ) -> StreamingSink {
        var sink = StreamingSink("FileSink[file:\(settings.root)]")
        sink.files = settings
        sink.wholeResult = wholeResult
        return sink
    }

    /// What the checkpoint at `checkpoint` keeps of it; nil for a result that lives there.
    func record(checkpoint: String) -> SinkRecord? {
        if let deliveryFormat { return SinkRecord(format: deliveryFormat, mode: "") }
        guard let files else { return nil }
        let place = SourceRoot(root: files.root, checkpoint: checkpoint)
        return SinkRecord(
            format: files.options.format.rawValue, mode: files.mode.rawValue, relativeRoot: place.relative,
            root: files.root, partitionColumns: files.partitionColumns, options: files.options.written)
    }
}

extension FileSinkSettings {
    /// The sink that a checkpoint names, with its files at `root`; nil for another kind of sink.
    ///
    /// - Throws: `TidemarkError` for options this version does not know.
    package init?(stored record: SinkRecord, root: String) throws {
        guard record.hasFiles, let format = FileSinkOptions.Format(rawValue: record.format),
            let mode = OutputMode(rawValue: record.mode)
        else { return nil }
        let options = try FileSinkOptions(format, record.sortedOptions.map { ($0.name, $0.value, nil) })
        self.init(options, root: root, mode: mode, partitionColumns: record.partitionColumns)
    }
}

extension SinkRecord {
    /// The directory of the files as seen now: beside the checkpoint, where both have moved, or as stored.
    package func place(checkpoint: String) throws -> String {
        let near = SourceRoot(relative: relativeRoot, absolute: root)
        return (try? near.resolve(checkpoint: checkpoint, moved: [])) ?? root
    }

    /// What differs, in words, between the sink of a job and the one its checkpoint has.
    func differences(from stored: SinkRecord, checkpoint: String) throws -> [String] {
        func line(_ what: String, _ old: String, _ new: String) -> String {
            "\(what): the checkpoint has \(old), the job has \(new)"
        }
        var lines: [String] = []
        if format != stored.format { lines.append(line("sink", stored.format, format)) }
        if mode != stored.mode { lines.append(line("output mode of the sink", stored.mode, mode)) }
        let places = [stored.root, SourceRoot.joined(checkpoint, stored.relativeRoot)]
        if hasFiles, stored.hasFiles, try !places.contains(where: { try SourceRoot.same($0, root) }) {
            lines.append(line("path of the sink", "'\(stored.root)'", "'\(root)'"))
        }
        if partitionColumns != stored.partitionColumns {
            let (old, new) = (stored.partitionColumns, partitionColumns)
            lines.append(
                line(
                    "partition columns of the sink", old.isEmpty ? "none" : old.joined(separator: ", "),
                    new.isEmpty ? "none" : new.joined(separator: ", ")))
        }
        for name in Set(options.keys).union(stored.options.keys).sorted()
        where options[name] != stored.options[name] {
            func text(_ value: String?) -> String { value.map { "'\($0)'" } ?? "none" }
            lines.append(
                line("option '\(name)' of the sink", text(stored.options[name]), text(options[name])))
        }
        return lines
    }
}
