import TideCheckpoint
import TideColumnar

extension BatchRecord {
    /// What to say of a clock that is behind the batch, whose timestamp the next ones then have; nil for one
    /// that is not.
    func clockNote(nowUs: Int64) -> String? {
        guard nowUs / 1_000 < timestampMs else { return nil }
        return "the clock says \(Timestamps.formatISO(nowUs, zone: .utc)), the last batch is of "
            + "\(Timestamps.formatISO(timestampMs * 1_000, zone: .utc)): batches keep that time "
            + "until the clock has passed it"
    }
}
