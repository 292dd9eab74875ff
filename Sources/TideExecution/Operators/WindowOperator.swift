import TideColumnar
import TidePlanning

/// Appends the `window` column: a row once for each window its time falls into, the newest first; rows
/// whose time is NULL, or whose window would leave the range of TIMESTAMP, are dropped.
struct WindowOperator: BatchOperator {
    let window: TimeWindow
    let time: ExpressionEvaluator

    init(_ window: TimeWindow, context: EvaluationContext) {
        self.window = window
        time = ExpressionEvaluator(window.time, context: context)
    }

    var expansion: Int { window.overlap }

    func process(_ batch: RecordBatch) throws -> RecordBatch {
        let column = try time.evaluate(batch)
        guard case .int64(let times) = column.values else { return appended([], [], to: batch.gather([])) }
        if window.overlap == 1, column.validity?.contains(false) != true {
            let starts = tumble(times)
            if starts.count == times.count {
                return appended(starts, starts.map { $0 &+ window.sizeUs }, to: batch)
            }
        }
        var starts: [Int64] = []
        var ends: [Int64] = []
        var rows: [Int] = []
        for row in times.indices where column.validity?[row] ?? true {
            for (start, end) in window.windows(of: times[row]) {
                rows.append(row)
                starts.append(start)
                ends.append(end)
            }
        }
        return appended(starts, ends, to: batch.gather(rows))
    }

    /// The start of each time's window, up to the first time that has none.
    ///
    /// The window of the row before is tried first: times that are nearly in order need no division.
    private func tumble(_ times: [Int64]) -> [Int64] {
        [Int64](capacity: times.count) { starts in
            var (start, end): (Int64, Int64) = (0, 0)
            for time in times {
                if time < start || time >= end {
                    guard let found = window.windows(of: time).first else { return }
                    (start, end) = found
                }
                starts.append(start)
            }
        }
    }

    private func appended(_ starts: [Int64], _ ends: [Int64], to batch: RecordBatch) -> RecordBatch {
        RecordBatch(
            schema: Schema(batch.schema.fields + [Field("window", .window)]),
            columns: batch.columns + [.windows(starts, ends: ends)], count: starts.count,
            origins: batch.origins)
    }
}

extension ColumnVector {
    /// A `window` column.
    static func windows(_ starts: [Int64], ends: [Int64]) -> ColumnVector {
        let bounds = [starts, ends].map {
            ColumnVector(type: .timestamp, count: $0.count, values: .int64($0))
        }
        return ColumnVector(type: .window, count: starts.count, values: .structure(bounds))
    }
}
