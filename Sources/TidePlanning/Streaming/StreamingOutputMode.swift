package import TideModel

extension StreamingPlan {
    /// The mode in which the result in the checkpoint is kept: append for a query without an aggregation,
    /// complete for one with it.
    ///
    /// - Parameters:
    ///   - mode: what was asked for; nil for the default. Without an aggregation, update is append (Spark).
    ///   - range: where it was asked for.
    /// - Throws: `TidemarkError` for a mode that the query cannot have, for Spark's reasons.
    package func resultMode(asked mode: OutputMode?, range: SourceRange? = nil) throws -> OutputMode {
        switch (shape, mode) {
        case (.stateless, nil), (.stateless, .append), (.stateless, .update): return .append
        case (.stateless, .complete): throw TidemarkError(.completeWithoutAggregation, range: range)
        case (.aggregating, nil), (.aggregating, .complete): return .complete
        case (.aggregating, .append): throw TidemarkError(.appendWithoutWatermark, range: range)
        case (.aggregating, .update): throw TidemarkError(.updateOfTableResult, range: range)
        }
    }
}
