import TideCheckpoint
import TideColumnar
import TideFormats
import TideModel
import TidePlanning
import Tidemark

/// Recomputes a checkpoint's result from its input, in batch, and compares.
///
/// The recomputation is a function of the stored plan, the slices each batch read and the input files; the
/// stored state is only compared.
package struct Verifier {
    private let checkpoint: String
    private let isFast: Bool
    private let movedRoots: [(old: String, new: String)]

    /// - Parameters:
    ///   - checkpoint: its directory, absolute.
    ///   - isFast: recompute with the engine instead of the reference evaluator.
    package init(checkpoint: String, isFast: Bool, movedRoots: [(old: String, new: String)] = []) {
        self.checkpoint = checkpoint
        self.isFast = isFast
        self.movedRoots = movedRoots
    }

    /// - Throws: `TidemarkError` when it cannot be verified: an input file is missing or changed, the
    ///   checkpoint is damaged or has no batch.
    package func verify() throws -> Verification {
        let stored = try VerificationInput(checkpoint: checkpoint, movedRoots: movedRoots)
        try stored.requireInput()
        let sink = try SinkComparison(stored, checkpoint: checkpoint)
        var recomputed =
            isFast
            ? try EngineRecomputation(stored: stored, sink: sink).run()
            : try ReferenceRecomputation(stored: stored, sink: sink).run()
        if stored.sink?.mode == OutputMode.complete.rawValue {
            recomputed.differences += try recomputed.sink?.compareWhole() ?? []
        }
        recomputed.differences += try recomputed.sink?.additional() ?? []
        var differences: [Verification.Difference]
        switch stored.result.plan.shape {
        case .aggregating(let aggregation, _):
            differences = compareGroups(aggregation, stored, recomputed) + recomputed.differences
        case .appending: differences = compareRows(stored, recomputed)
        case .updating where stored.sink != nil: differences = compareRows(stored, recomputed)
        case .updating: differences = try compareUpdates(stored, recomputed)
        }
        differences += compareBatches(stored, recomputed)
        return Verification(
            table: stored.result.table, lastBatch: stored.lastBatch,
            files: Set(stored.slices.values.joined().map(\.slice.path)).count,
            rows: stored.batches.reduce(0) { $0 + $1.inputRows },
            bytes: stored.batches.reduce(0) { $0 + $1.inputBytes },
            groups: stored.groups.isEmpty ? recomputed.updates.count : stored.groups.count,
            resultRows: stored.resultRows, differences: differences,
            evaluator: isFast ? "engine" : "reference")
    }

    // MARK: Comparison

    private func compareRows(
        _ stored: VerificationInput, _ recomputed: Recomputation
    ) -> [Verification.Difference] {
        guard let rows = stored.resultRows, rows != recomputed.resultRows else {
            return recomputed.differences
        }
        return recomputed.differences + [.resultRows(stored: rows, expected: recomputed.resultRows)]
    }

    private func compareUpdates(
        _ stored: VerificationInput, _ recomputed: Recomputation
    ) throws -> [Verification.Difference] {
        var expected = recomputed.updates
        let schema = stored.result.query.schema
        let printer = RowPrinter(names: schema.fields.map(\.name), zone: stored.result.zone)
        var differences: [Verification.Difference] = []
        for (key, piece) in try stored.reader.snapshot({ try $0.updatedRows() }) {
            let row = try stored.reader.rows(of: [piece], schema).row(at: 0)
            let text = printer.text(row)
            guard let wanted = expected.removeValue(forKey: key) else {
                differences.append(.unexpected(key: text, stored: text))
                continue
            }
            if wanted.map(Compared.init) != row.map(Compared.init) {
                differences.append(
                    .different(key: text, stored: text, expected: printer.text(wanted)))
            }
        }
        let missing = expected.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
            Verification.Difference.missing(key: printer.text($0.value), expected: printer.text($0.value))
        }
        return differences + missing
    }

    private func compareGroups(
        _ aggregation: Aggregation, _ stored: VerificationInput, _ recomputed: Recomputation
    ) -> [Verification.Difference] {
        let keyCount = aggregation.groupings.count
        let printer = GroupPrinter(aggregation: aggregation, zone: stored.result.zone)
        var expected: [[Compared]: (key: [Value], values: [Value])] = [:]
        for row in recomputed.groups {
            let key = Array(row.prefix(keyCount))
            expected[key.map(Compared.init)] = (key, Array(row.dropFirst(keyCount)))
        }
        var differences: [Verification.Difference] = []
        for row in stored.groups {
            let key = Array(row.prefix(keyCount))
            let values = Array(row.dropFirst(keyCount))
            guard let wanted = expected.removeValue(forKey: key.map(Compared.init))?.values else {
                differences.append(.unexpected(key: printer.key(key), stored: printer.values(values)))
                continue
            }
            if wanted.map(Compared.init) != values.map(Compared.init) {
                differences.append(
                    .different(
                        key: printer.key(key), stored: printer.values(values),
                        expected: printer.values(wanted)))
            }
        }
        let missing = expected.values.map {
            Verification.Difference.missing(key: printer.key($0.key), expected: printer.values($0.values))
        }
        return differences + missing.sorted { $0.description < $1.description }
    }

    private func compareBatches(_ stored: VerificationInput, _ recomputed: Recomputation) -> [Verification
        .Difference]
    {
        var differences: [Verification.Difference] = []
        for batch in stored.batches {
            let found = recomputed.batches[batch.id] ?? Recomputation.Counts()
            let compared: [(what: String, stored: Int64, expected: Int64?)] = [
                ("rows", batch.inputRows, found.rows), ("bad rows", batch.badRows, found.bad),
                ("late rows", batch.lateRows, found.late),
                ("next watermark (ms)", batch.nextWatermarkMs, found.nextWatermarkMs),
            ]
            for (what, stored, expected) in compared {
                guard let expected, expected != stored else { continue }
                differences.append(.batch(batch.id, what: what, stored: stored, expected: expected))
            }
        }
        return differences
    }
}

/// A value that equals itself also when it is NaN, of which SQL has one.
private enum Compared: Hashable {
    case value(Value)
    case notANumber
    case structure([Compared])

    init(_ value: Value) {
        switch value {
        case .double(let number) where number.isNaN: self = .notANumber
        case .float(let number) where number.isNaN: self = .notANumber
        case .structure(let fields): self = .structure(fields.map(Compared.init))
        case .array(let elements): self = .structure(elements.map(Compared.init))
        default: self = .value(value)
        }
    }
}

/// Groups in words: `action=Open, window=[2016-07-26 02:00:00, 2016-07-26 03:00:00)`.
private struct GroupPrinter {
    let aggregation: Aggregation
    let zone: ZoneRules

    func key(_ values: [Value]) -> String {
        if values.isEmpty { return "the only group" }
        return named(zip(aggregation.groupings.map(\.name), values))
    }

    func values(_ values: [Value]) -> String { named(zip(aggregation.aggregates.map(\.name), values)) }

    private func named(_ pairs: some Sequence<(String, Value)>) -> String {
        pairs.map { "\($0.0)=\(ValueText.text($0.1, zone: zone))" }.joined(separator: ", ")
    }
}
