import TideCheckpoint
import TideColumnar
import TideExecution
import TideModel
import TidePlanning
import TideStreaming

/// A program's code that rows are handed to, batch by batch, at least once.
enum Delivery: Sendable {
    case foreachBatch(@Sendable (DataFrame, Int64) async throws -> Void)
    case foreach(any ForeachWriter)

    /// What the method is called, and the sink in the checkpoint in lower case.
    var name: String {
        switch self {
        case .foreachBatch: "foreachBatch"
        case .foreach: "foreach"
        }
    }

    private var description: String {
        switch self {
        case .foreachBatch: "ForeachBatchSink"
        case .foreach: "ForeachWriterTable"
        }
    }

    /// The sink, for a query of `session`.
    func sink(_ session: Session) -> StreamingSink {
        StreamingSink(description, deliveryFormat: name.lowercased()) { batch, reader in
            guard let (schema, rows) = try DeliveredRows.read(reader) else { return 0 }
            do {
                try Self.blocking { try await self.deliver(batch, schema, rows, session) }
            } catch {
                throw TidemarkError(
                    .deliveryFailed,
                    [
                        "sink": name, "batch": "\(batch)",
                        "what": (error as? TidemarkError)?.message ?? "\(error)",
                    ])
            }
            return rows.reduce(0) { $0 + Int64($1.count) }
        }
    }

    private func deliver(
        _ batch: Int64, _ schema: Schema, _ rows: [RecordBatch], _ session: Session
    ) async throws {
        switch self {
        case .foreachBatch(let body):
            let relation = LogicalPlan.localRelation(schema, rows.flatMap(\.rows))
            try await body(DataFrame(session, plan: .resolved(relation, qualifier: nil)), batch)
        case .foreach(let writer):
            var failure: (any Error)?
            do {
                if try await writer.open(partitionId: 0, epochId: batch) {
                    for part in rows {
                        for row in 0..<part.count {
                            try await writer.process(Row(schema: schema, values: part.row(at: row)))
                        }
                    }
                }
            } catch {
                failure = error
            }
            await writer.close(failure)
            if let failure { throw failure }
        }
    }

    /// Runs a task to its end on the query's own thread, which is none of Swift's concurrency.
    private static func blocking(_ body: @escaping @Sendable () async throws -> Void) throws {
        let outcome = Monitor<Result<Void, any Error>?>(nil)
        Task.detached {
            let result: Result<Void, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            outcome.update { $0 = result }
        }
        try outcome.wait { $0 }?.get()
    }
}

/// What the last batch gives to a sink that rows are handed to.
enum DeliveredRows {
    /// The columns and rows of the last committed batch, in complete mode of the whole result; nil before the
    /// first commit.
    static func read(_ reader: CheckpointReader) throws -> (schema: Schema, rows: [RecordBatch])? {
        try reader.snapshot { snapshot in
            guard let stored = try StoredResult(snapshot),
                let source = try stored.rowsOfLastBatch(snapshot, reader)
            else { return nil }
            var rows: [RecordBatch] = []
            while let next = try source.next() { rows.append(next) }
            return (stored.query.schema, rows)
        }
    }
}
