import TideColumnar
import TideModel
import TidePlanning

/// What a mark saw of a batch: the event times of the rows that passed it, in milliseconds (floor).
package struct EventTimeStatistics: Hashable, Sendable {
    package private(set) var count: Int64 = 0
    package private(set) var min: Int64 = .max
    package private(set) var max: Int64 = .min
    private var sum: Int128 = 0

    package init() {}

    /// The mean, rounded down; nil without rows.
    package var average: Int64? {
        count == 0 ? nil : Int64((sum - (sum < 0 ? Int128(count) - 1 : 0)) / Int128(count))
    }

    /// Adds the rows of a column; a NULL reads as the epoch, as in Spark.
    mutating func add(_ column: ColumnVector) {
        var times = column
        while case .structure(let fields) = times.values, let end = fields.last { times = end }
        guard case .int64(let values) = times.values else { return }
        var (least, greatest) = (Int64.max, Int64.min)
        for row in values.indices {
            let time = times.isNull(at: row) || column.isNull(at: row) ? 0 : values[row]
            if time < least { least = time }
            if time > greatest { greatest = time }
            sum += Int128(floorMilliseconds(time))
        }
        guard !values.isEmpty else { return }
        count += Int64(values.count)
        min = Swift.min(min, floorMilliseconds(least))
        max = Swift.max(max, floorMilliseconds(greatest))
    }

    mutating func merge(_ other: EventTimeStatistics) {
        count += other.count
        sum += other.sum
        min = Swift.min(min, other.min)
        max = Swift.max(max, other.max)
    }
}

private func floorMilliseconds(_ microseconds: Int64) -> Int64 {
    microseconds >= 0 ? microseconds / 1_000 : (microseconds - 999) / 1_000
}

/// The rows of a batch that an operator takes: those after its watermark.
struct LateFilter: Sendable {
    /// The column that carries the watermark.
    let time: ExpressionEvaluator
    /// Rows up to this time, in microseconds, are late; of a struct its `end` counts.
    let throughUs: Int64

    /// The rows that are not late, and those that are, by their origins where they have any. A NULL time
    /// never is late.
    func process(_ batch: RecordBatch) throws -> (kept: RecordBatch, late: LateSummary) {
        var column = try time.evaluate(batch)
        let validity = column.validity
        while case .structure(let fields) = column.values, let end = fields.last { column = end }
        guard case .int64(let times) = column.values else { return (batch, LateSummary()) }
        guard times.contains(where: { $0 <= throughUs }) else { return (batch, LateSummary()) }
        var rows: [Int] = []
        var late: [LateRow] = []
        for row in times.indices {
            if times[row] > throughUs || column.isNull(at: row) || validity?[row] == false {
                rows.append(row)
            } else if late.count < RejectSummary.positionsKept {
                late.append(LateRow(row: Int64(batch.origins?[row] ?? UInt32(row)), timeUs: times[row]))
            }
        }
        let summary = LateSummary(count: Int64(batch.count - rows.count), positions: late)
        return (rows.count == batch.count ? batch : batch.gather(rows), summary)
    }
}
