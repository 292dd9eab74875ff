import TideColumnar
import TideModel
import TidePlanning

extension StreamingPlan {
    /// Spark's names of the operators that keep state, by their ids.
    var operatorNames: [String] {
        let own = mode == .complete ? stateful.prefix(through: stateIndex) : stateful[...]
        return own.map { step in
            switch step {
            case .aggregate(let aggregation, _):
                aggregation.sessionGrouping == nil ? "stateStoreSave" : "sessionWindowStateStoreSaveExec"
            case .deduplicate(let deduplication, _):
                deduplication.isWithinWatermark ? "dedupeWithinWatermark" : "dedupe"
            case .join: "symmetricHashJoin"
            default: "globalLimit"
            }
        }
    }
}
