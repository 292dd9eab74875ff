import TideCheckpoint
import TideColumnar
package import TideFormats
import TideModel
import Tidemark

extension CheckpointReport {
    /// The report as one JSON object; its keys are stable.
    package var json: JSONValue {
        var pairs: [(String, JSONValue)] = [("checkpoint", .string(root))]
        if let record {
            pairs += [
                ("format", .integer(Int64(record.format))),
                ("queryId", queryID.map(JSONValue.string) ?? .null),
                ("epoch", .integer(Int64(record.epoch))),
                ("transaction", .integer(Int64(record.transactionID))),
                ("lastBatch", .integer(record.lastBatch)), ("endedInOrder", .bool(record.isClean)),
                ("digest", .string(record.digest.hex)),
                ("watermarkMs", .integer(lastBatches.last?.nextWatermarkMs ?? 0)),
            ]
        } else {
            pairs.append(("lastBatch", .integer(-1)))
        }
        if let owner { pairs.append(("lock", owner.json)) }
        if let note { pairs.append(("note", .string(note))) }
        if let plan { pairs.append(("plan", Self.json(plan))) }
        if let sourceRoot, let source = plan?.sources.first {
            pairs.append(
                (
                    "source",
                    .object([
                        ("table", .string(source.table)), ("format", .string(source.format)),
                        ("root", .string(sourceRoot.absolute)),
                        ("relativeRoot", .string(sourceRoot.relative)),
                        ("schema", .string(source.schema)),
                        ("options", .object(source.sortedOptions.map { ($0.name, .string($0.value)) })),
                    ])
                ))
        }
        if let sink { pairs.append(("sink", sink.json)) }
        pairs.append(("totals", Self.json(totals)))
        if let resultRows { pairs.append(("resultRows", .integer(resultRows))) }
        let counts = entryCounts.sorted { $0.key.rawValue < $1.key.rawValue }
        pairs.append(("entries", .object(counts.map { ($0.key.name, .integer(Int64($0.value))) })))
        if let history {
            pairs.append(
                (
                    "history",
                    .object([
                        ("earliestBatch", .integer(history.earliest)), ("bytes", .integer(history.bytes)),
                    ])
                ))
        }
        if let scrub {
            let time = Timestamps.formatISO(scrub.timeMs * 1_000, zone: .utc)
            pairs.append(
                ("scrub", .object([("batchId", .integer(scrub.batch)), ("timestamp", .string(time))])))
        }
        pairs.append(("logs", .object(LogKind.allCases.compactMap(logRange))))
        pairs.append(("batches", .array(lastBatches.map { .object(fields($0)) })))
        if let batch {
            let read: JSONValue = .array(batch.slices.map(Self.json))
            pairs.append(("batch", .object(fields(batch.record) + [("read", read)])))
        }
        if let files { pairs.append(("files", .array(files.map(Self.json)))) }
        if let state { pairs.append(("state", .array(Self.rows(state)))) }
        if let result { pairs.append(("result", .array(Self.rows(result)))) }
        return .object(pairs)
    }

    /// Rows as `--format json` prints them.
    private static func rows(_ state: QueryResult) -> [JSONValue] {
        var lines: [UInt8] = []
        for batch in state.batches { JSONRowWriter(zone: state.zone).append(batch, to: &lines) }
        return lines.split(separator: UInt8(ascii: "\n")).compactMap { try? JSONValue(parsing: $0) }
    }

    private func logRange(_ log: LogKind) -> (String, JSONValue)? {
        logs[log].map { (log.rawValue, .array([.integer($0.lowerBound), .integer($0.upperBound)])) }
    }

    private static func json(_ plan: PlanRecord) -> JSONValue {
        .object([
            ("version", .integer(Int64(plan.version))), ("firstBatch", .integer(plan.firstBatch)),
            ("table", .string(plan.tableName)), ("timeZone", .string(plan.timeZone)),
            ("fingerprint", .string(plan.fingerprint)), ("job", .string(plan.jobText)),
        ])
    }

    private static func json(_ totals: Totals) -> JSONValue {
        .object([
            ("batches", .integer(totals.batches)), ("inputRows", .integer(totals.inputRows)),
            ("badRows", .integer(totals.badRows)), ("lateRows", .integer(totals.lateRows)),
            ("inputBytes", .integer(totals.inputBytes)),
        ])
    }

    private func fields(_ batch: BatchRecord) -> [(String, JSONValue)] {
        var pairs: [(String, JSONValue)] = [
            ("batchId", .integer(batch.id)), ("kind", .string(batch.kind.name)),
            ("timestamp", .string(Timestamps.formatISO(batch.timestampMs * 1_000, zone: .utc))),
            ("watermarkMs", .integer(batch.watermarkMs)),
            ("nextWatermarkMs", .integer(batch.nextWatermarkMs)),
            ("planVersion", .integer(Int64(batch.planVersion))), ("logOffset", .integer(batch.logOffsets[0])),
            ("inputRows", .integer(batch.inputRows)), ("badRows", .integer(batch.badRows)),
            ("lateRows", .integer(batch.lateRows)), ("inputBytes", .integer(batch.inputBytes)),
            ("slices", .integer(Int64(batch.sliceCount))),
        ]
        for (name, time) in zip(["planUs", "computeUs"], batch.stepMicroseconds) {
            pairs.append((name, .integer(time)))
        }
        if batch.isPiece { pairs.append(("isPiece", .bool(true))) }
        if let older = batch.rolledBackTo { pairs.append(("rolledBackTo", .integer(older))) }
        if let rows = outputRows[batch.id] { pairs.append(("outputRows", .integer(rows))) }
        return pairs
    }

    private static func json(_ record: SliceRecord) -> JSONValue {
        let (rejects, late) = (record.outcome.rejects, record.outcome.late)
        let counts = rejects.counts.sorted { $0.key.rawValue < $1.key.rawValue }
        let unit = record.slice.unit
        return .object([
            ("path", .string(record.slice.path)), ("start", .integer(record.slice.start)),
            ("end", .integer(record.slice.end)), ("unit", .string(unit.name)),
            ("rows", .integer(record.outcome.rows)),
            ("badRows", .integer(record.badRows)), ("hash", .string(record.outcome.hash.hex)),
            ("rejects", .object(counts.map { ($0.key.name, .integer($0.value)) })),
            ("rejectOffsets", .array(rejects.positions.map { .integer($0.offset) })),
            ("lateRows", .integer(late.count)),
            (
                "late",
                .array(
                    late.positions.map {
                        .object([("row", .integer($0.row)), ("timeUs", .integer($0.timeUs))])
                    })
            ),
        ])
    }

    private static func json(_ file: FileEntry) -> JSONValue {
        .object([
            ("path", .string(file.path)), ("position", .integer(file.position)),
            ("size", .integer(file.identity.sizeBytes)), ("mtimeNs", .integer(file.identity.mtimeNs)),
            ("inode", .integer(Int64(bitPattern: file.identity.inode))),
            ("firstBatch", .integer(file.firstBatch)), ("lastBatch", .integer(file.lastBatch)),
            ("complete", .bool(file.isComplete)),
        ])
    }
}

extension SinkReport {
    fileprivate var json: JSONValue {
        var pairs: [(String, JSONValue)] = [
            ("format", .string(record.format)), ("drainedBatch", .integer(drained)),
        ]
        if let place {
            pairs += [
                ("mode", .string(record.mode)), ("path", .string(place)),
                ("partitionColumns", .array(record.partitionColumns.map { .string($0) })),
                ("options", .object(record.sortedOptions.map { ($0.name, .string($0.value)) })),
                ("namedBatch", named.map { .integer($0) } ?? .null),
                ("rows", .integer(totals.rows)), ("files", .integer(totals.files)),
                ("bytes", .integer(totals.bytes)), ("outboxFiles", .integer(Int64(outboxFiles))),
                ("outboxBytes", .integer(outboxBytes)),
            ]
        }
        return .object(pairs)
    }
}

extension LockOwner {
    fileprivate var json: JSONValue {
        .object([
            ("pid", .integer(pid)), ("host", .string(host)), ("runId", .string(runID)),
            ("startTime", .string(startTime)), ("alive", .bool(isAlive)),
        ])
    }
}

extension ContentHash {
    /// 32 hexadecimal digits, the high half first.
    package var hex: String { hexText(high) + hexText(low) }
}

extension SetDigest {
    /// 32 hexadecimal digits, the high half first.
    package var hex: String { hexText(high) + hexText(low) }
}

private func hexText(_ word: UInt64) -> String {
    let text = String(word, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
}
