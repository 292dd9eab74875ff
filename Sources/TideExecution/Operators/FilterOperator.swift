import TideColumnar
import TidePlanning

/// Keeps the rows where the condition is true (not NULL), in order.
struct FilterOperator: BatchOperator {
    let condition: ExpressionEvaluator

    func process(_ batch: RecordBatch) throws -> RecordBatch {
        let rows = try condition.select(batch)
        return rows.count == batch.count ? batch : batch.gather(rows)
    }
}
