import TideColumnar
import TidePlanning

/// Computes the output columns.
struct ProjectOperator: BatchOperator {
    let schema: Schema
    let outputs: [ExpressionEvaluator]

    init(_ outputs: [NamedExpression], context: EvaluationContext) {
        schema = Schema(outputs.map(\.field))
        self.outputs = outputs.map { ExpressionEvaluator($0.expression, context: context) }
    }

    func process(_ batch: RecordBatch) throws -> RecordBatch {
        RecordBatch(
            schema: schema, columns: try outputs.map { try $0.evaluate(batch) }, count: batch.count,
            origins: batch.origins)
    }
}
