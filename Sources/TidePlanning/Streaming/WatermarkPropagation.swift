import TideColumnar

extension StreamingPlan {
    /// The watermark at the input of each stateful step when the query's is `watermarkMs`, in milliseconds,
    /// by the operators' ids (Spark's WatermarkPropagator).
    ///
    /// A mark gives the query's watermark, a join what its sides keep, every other step what comes in.
    package func inputWatermarks(_ watermarkMs: Int64) -> [Int64] {
        stateful.map { step in
            step.children.compactMap { $0.outputWatermark(watermarkMs) }.min() ?? 0
        }
    }
}

extension LogicalPlan {
    /// The watermark of the rows this step gives; nil where no stream with a mark is below.
    fileprivate func outputWatermark(_ watermarkMs: Int64) -> Int64? {
        if case .watermark = self { return watermarkMs }
        let inputs = children.compactMap { $0.outputWatermark(watermarkMs) }
        guard let input = inputs.min() else { return nil }
        guard case .join(let join, let left, let right) = self, left.isStreaming, right.isStreaming else {
            return input
        }
        let bounds = join.bounds(of: left, right)
        let kept = [bounds.left, bounds.right].compactMap { $0.throughMs(watermarkMs: input) }
        return max(0, ([input] + kept).min() ?? input)
    }
}
