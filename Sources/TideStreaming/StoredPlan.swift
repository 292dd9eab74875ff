package import TideCheckpoint
package import TideColumnar
import TideFormats
package import TideModel
package import TidePlanning

extension PlanRecord {
    /// The query as it was analysed when it was stored.
    ///
    /// - Throws: `TidemarkError` (`checkpointDamaged`, `checkpointFormat`).
    package func query() throws -> LogicalPlan {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: planJSON)
        } catch {
            throw TidemarkError(.storedPlanDamaged, ["what": "is no JSON: \(error)"])
        }
        return try LogicalPlan(json: json)
    }

    /// The output mode; nil for the query's own.
    ///
    /// - Throws: `TidemarkError` (`checkpointDamaged`).
    package func mode() throws -> OutputMode? {
        if outputMode.isEmpty { return nil }
        guard let mode = OutputMode(rawValue: outputMode) else {
            throw TidemarkError(.storedPlanDamaged, ["what": "has an unknown output mode \(outputMode)"])
        }
        return mode
    }

    /// The query as it runs over the stream.
    ///
    /// - Throws: `TidemarkError` (`checkpointDamaged`, `checkpointFormat`).
    package func streamingPlan() throws -> StreamingPlan {
        try StreamingPlan(
            query(), mode: mode(), watermarkPolicy: WatermarkPolicy(rawValue: watermarkPolicy) ?? .min)
    }

    /// The zone the query runs in.
    ///
    /// - Throws: `TidemarkError` (`pathNotFound`) where this machine does not have it.
    package func zone() throws -> ZoneRules {
        do {
            return try ZoneRules(named: timeZone)
        } catch {
            throw TidemarkError(.storedZoneUnknown, ["zone": timeZone, "reason": error.message])
        }
    }
}
