package import TideModel

// Spark's text of progress objects (org.apache.spark.sql.streaming.progress.scala): keys in its order, maps
// sorted by key and left out when empty, rates to one place.

extension StreamingQueryProgress {
    /// Spark's JSON object.
    package var jsonValue: JSONValue {
        .object(
            [
                ("id", .string(id)), ("runId", .string(runId)), ("name", name.map { .string($0) } ?? .null),
                ("timestamp", .string(timestamp)), ("batchId", .integer(batchId)),
                ("batchDuration", .integer(batchDuration)), ("numInputRows", .integer(numInputRows)),
            ]
                + rates(inputRowsPerSecond, processedRowsPerSecond)
                + sortedMap("durationMs", durationMs) { .integer($0) }
                + sortedMap("eventTime", eventTime) { .string($0) }
                + [
                    ("stateOperators", .array(stateOperators.map(\.jsonValue))),
                    ("sources", .array(sources.map(\.jsonValue))), ("sink", sink.jsonValue),
                ])
    }
}

extension StateOperatorProgress {
    fileprivate var jsonValue: JSONValue {
        .object(
            [
                ("operatorName", .string(operatorName)), ("numRowsTotal", .integer(numRowsTotal)),
                ("numRowsUpdated", .integer(numRowsUpdated)),
                ("allUpdatesTimeMs", .integer(allUpdatesTimeMs)),
                ("numRowsRemoved", .integer(numRowsRemoved)),
                ("allRemovalsTimeMs", .integer(allRemovalsTimeMs)), ("commitTimeMs", .integer(commitTimeMs)),
                ("memoryUsedBytes", .integer(memoryUsedBytes)),
                ("numRowsDroppedByWatermark", .integer(numRowsDroppedByWatermark)),
                ("numShufflePartitions", .integer(numShufflePartitions)),
                ("numStateStoreInstances", .integer(numStateStoreInstances)),
            ] + sortedMap("customMetrics", customMetrics) { .integer($0) })
    }
}

extension SourceProgress {
    fileprivate var jsonValue: JSONValue {
        .object(
            [
                ("description", .string(description)), ("startOffset", offset(startOffset)),
                ("endOffset", offset(endOffset)), ("latestOffset", offset(latestOffset)),
                ("numInputRows", .integer(numInputRows)),
            ]
                + rates(inputRowsPerSecond, processedRowsPerSecond)
                + sortedMap("metrics", metrics) { .string($0) })
    }

    /// The offset itself where it is JSON, else its text.
    private func offset(_ text: String?) -> JSONValue {
        guard let text else { return .null }
        return (try? JSONValue(parsing: text)) ?? .string(text)
    }
}

extension SinkProgress {
    fileprivate var jsonValue: JSONValue {
        ["description": .string(description), "numOutputRows": .integer(numOutputRows)]
    }
}

extension StreamingQueryStatus {
    /// Spark's JSON object.
    package var jsonValue: JSONValue {
        [
            "message": .string(message), "isDataAvailable": .bool(isDataAvailable),
            "isTriggerActive": .bool(isTriggerActive),
        ]
    }
}

private typealias Pair = (key: String, value: JSONValue)

/// The two rates to one place, half up; one that is infinite or no number is left out.
private func rates(_ input: Double, _ processed: Double) -> [Pair] {
    [("inputRowsPerSecond", input), ("processedRowsPerSecond", processed)].compactMap { key, rate in
        rate.isFinite ? (key, .number((rate * 10).rounded() / 10)) : nil
    }
}

/// A map sorted by key, none when it is empty.
private func sortedMap<Value>(
    _ key: String, _ values: [String: Value], _ json: (Value) -> JSONValue
) -> [Pair] {
    guard !values.isEmpty else { return [] }
    let sorted = values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return [(key, .object(sorted.map { ($0.key, json($0.value)) }))]
}
