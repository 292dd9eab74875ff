import TideCheckpoint
import TideColumnar
import TideLMDB

extension FuzzTarget {
    /// The records of all tables, without their seals: one that is written as it was read, or an error.
    ///
    /// An input is a byte that says which record, the length of the key, the key, and the payload.
    static let records = FuzzTarget(
        name: "records", maximumBytes: 1_024, words: ["source-root/", "watermarks", "query-id", "sink"],
        seeds: { repository in
            var collector = EntryCollector()
            for image in try PageImage.examples(repository) {
                collector = try PageState(image).walk(collector).visitor
            }
            return collector.entries.flatMap { entry in
                RecordReader.all.indices.filter { RecordReader.all[$0].table.rawValue == entry.key[0] }.map {
                    [UInt8($0), UInt8(min(255, entry.key.count - 1))] + entry.key.dropFirst() + entry.payload
                }
            }
        },
        trial: { _ in
            { input in
                var reader = InputReader(input)
                let kind = Int(reader.byte()) % RecordReader.all.count
                let key = reader.bytes(Int(reader.byte()))
                return RecordReader.all[kind].problem(key, reader.remaining())
            }
        })
}

/// One kind of record.
private struct RecordReader: Sendable {
    let table: TableID
    let problem: @Sendable (_ key: [UInt8], _ payload: [UInt8]) -> String?

    init<Record: TableRecord & Equatable>(_ type: Record.Type) {
        table = type.table
        problem = { key, payload in
            guard let record = try? Record(key: key, payload: payload) else { return nil }
            let again = try? Record(key: record.key, payload: record.payload)
            return again == record ? nil : "\(record) is written otherwise"
        }
    }

    init(_ table: TableID, _ problem: @escaping @Sendable ([UInt8], [UInt8]) -> String?) {
        self.table = table
        self.problem = problem
    }

    static let all: [RecordReader] = [
        RecordReader(.commitRecord) { _, payload in
            _ = try? CommitRecord.format(of: payload)
            guard let record = try? CommitRecord(payload: payload) else { return nil }
            return (try? CommitRecord(payload: record.payload)) == record ? nil : "written otherwise"
        },
        RecordReader(PlanRecord.self), RecordReader(BatchRecord.self), RecordReader(FileEntry.self),
        RecordReader(FileInodeRecord.self), RecordReader(SliceRecord.self), RecordReader(RejectRecord.self),
        RecordReader(LateRecord.self), RecordReader(OutboxPiece.self), RecordReader(HistoryPiece.self),
        RecordReader(StateTotals.self), RecordReader(SinkRecord.self), RecordReader(SinkTotals.self),
        RecordReader(SourceRoot.self), RecordReader(WatermarkRecord.self), RecordReader(Totals.self),
        RecordReader(ResultTotals.self), RecordReader(QueryIDRecord.self),
        RecordReader(WithdrawalRecord.self),
        RecordReader(.state) { _, payload in
            guard let bucket = try? LongKeyBucket(payload: payload) else { return nil }
            return bucket.payload == payload ? nil : "a bucket is written otherwise"
        },
        RecordReader(.history) { _, payload in
            _ = try? BeforeImages(bytes: payload).unpacked()
            return nil
        },
        RecordReader(.result) { key, payload in
            // Safety: both arrays outlive the closures.
            let head = try? ([TableID.result.rawValue] + key).withUnsafeBytes { key in
                try payload.withUnsafeBytes { try ResultPieceHead(key: key, payload: $0) }
            }
            // A row that is updated is a piece of its own.
            let piece = ResultPiece(
                firstRow: head?.firstRow ?? 0, rows: head?.rows ?? 1, payload: payload)
            for schema in PieceSchemas.all { _ = try? ResultPiece.rows(of: [piece], schema) }
            return nil
        },
    ]
}

/// The columns that pieces of a result are read with.
private enum PieceSchemas {
    static let all = [
        Schema([Field("a", .string), Field("b", .bigint)]),
        Schema([
            Field("a", .structure([Field("x", .double), Field("y", .boolean)])), Field("b", .array(.int)),
            Field("c", .map(.string, .array(.void))), Field("d", .decimal(precision: 38, scale: 2)),
        ]),
        Schema([Field("a", .array(.structure([]))), Field("b", .void)]),
    ]
}

/// Copies of all entries without their seals.
private struct EntryCollector: PageVisitor {
    var entries: [(key: [UInt8], payload: [UInt8])] = []

    // Safety: the bytes are copied within the call.
    mutating func visit(_ entry: PageEntry) {
        entries.append(([UInt8](entry.key), [UInt8](entry.value.dropLast(Seal.size))))
    }

    mutating func report(_ finding: PageFinding) {}
}
