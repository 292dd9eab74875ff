import TideColumnar
import TidePlanning

/// Appends the `session_window` column, [time, time + gap); rows where that is empty, NULL or beyond the
/// range of TIMESTAMP are dropped.
struct SessionWindowOperator: BatchOperator {
    let time: ExpressionEvaluator
    let gap: ExpressionEvaluator

    init(_ window: SessionWindow, context: EvaluationContext) {
        time = ExpressionEvaluator(window.time, context: context)
        gap = ExpressionEvaluator(window.gapUs, context: context)
    }

    func process(_ batch: RecordBatch) throws -> RecordBatch {
        let (times, gaps) = (try time.evaluate(batch), try gap.evaluate(batch))
        var rows: [Int] = []
        var starts: [Int64] = []
        var ends: [Int64] = []
        if case .int64(let start) = times.values, case .int64(let length) = gaps.values {
            for row in 0..<batch.count where !times.isNull(at: row) && !gaps.isNull(at: row) {
                let (end, overflow) = start[row].addingReportingOverflow(length[row])
                guard !overflow, end > start[row] else { continue }
                rows.append(row)
                starts.append(start[row])
                ends.append(end)
            }
        }
        let bounds = [starts, ends].map {
            ColumnVector(type: .timestamp, count: $0.count, values: .int64($0))
        }
        let kept = rows.count == batch.count ? batch : batch.gather(rows)
        let column = ColumnVector(type: .window, count: rows.count, values: .structure(bounds))
        return RecordBatch(
            schema: Schema(batch.schema.fields + [Field("session_window", .window)]),
            columns: kept.columns + [column], count: rows.count)
    }
}
