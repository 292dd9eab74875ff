import TideCheckpoint
import TideColumnar
import TideConnectors
import TideFormats
import TideModel
import TidePlanning
import TideStreaming
import Tidemark

/// What a checkpoint says of itself, copied out of one snapshot: the plan and slices that are recomputed,
/// the groups and counts that are compared.
struct VerificationInput {
    var result: StoredResult
    var batches: [BatchRecord]
    var slices: [SliceRecord]
    var groups: [[Value]]
    var root: String
    /// How the lines of each batch were read, by the plan it ran.
    var formats: [Int64: NDJSONFormat]
}

extension VerificationInput {
    /// What the expressions of a batch saw of the clock.
    func context(of batch: BatchRecord) -> EvaluationContext {
        EvaluationContext(zone: result.zone, timestampUs: batch.timestampMs * 1_000)
    }

    /// Reads the checkpoint at `checkpoint`, absolute.
    ///
    /// - Throws: `TidemarkError` when there is no batch, the checkpoint is damaged, or its input is not
    ///   found.
    init(checkpoint: String, movedRoots: [(old: String, new: String)]) throws {
        self = try CheckpointReader.open(root: checkpoint).snapshot { snapshot in
            let batches = try snapshot.batches()
            guard !batches.isEmpty, let result = try StoredResult(snapshot),
                let root = try snapshot.sourceRoots().first
            else { throw Self.nothingToVerify(checkpoint) }
            let place = try root.resolve(checkpoint: checkpoint, moved: movedRoots)
            var slices: [SliceRecord] = []
            for batch in batches {
                for record in try snapshot.slices(ofBatch: batch.id) {
                    slices.append(try Self.present(record, snapshot))
                }
            }
            return Self(
                result: result, batches: batches, slices: slices,
                groups: try result.groups(snapshot).flatMap(\.rows),
                root: place,
                formats: try Self.formats(of: batches, plans: try snapshot.plans()))
        }
    }

    /// The slice under the name its file has now, where the ledger knows that it was renamed.
    ///
    /// An inode alone tells nothing while the ledger knows the name: inodes are used again.
    private static func present(
        _ record: SliceRecord, _ snapshot: borrowing CheckpointSnapshot
    ) throws -> SliceRecord {
        let owner = try snapshot.file(source: 0, path: record.slice.path)
        if let owner, owner.firstBatch <= record.batch { return record }
        guard let entry = try snapshot.file(source: 0, inode: record.slice.identity.inode),
            entry.firstBatch <= record.batch
        else { return record }
        var moved = record
        moved.slice.path = entry.path
        return moved
    }

    private static func formats(
        of batches: [BatchRecord], plans: [PlanRecord]
    ) throws -> [Int64: NDJSONFormat] {
        var formats: [UInt32: NDJSONFormat] = [:]
        for record in plans {
            let scan = try StreamingPlan(LogicalPlan(json: try JSONValue(parsing: record.planJSON))).scan
            formats[record.version] = NDJSONFormat(
                schema: scan.tableSchema, required: scan.required,
                mode: try FileSourceOptions(stored: record).mode, zone: try ZoneRules(named: record.timeZone))
        }
        var found: [Int64: NDJSONFormat] = [:]
        for batch in batches {
            guard let format = formats[batch.planVersion] else {
                throw TidemarkError(
                    .storedPlanDamaged,
                    ["what": "has no version \(batch.planVersion), which batch \(batch.id) ran"])
            }
            found[batch.id] = format
        }
        return found
    }

    private static func nothingToVerify(_ checkpoint: String) -> TidemarkError {
        TidemarkError(.nothingToVerify, ["path": checkpoint])
    }
}
