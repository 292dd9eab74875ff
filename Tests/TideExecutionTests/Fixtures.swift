import TideColumnar
import TidePlanning

let context = EvaluationContext(zone: ZoneRules.utc, timestampUs: 0)

func scan(_ schema: Schema) -> LogicalPlan {
    .scan(
        Scan(table: "rows", isStreaming: false, tableSchema: schema, required: Array(schema.fields.indices)))
}
