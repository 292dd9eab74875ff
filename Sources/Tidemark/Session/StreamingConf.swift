import TideModel
import TideStreaming

/// The settings of streaming queries, under Spark's names where Spark has them.
struct StreamingConf: Hashable, Sendable {
    static let policyKey = "spark.sql.streaming.multipleWatermarkPolicy"
    static let noDataKey = "spark.sql.streaming.noDataMicroBatches.enabled"
    static let deltaKey = "tidemark.maxDeltaEntries"
    static let scrubKey = "tidemark.scrubInterval"
    static let networkKey = "tidemark.allowNetworkCheckpoint"
    static let keys = [policyKey, noDataKey, deltaKey, scrubKey, networkKey]

    private(set) var watermarkPolicy = WatermarkPolicy.min
    private(set) var runsBatchesWithoutData = true
    private(set) var maxDeltaEntries = StreamingJob.defaultMaxDeltaEntries
    private(set) var allowsNetworkCheckpoint = false
    private(set) var scrubInterval = "1 day"
    private var scrubIntervalUs: Int64 = 86_400_000_000

    /// - Throws: `TidemarkError` (`invalidOption`) for a value that is none.
    mutating func set(_ key: String, _ value: String, range: SourceRange? = nil) throws {
        func wrong(_ expected: String) -> TidemarkError {
            TidemarkError(
                .configurationValue, ["key": key, "value": value, "expected": expected, "suggestion": ""],
                range: range)
        }
        switch key {
        case Self.policyKey:
            guard let policy = WatermarkPolicy(rawValue: value.lowercased()) else {
                throw wrong("min or max")
            }
            watermarkPolicy = policy
        case Self.deltaKey:
            guard let count = Int(value), count > 0 else { throw wrong("a whole number above 0") }
            maxDeltaEntries = count
        case Self.scrubKey:
            guard let microseconds = try? intervalMicroseconds(value), microseconds >= 0 else {
                throw wrong("a time such as 1 day")
            }
            scrubInterval = value
            scrubIntervalUs = microseconds
        default:
            guard let flag = Bool(value.lowercased()) else { throw wrong("true or false") }
            if key == Self.networkKey {
                allowsNetworkCheckpoint = flag
            } else {
                runsBatchesWithoutData = flag
            }
        }
    }

    func value(_ key: String) -> String {
        switch key {
        case Self.policyKey: watermarkPolicy.rawValue
        case Self.deltaKey: String(maxDeltaEntries)
        case Self.scrubKey: scrubInterval
        case Self.networkKey: String(allowsNetworkCheckpoint)
        default: String(runsBatchesWithoutData)
        }
    }

    func apply(to job: inout StreamingJob) {
        job.watermarkPolicy = watermarkPolicy
        job.runsBatchesWithoutData = runsBatchesWithoutData
        job.maxDeltaEntries = maxDeltaEntries
        job.scrubIntervalUs = scrubIntervalUs
        job.allowsNetworkCheckpoint = allowsNetworkCheckpoint
    }
}
