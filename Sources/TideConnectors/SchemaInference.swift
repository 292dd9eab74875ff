package import TideDurableIO
package import TideFormats
package import TideModel
package import TideColumnar

/// Infers a table's columns from its files, on several threads.
package struct SchemaInference: Sendable {
    /// What the files say.
    package struct Outcome: Sendable {
        /// Sorted by name, as Spark does.
        package let columns: [InferredType.Member]
        /// Lines looked at, and those of them that are no JSON objects.
        package let lines: Int64
        package let malformedLines: Int64
        package let files: Int
    }

    private let files: SourceFiles
    private let options: FileSourceOptions
    private let zone: ZoneRules
    private let threads: Int

    /// - Parameters:
    ///   - files: the directory or file.
    ///   - zone: for timestamps without a zone, where `inferTimestamp` is on.
    package init(_ files: SourceFiles, options: FileSourceOptions, zone: ZoneRules, threads: Int) {
        self.files = files
        self.options = options
        self.zone = zone
        self.threads = threads
    }

    /// Looks at every line of `slices`, or at the sample the options ask for.
    ///
    /// - Throws: `TidemarkError`: `.malformedRecord` in mode FAILFAST, `.invalidSchema` at an object with a
    ///   key twice (both naming file and byte), and what reading files throws.
    package func outcome(of slices: [Slice]) throws -> Outcome {
        let (options, zone) = (options, zone)
        // A file that grows meanwhile is no concern here: the lines of the slices stay what they are.
        let scan = BlockScan([files], threads: threads, checksMetadata: false)
        let (workers, _) = try scan.run(slices) {
            InferringWorker(SchemaInferrer(options.inference, mode: options.mode, zone: zone))
        }
        var findings = LineFindings()
        for worker in workers { findings.merge(worker.inferrer.findings) }
        return Outcome(
            columns: findings.columns(
                options.inference, mode: options.mode, corruptColumn: options.corruptColumn),
            lines: findings.lines, malformedLines: findings.malformed, files: slices.count)
    }

    /// The files that are there now, whole, as a batch query reads them.
    package static func files(_ files: SourceFiles, clock: any WallClock) throws -> [Slice] {
        var discovery = FileDiscovery(files, settleTimeUs: 0, clock: clock)
        let listing = try discovery.list()
        let found = listing.settled + listing.unsettled
        if found.isEmpty, let pattern = files.selection.pattern {
            throw TidemarkError(.inputAbsent, ["path": pattern.text])
        }
        return try found.map { try slice(of: $0, files) }
    }

    /// The files that are there now: those that are still being written up to their last line end, or, where
    /// they are no lines of text, not at all.
    package static func wholeLines(
        _ files: SourceFiles, settleTimeUs: Int64, clock: any WallClock
    ) throws -> [Slice] {
        var discovery = FileDiscovery(files, settleTimeUs: settleTimeUs, clock: clock)
        let listing = try discovery.list()
        var growing: [Slice] = []
        for file in listing.unsettled {
            var slice = try slice(of: file, files)
            guard SliceReader.blockCount(of: slice, files.text) != nil else { continue }
            slice.end = try FileCutter.wholeLinesEnd(files, file)
            if slice.end > 0 { growing.append(slice) }
        }
        return try listing.settled.map { try slice(of: $0, files) } + growing
    }

    /// A whole file.
    private static func slice(of file: ListedFile, _ files: SourceFiles) throws -> Slice {
        let unit = try files.text.unit(of: files.path(of: file.path))
        return Slice(
            path: file.path, start: 0, end: unit == .bytes ? file.identity.sizeBytes : Slice.openEnd,
            identity: file.identity, unit: unit, isLast: true)
    }
}

private final class InferringWorker: BlockScan.Worker {
    let inferrer: SchemaInferrer

    init(_ inferrer: SchemaInferrer) { self.inferrer = inferrer }

    func scan(_ block: Int, of reader: SliceReader, place: Int) throws {
        try reader.infer(block, with: inferrer)
    }
}
