import TideColumnar
import TideModel
import TidePlanning

extension StreamingPlan {
    /// The operators that keep state with Spark's names, the topmost first.
    var operatorNames: [(id: Int, name: String)] {
        operatorsFromTop.map { (id: $0, name: Self.name(stateful[$0])) }
    }

    private static func name(_ step: LogicalPlan) -> String {
        switch step {
        case .aggregate(let aggregation, _):
            aggregation.sessionGrouping == nil ? "stateStoreSave" : "sessionWindowStateStoreSaveExec"
        case .deduplicate(let deduplication, _):
            deduplication.isWithinWatermark ? "dedupeWithinWatermark" : "dedupe"
        case .transform: "transformWithStateExec"
        case .join: "symmetricHashJoin"
        default: "globalLimit"
        }
    }
}
