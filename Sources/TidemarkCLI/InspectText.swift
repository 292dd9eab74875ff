import TideCheckpoint
import TideColumnar
import TideInspection
import TideModel

/// `inspect` in words.
struct InspectText {
    let report: CheckpointReport

    /// Prints the summary, then the parts that were asked for.
    func print(to output: inout StandardOutput) throws {
        try summary(&output)
        if let batch = report.batch { try self.batch(batch.record, batch.slices, &output) }
        if let files = report.files { try self.files(files, &output) }
        if let state = report.state {
            try output.line("\nstate")
            try OutputFormat.table.print(state, to: &output)
        }
        if let result = report.result {
            try output.line("\nresult" + (report.batch.map { " of batch \($0.record.id)" } ?? ""))
            try OutputFormat.table.print(result, to: &output)
        }
    }

    private func summary(_ output: inout StandardOutput) throws {
        try output.line("checkpoint  \(report.root)")
        if let note = report.note { try output.line("note        \(note)") }
        guard let record = report.record, let plan = report.plan else {
            try output.line("state       not born yet: no batch was ever committed")
            return
        }
        try output.line("format      \(record.format), query id \(report.queryID ?? "?")")
        try output.line(
            "table       \(plan.tableName), plan version \(plan.version) since batch \(plan.firstBatch), "
                + "time zone \(plan.timeZone)")
        try output.line("last batch  \(lastBatch(record))")
        try output.line("run         \(run(record))")
        if let root = report.sourceRoot, let source = plan.sources.first {
            let totals = report.totals
            try output.line(
                "input       \(source.table) (\(source.format)) at \(root.absolute), "
                    + "\(root.relative) from the checkpoint")
            try output.line(
                "read        \(Figures.counted(totals.inputRows, "row")), "
                    + "\(Figures.grouped(totals.badRows)) bad, \(Figures.bytes(totals.inputBytes)) in "
                    + "\(Figures.counted(Int64(report.entryCounts[.files] ?? 0), "file")), "
                    + Figures.counted(totals.batches, "batch"))
        }
        if let sink = report.sink { try self.sink(sink, &output) }
        if let rows = report.resultRows {
            try output.line(
                "result      \(Figures.counted(rows, "row")) in "
                    + "\(Figures.grouped(Int64(record.resultEntries))) entries")
        } else if report.sink == nil || report.entryCounts[.state] != nil {
            try output.line("state       " + Figures.counted(Int64(report.entryCounts[.state] ?? 0), "group"))
        }
        let entries = record.mainEntries + record.resultEntries
        try output.line(
            "digest      \(record.digest.hex) over \(Figures.grouped(Int64(entries))) entries")
        if let scrub = report.scrub {
            try output.line(
                "scrub       all of the state was whole at the end of batch \(scrub.batch), read "
                    + Timestamps.formatISO(scrub.timeMs * 1_000, zone: .utc))
        }
        if let history = report.history {
            try output.line(
                "history     back to the end of batch \(history.earliest), \(Figures.bytes(history.bytes))")
        }
        let logs = LogKind.allCases.map { log in
            report.logs[log].map { "\(log.rawValue) \($0.lowerBound)-\($0.upperBound)" }
                ?? "\(log.rawValue) none"
        }
        try output.line("logs        \(logs.joined(separator: ", "))")
        try batches(&output)
        try output.line("\njob")
        for line in plan.jobText.split(separator: "\n") { try output.line("  \(line)") }
    }

    private func sink(_ sink: SinkReport, _ output: inout StandardOutput) throws {
        guard let place = sink.place else {
            try output.line("sink        \(sink.record.format), has everything up to batch \(sink.drained)")
            return
        }
        let partitions = sink.record.partitionColumns
        try output.line(
            "sink        \(sink.record.format) files at \(place), \(sink.record.mode) mode"
                + (partitions.isEmpty ? "" : ", partitioned by \(partitions.joined(separator: ", "))"))
        let mark = sink.named.map { "named up to batch \($0)" } ?? "nothing named yet"
        try output.line(
            "drained     \(mark), durable up to batch \(sink.drained); outbox "
                + "\(Figures.counted(Int64(sink.outboxFiles), "file")), \(Figures.bytes(sink.outboxBytes))")
        guard sink.record.mode != OutputMode.complete.rawValue else { return }
        try output.line(
            "output      \(Figures.counted(sink.totals.rows, "row")), \(Figures.bytes(sink.totals.bytes)) in "
                + Figures.counted(sink.totals.files, "file"))
    }

    private func lastBatch(_ record: CommitRecord) -> String {
        guard let last = report.lastBatches.last else { return "none yet" }
        let time = Timestamps.formatISO(last.timestampMs * 1_000, zone: .utc)
        return "\(last.id), planned \(time), transaction \(record.transactionID)"
    }

    private func run(_ record: CommitRecord) -> String {
        let owner =
            report.owner.map { "process \($0.pid) on \($0.host), started \($0.startTime)" } ?? "unknown"
        if record.isClean { return "ended in order (epoch \(record.epoch), \(owner))" }
        if report.owner?.isAlive ?? false { return "going on (epoch \(record.epoch), \(owner))" }
        return "did not end in order (epoch \(record.epoch), \(owner)): the next start recovers"
    }

    private func batches(_ output: inout StandardOutput) throws {
        guard !report.lastBatches.isEmpty else { return }
        let isStateless = report.resultRows != nil
        var rows = [
            ["batch", "kind", "planned", "files", "rows", "bad", "bytes"] + (isStateless ? ["output"] : [])
                + ["plan", "compute"]
        ]
        for batch in report.lastBatches {
            let times = batch.stepMicroseconds.map { Figures.duration($0 * 1_000) }
            rows.append(
                [
                    "\(batch.id)", kind(of: batch),
                    Timestamps.formatISO(batch.timestampMs * 1_000, zone: .utc),
                    "\(batch.sliceCount)", Figures.grouped(batch.inputRows), Figures.grouped(batch.badRows),
                    Figures.bytes(batch.inputBytes),
                ] + (report.outputRows[batch.id].map { [Figures.grouped($0)] } ?? []) + times)
        }
        try output.line("")
        try aligned(rows, &output)
    }

    private func kind(of batch: BatchRecord) -> String {
        batch.kind.name + (batch.isPiece ? ", a piece of its plan" : "")
    }

    private func batch(
        _ record: BatchRecord, _ slices: [SliceRecord], _ output: inout StandardOutput
    ) throws {
        try output.line(
            "\nbatch \(record.id): \(kind(of: record)), planned "
                + "\(Timestamps.formatISO(record.timestampMs * 1_000, zone: .utc)), plan version "
                + "\(record.planVersion), watermark used \(record.watermarkMs) ms, next "
                + "\(record.nextWatermarkMs) ms, log offset "
                + record.logOffsets.map { $0 < 0 ? "-" : "\($0)" }.joined(separator: ", ")
                + (report.outputRows[record.id].map { ", \(Figures.grouped($0)) output rows" } ?? ""))
        var rows = [["slice", "file", "bytes", "rows", "bad", "hash"]]
        for slice in slices {
            rows.append([
                "\(slice.seq)", slice.slice.path,
                "\(slice.slice.start)-\(slice.slice.end)"
                    + (slice.slice.unit == .bytes ? "" : " (\(slice.slice.unit.name))"),
                Figures.grouped(slice.outcome.rows), Figures.grouped(slice.badRows), slice.outcome.hash.hex,
            ])
        }
        try aligned(rows, &output)
        for slice in slices where slice.badRows > 0 {
            for (reason, count) in slice.outcome.rejects.counts.sorted(by: {
                $0.key.rawValue < $1.key.rawValue
            }) {
                try output.line("rejected in \(slice.slice.path): \(count) \(reason.name)")
            }
            for reject in slice.outcome.rejects.positions {
                try output.line("  at byte \(reject.offset): \(reject.reason.name)")
            }
        }
        for slice in slices where slice.outcome.late.count > 0 {
            let late = slice.outcome.late
            try output.line("late in \(slice.slice.path): \(late.count)")
            for row in late.positions {
                let time = Timestamps.formatISO(row.timeUs, zone: .utc)
                try output.line("  row \(row.row) of the slice: \(time)")
            }
        }
    }

    private func files(_ files: [FileEntry], _ output: inout StandardOutput) throws {
        try output.line("")
        var rows = [["file", "read", "size", "modified", "inode", "batches"]]
        for file in files {
            rows.append([
                file.path.isEmpty ? "(the input itself)" : file.path,
                // A compressed file may hold more than it has: what was read is of its content.
                "\(file.position)"
                    + ([".gz", ".zst"].contains(where: file.path.hasSuffix) ? " decompressed" : ""),
                "\(file.identity.sizeBytes)",
                Timestamps.formatISO(file.identity.mtimeNs / 1_000, zone: .utc), "\(file.identity.inode)",
                file.firstBatch == file.lastBatch
                    ? "\(file.firstBatch)" : "\(file.firstBatch)-\(file.lastBatch)",
            ])
        }
        try aligned(rows, &output)
    }

    /// Columns as wide as their widest cell; cells that begin with a digit are set to the right.
    private func aligned(_ rows: [[String]], _ output: inout StandardOutput) throws {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        let isNumeric = (0..<columns).map { column in
            rows.dropFirst().allSatisfy { column >= $0.count || $0[column].first?.isNumber ?? true }
        }
        for row in rows {
            let cells = row.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return isNumeric[column] ? space + row[column] : row[column] + space
            }
            var line = cells.joined(separator: "  ")
            while line.hasSuffix(" ") { line.removeLast() }
            try output.line(line)
        }
    }
}
