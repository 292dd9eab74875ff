import TideCheckpoint
import TideColumnar
import TideFormats
import TidePlanning
import Tidemark

/// Compares the rows that a batch appended with the ones recomputed, in their order: with those stored, or
/// for a sink of files with the files they make. Rows that were handed over are gone, and counted only.
struct RowComparison {
    /// Rows of one batch that are told one by one.
    private static let rowsTold = 10

    private let batch: Int64
    /// Whether the checkpoint has the batch's rows.
    private let isStored: Bool
    /// The recomputed rows, for files.
    private var made: [RecordBatch] = []
    private let makesFiles: Bool
    private var values: [[Value]] = []
    /// Whether the recomputed rows come in the order of the engine's.
    private(set) var isOrdered = true
    private let reader: CheckpointReader
    private let schema: Schema
    private let printer: RowPrinter
    /// What is stored: pieces not looked at yet, and the piece that holds the row to compare next.
    private var pieces: ArraySlice<ResultPiece>
    private var piece = (rows: RecordBatch(schema: Schema([]), columns: [], count: 0), next: 0)
    /// Rows compared.
    private(set) var row: Int64 = 0
    private var differences: [Verification.Difference] = []
    private var untold: Int64 = 0

    init(_ batch: BatchRecord, _ input: VerificationInput) throws {
        self.batch = batch.id
        makesFiles = input.sink?.hasFiles ?? false
        isStored = input.sink == nil || !makesFiles && batch.id > input.drained
        reader = input.reader
        schema = input.result.query.schema
        pieces = isStored ? try input.resultPieces(of: batch)[...] : []
        printer = RowPrinter(names: schema.fields.map(\.name), zone: input.result.zone)
    }

    /// Takes the next recomputed row. Throws `TidemarkError`.
    mutating func expect(_ expected: [Value]) throws {
        guard isStored else {
            if makesFiles { values.append(expected) }
            row += 1
            return
        }
        let found = try next()
        if found.map({ !zip($0, expected).allSatisfy(Self.isSame) }) ?? true {
            tell(row, stored: found, expected: expected)
        }
        row += 1
    }

    /// Takes all recomputed rows, in whatever order. Throws `TidemarkError`.
    mutating func expectInAnyOrder(_ expected: [[Value]]) throws {
        isOrdered = false
        guard isStored else {
            if makesFiles { values = expected }
            row = Int64(expected.count)
            return
        }
        var stored: [[Value]] = []
        while let row = try next() { stored.append(row) }
        func order(_ rows: [[Value]]) -> [(text: String, row: [Value])] {
            rows.map { (printer.text($0), $0) }.sorted { $0.text < $1.text }
        }
        var (left, right) = (order(stored)[...], order(expected)[...])
        while let wanted = right.first {
            if let found = left.first, found.text < wanted.text {
                tell(row, stored: left.removeFirst().row, expected: nil)
                continue
            }
            let found = left.first?.text == wanted.text ? left.removeFirst().row : nil
            if found.map({ !zip($0, wanted.row).allSatisfy(Self.isSame) }) ?? true {
                tell(row, stored: found, expected: wanted.row)
            }
            right.removeFirst()
            row += 1
        }
        for extra in left { tell(row, stored: extra.row, expected: nil) }
    }

    /// Takes all recomputed rows, packed as those stored. Throws `TidemarkError`.
    mutating func expect(_ expected: [ResultPiece], rows: [RecordBatch]) throws {
        guard isStored else {
            if makesFiles { made = rows }
            row = rows.reduce(0) { $0 + Int64($1.count) }
            return
        }
        if expected == Array(pieces) {
            row = expected.reduce(0) { $0 + Int64($1.rows) }
            pieces = []
            return
        }
        for piece in expected {
            let rows = try reader.rows(of: [piece], schema)
            for place in 0..<rows.count { try expect(rows.row(at: place)) }
        }
    }

    /// The recomputed rows of a batch whose files are to be compared; nil without files.
    var rowsOfFiles: [RecordBatch]? {
        guard makesFiles else { return nil }
        return values.isEmpty ? made : [RecordBatch(schema: schema, rows: values)]
    }

    /// The differences, stored rows behind the last recomputed one included. Throws `TidemarkError`.
    consuming func finish() throws -> [Verification.Difference] {
        var extra = row
        while let found = try next() {
            tell(extra, stored: found, expected: nil)
            extra += 1
        }
        if untold > 0 { differences.append(.moreRows(batch: batch, count: untold)) }
        return differences
    }

    private mutating func next() throws -> [Value]? {
        if piece.next == piece.rows.count {
            guard let next = pieces.popFirst() else { return nil }
            piece = (try reader.rows(of: [next], schema), 0)
        }
        defer { piece.next += 1 }
        return piece.rows.row(at: piece.next)
    }

    private mutating func tell(_ row: Int64, stored: [Value]?, expected: [Value]?) {
        guard differences.count < Self.rowsTold else {
            untold += 1
            return
        }
        differences.append(
            .row(
                batch: batch, row: row, stored: stored.map(printer.text),
                expected: expected.map(printer.text)))
    }

    /// Equal to the bit, but for NaN, of which SQL has one.
    private static func isSame(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.double(let left), .double(let right)):
            left.bitPattern == right.bitPattern || left.isNaN && right.isNaN
        case (.float(let left), .float(let right)):
            left.bitPattern == right.bitPattern || left.isNaN && right.isNaN
        case (.structure(let left), .structure(let right)): zip(left, right).allSatisfy(isSame)
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy(isSame)
        case (.map(let left), .map(let right)):
            left.count == right.count
                && zip(left, right).allSatisfy { isSame($0.key, $1.key) && isSame($0.value, $1.value) }
        default: left == right
        }
    }
}

/// A row in words: `time=2016-07-26 02:45:07, action=Open`.
struct RowPrinter {
    let names: [String]
    let zone: ZoneRules

    func text(_ values: [Value]) -> String {
        zip(names, values).map { "\($0)=\(ValueText.text($1, zone: zone))" }.joined(separator: ", ")
    }
}
