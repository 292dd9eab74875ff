package import TideColumnar
package import TideModel

/// The files of one batch while its rows are added to them; what becomes too much to hold is staged in the
/// sink on the way.
package struct RenderedBatch {
    private struct File {
        /// Bytes that are not staged.
        var held: [UInt8]
        /// Those that are.
        var stagedBytes: Int64 = 0
        /// Of the staged bytes.
        var checksum: UInt32 = 0
        var rows: Int64 = 0
        /// In the sink's staging directory.
        var stagedName: String?

        /// Returns by how many bytes the file has grown.
        mutating func append(_ row: [Value], _ renderer: FileRenderer, batch: Int64) -> Int64 {
            let before = held.count
            renderer.append(row, batch: batch, to: &held)
            rows += 1
            return Int64(held.count - before)
        }
    }

    private let renderer: FileRenderer
    private let batch: Int64
    /// By their directories below the sink's root.
    private var byDirectory: [String: File] = [:]
    private var isStaged = false

    /// Bytes that are held.
    package private(set) var heldBytes: Int64 = 0

    package init(_ renderer: FileRenderer, batch: Int64) {
        self.renderer = renderer
        self.batch = batch
        if renderer.writesEmptyFile { byDirectory[""] = File(held: renderer.header) }
    }

    /// Adds rows to their files.
    ///
    /// - Throws: `TidemarkError` (`partitionValueTooLong`).
    package mutating func append(_ part: RecordBatch) throws {
        let (renderer, empty) = (renderer, File(held: renderer.header))
        for index in 0..<part.count {
            let row = part.row(at: index)
            let directory = try renderer.directory(of: row)
            heldBytes += byDirectory[directory, default: empty].append(row, renderer, batch: batch)
        }
    }

    /// Writes what is held to the sink's staging directory.
    package mutating func stage(in sink: FileSink) throws {
        if !isStaged { try sink.beginStaging(batch: batch) }
        isStaged = true
        for directory in byDirectory.keys.sorted() {
            guard var file = byDirectory[directory], !file.held.isEmpty else { continue }
            let name = file.stagedName ?? sink.stagedName(batch: batch, index: stagedFiles)
            try sink.stage(file.held, at: file.stagedBytes, of: name, batch: batch)
            file.stagedName = name
            file.checksum = crc32c(file.held, after: file.checksum)
            file.stagedBytes += Int64(file.held.count)
            file.held = []
            byDirectory[directory] = file
        }
        heldBytes = 0
    }

    private var stagedFiles: Int { byDirectory.values.count { $0.stagedName != nil } }

    /// The files, of which those that had been too much to hold are durable in the sink's staging directory,
    /// as are all the others of the batch then.
    package mutating func finish(in sink: FileSink) throws -> [OutputFile] {
        guard isStaged else { return files }
        try stage(in: sink)
        try sink.finishStaging(byDirectory.values.compactMap(\.stagedName).sorted(), batch: batch)
        return files
    }

    /// The files in bytewise order of their paths; none for a batch without rows, but for the one file of
    /// complete mode.
    package var files: [OutputFile] {
        let name = renderer.name(batch: batch)
        return byDirectory.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { entry in
            let file = entry.value
            return OutputFile(
                path: entry.key + name, length: file.stagedBytes + Int64(file.held.count),
                checksum: crc32c(file.held, after: file.checksum), rows: file.rows,
                content: file.stagedName.map { .staged($0) } ?? .bytes(file.held))
        }
    }
}

extension FileRenderer {
    /// The files of a batch in bytewise order of their paths; none for a batch without rows, but for the
    /// one file of complete mode.
    ///
    /// - Throws: `TidemarkError` (`partitionValueTooLong`).
    package func files(of rows: [RecordBatch], batch: Int64) throws -> [OutputFile] {
        var output = RenderedBatch(self, batch: batch)
        for part in rows { try output.append(part) }
        return output.files
    }
}
