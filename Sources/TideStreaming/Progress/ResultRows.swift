import TideModel
import TidePlanning

extension StreamingPlan {
    /// Rows of the whole result over so many groups; nil where a condition or a limit decides, and for a
    /// query that appends.
    func resultRows(groups: Int64) -> Int64? {
        guard case .aggregating(let aggregation, let output) = shape else { return nil }
        for step in sequence(first: output, next: \.child) {
            switch step {
            case .scan, .singleRow, .localRelation, .project, .sort, .watermark: continue
            default: return nil
            }
        }
        return aggregation.groupings.isEmpty ? 1 : groups
    }

    /// Whether each batch's rows are counted.
    var countsRows: Bool { mode != .complete || resultRows(groups: 0) != nil }
}
