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

    func process(_ batch: RecordBatch) throws -> RecordBatch {
        let column = try time.evaluate(batch)
        guard case .int64(let times) = column.values else { return appended([], [], to: batch.gather([])) }
        var starts: [Int64] = []
        var ends: [Int64] = []
        if window.overlap == 1 {
            let taken = tumble(times, column.validity, &starts, &ends)
            if taken == times.count { return appended(starts, ends, to: batch) }
        }
        var rows: [Int] = []
        starts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        for row in times.indices where column.validity?[row] ?? true {
            for (start, end) in window.windows(of: times[row]) {
                rows.append(row)
                starts.append(start)
                ends.append(end)
            }
        }
        return appended(starts, ends, to: batch.gather(rows))
    }

    /// Writes the window of each row up to the first that has none, and gives their number.
    ///
    /// The window of the row before is tried first: times that are nearly in order need no division.
    private func tumble(
        _ times: [Int64], _ validity: [Bool]?, _ starts: inout [Int64], _ ends: inout [Int64]
    ) -> Int {
        if let validity, validity.contains(false) { return 0 }
        starts = [Int64](repeating: 0, count: times.count)
        ends = starts
        var (start, end): (Int64, Int64) = (0, 0)
        for row in times.indices {
            let time = times[row]
            if time < start || time >= end {
                guard let found = window.windows(of: time).first else { return row }
                (start, end) = found
            }
            starts[row] = start
            ends[row] = end
        }
        return times.count
    }

    private func appended(_ starts: [Int64], _ ends: [Int64], to batch: RecordBatch) -> RecordBatch {
        let bounds = [starts, ends].map {
            ColumnVector(type: .timestamp, count: $0.count, values: .int64($0))
        }
        let column = ColumnVector(type: .window, count: starts.count, values: .structure(bounds))
        return RecordBatch(
            schema: Schema(batch.schema.fields + [Field("window", .window)]),
            columns: batch.columns + [column], count: starts.count)
    }
}
