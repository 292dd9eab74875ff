extension TimeWindow {
    /// The windows `timeUs` falls into, start inclusive and end exclusive, newest first.
    ///
    /// `lastStart = t - floorMod(t - start, slide)`, then every slide back while the window still covers `t`
    /// (Spark's ResolveTimeWindows); right before 1970 too. Empty where a bound leaves the range of
    /// TIMESTAMP.
    package func windows(of timeUs: Int64) -> [(start: Int64, end: Int64)] {
        let (shifted, shiftOverflow) = timeUs.subtractingReportingOverflow(startUs)
        guard !shiftOverflow else { return [] }
        let remainder = shifted % slideUs
        let sinceStart = remainder < 0 ? remainder + slideUs : remainder
        var result: [(start: Int64, end: Int64)] = []
        for index in 0..<Int64(overlap) {
            let back = sinceStart + index * slideUs
            guard back < sizeUs else { break }
            let (start, startOverflow) = timeUs.subtractingReportingOverflow(back)
            let (end, endOverflow) = start.addingReportingOverflow(sizeUs)
            if !startOverflow, !endOverflow { result.append((start, end)) }
        }
        return result
    }
}
