package import TideColumnar
import TideModel

/// What an expression may depend on besides its row: the same for every row of a micro-batch.
package struct EvaluationContext: Sendable {
    /// The session's time zone, for casts between text, DATE and TIMESTAMP and for `date_format`.
    package var zone: ZoneRules
    /// The batch's timestamp in microseconds since the epoch: every reading of the clock gives this. nil
    /// while a query is analysed: what needs the clock is no constant.
    package var timestampUs: Int64?

    package init(zone: ZoneRules, timestampUs: Int64?) {
        self.zone = zone
        self.timestampUs = timestampUs
    }

    /// The reading of the clock; throws `invalidArgument` while a query is analysed.
    var now: Int64 {
        get throws {
            guard let timestampUs else { throw TidemarkError(.clockInConstant) }
            return timestampUs
        }
    }

    /// For constants that depend on nothing: UTC, without a clock.
    static let constants = EvaluationContext(zone: .utc, timestampUs: nil)
}
