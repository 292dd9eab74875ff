import TideColumnar
import TideModel
import TidePlanning

extension CountedResult {
    /// The aggregate's value; throws as `AggregateState.finished`, and `StateDamage` for bytes that are no
    /// values.
    func value(_ counts: CountedValues.Counts, _ type: DataType, _ name: String) throws -> Value {
        if case .aggregate(.count) = self { return .bigint(Int64(counts.count)) }
        let values = try counts.map { (value: try Self.value($0.key, type), count: $0.value) }
            .sorted { compareValues($0.value, $1.value) < 0 }
        switch self {
        case .set: return .array(values.map(\.value))
        case .percentile(let fractions):
            return values.isEmpty ? .null : .double(percentile(values, fractions.first ?? 0.5))
        case .percentiles(let fractions):
            return values.isEmpty ? .null : .array(fractions.map { .double(percentile(values, $0)) })
        case .mode:
            return values.reduce((value: Value.null, count: Int64(0))) { best, next in
                next.count > best.count ? next : best
            }.value
        case .aggregate(let kind):
            var accumulator = Accumulator(kind)
            let column = RecordBatch(
                schema: Schema([Field("value", type)]), rows: values.map { [$0.value] }
            ).columns[0]
            accumulator.add(
                column, groups: [UInt32](repeating: 0, count: values.count), groupCount: 1,
                position: RowPosition(block: 0, row: 0))
            return try accumulator.state(of: 0).finished(name)
        }
    }

    // Safety: the bytes of a local array, used within the closure only.
    private static func value(_ bytes: [UInt8], _ type: DataType) throws -> Value {
        try bytes.withUnsafeBytes { bytes in
            var reader = StateReader(bytes)
            return try reader.value(type)
        }
    }

    /// The value at `fraction` of the way from the least to the greatest, between the two nearest (Spark's
    /// Percentile).
    private func percentile(_ values: [(value: Value, count: Int64)], _ fraction: Double) -> Double {
        let last = values.reduce(0) { $0 + $1.count } - 1
        let position = Double(last) * fraction
        func value(at place: Double) -> Double {
            var seen: Int64 = 0
            for (value, count) in values {
                seen += count
                if Int64(place) < seen { return value.binary64 ?? .nan }
            }
            return values.last?.value.binary64 ?? .nan
        }
        let (below, above) = (position.rounded(.down), position.rounded(.up))
        let (low, high) = (value(at: below), value(at: above))
        if below == above || low == high || low.isNaN && high.isNaN { return low }
        return (above - position) * low + (position - below) * high
    }
}
