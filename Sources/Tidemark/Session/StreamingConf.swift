import TideModel
import TideStreaming

/// The settings of streaming queries, under Spark's names.
struct StreamingConf: Hashable, Sendable {
    static let policyKey = "spark.sql.streaming.multipleWatermarkPolicy"
    static let noDataKey = "spark.sql.streaming.noDataMicroBatches.enabled"
    static let keys = [policyKey, noDataKey]

    private(set) var watermarkPolicy = WatermarkPolicy.min
    private(set) var runsBatchesWithoutData = true

    /// - Throws: `TidemarkError` (`invalidOption`) for a value that is none.
    mutating func set(_ key: String, _ value: String, range: SourceRange? = nil) throws {
        func wrong(_ expected: String) -> TidemarkError {
            TidemarkError(
                .configurationValue, ["key": key, "value": value, "expected": expected, "suggestion": ""],
                range: range)
        }
        if key == Self.policyKey {
            guard let policy = WatermarkPolicy(rawValue: value.lowercased()) else {
                throw wrong("min or max")
            }
            watermarkPolicy = policy
        } else {
            guard let flag = Bool(value.lowercased()) else { throw wrong("true or false") }
            runsBatchesWithoutData = flag
        }
    }

    func value(_ key: String) -> String {
        key == Self.policyKey ? watermarkPolicy.rawValue : String(runsBatchesWithoutData)
    }

    func apply(to job: inout StreamingJob) {
        job.watermarkPolicy = watermarkPolicy
        job.runsBatchesWithoutData = runsBatchesWithoutData
    }
}
