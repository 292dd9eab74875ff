import TideCheckpoint
import TideColumnar
import TideFormats
import TidePlanning
import Tidemark

/// Compares the rows that a batch appended with the ones recomputed, in their order.
struct RowComparison {
    /// Rows of one batch that are told one by one.
    private static let rowsTold = 10

    private let batch: Int64
    private let stored: [RecordBatch]
    private let printer: RowPrinter
    /// Where the stored row to compare next is.
    private var place = (batch: 0, row: 0)
    /// Rows compared.
    private(set) var row: Int64 = 0
    private var differences: [Verification.Difference] = []
    private var untold: Int64 = 0

    init(_ batch: BatchRecord, _ input: VerificationInput) throws {
        self.batch = batch.id
        stored = try input.resultRows(of: batch)
        printer = RowPrinter(names: input.result.query.schema.fields.map(\.name), zone: input.result.zone)
    }

    /// Takes the next recomputed row.
    mutating func expect(_ expected: [Value]) {
        let found = next()
        if let found, zip(found, expected).allSatisfy(Self.isSame) {
            row += 1
            return
        }
        tell(stored: found, expected: expected)
        row += 1
    }

    /// The differences, stored rows behind the last recomputed one included.
    consuming func finish() -> [Verification.Difference] {
        var extra = row
        while let found = next() {
            tell(stored: found, expected: nil, row: extra)
            extra += 1
        }
        if untold > 0 { differences.append(.moreRows(batch: batch, count: untold)) }
        return differences
    }

    private mutating func next() -> [Value]? {
        guard place.batch < stored.count else { return nil }
        let values = stored[place.batch].row(at: place.row)
        place.row += 1
        if place.row == stored[place.batch].count { place = (place.batch + 1, 0) }
        return values
    }

    private mutating func tell(stored: [Value]?, expected: [Value]?, row: Int64? = nil) {
        guard differences.count < Self.rowsTold else {
            untold += 1
            return
        }
        differences.append(
            .row(
                batch: batch, row: row ?? self.row, stored: stored.map(printer.text),
                expected: expected.map(printer.text)))
    }

    /// Equal to the bit, but for NaN, of which SQL has one.
    private static func isSame(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.double(let left), .double(let right)):
            left.bitPattern == right.bitPattern || left.isNaN && right.isNaN
        case (.structure(let left), .structure(let right)): zip(left, right).allSatisfy(isSame)
        default: left == right
        }
    }
}

/// A row in words: `time=2016-07-26 02:45:07, action=Open`.
private struct RowPrinter {
    let names: [String]
    let zone: ZoneRules

    func text(_ values: [Value]) -> String {
        zip(names, values).map { "\($0)=\(ValueText.text($1, zone: zone))" }.joined(separator: ", ")
    }
}
