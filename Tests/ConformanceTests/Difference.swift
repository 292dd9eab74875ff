import TideFormats

/// What differs between the batches that Spark gives and ours, a line each.
struct Difference {
    let lines: [String]

    init(expected: [ScenarioBatch], found: [ScenarioBatch], isOrdered: Bool) {
        var lines: [String] = []
        let (wanted, given) = (expected.map(\.batch), found.map(\.batch))
        if wanted != given { lines.append("batches: Spark has \(wanted), here \(given)") }
        for batch in expected {
            guard let other = found.first(where: { $0.batch == batch.batch }) else { continue }
            let parts = Self.numbers(batch, other) + Self.rows(batch.rows, other.rows, isOrdered)
            lines += parts.map { "batch \(batch.batch): \($0)" }
        }
        for batch in found where !wanted.contains(batch.batch) {
            lines += batch.rows.map { "batch \(batch.batch): too much \($0.text)" }
        }
        self.lines = lines
    }

    /// Watermark, rows read, rows of state and late rows. Spark's aggregations count late groups, ours rows:
    /// of late rows only whether there are any is compared.
    private static func numbers(_ spark: ScenarioBatch, _ here: ScenarioBatch) -> [String] {
        var lines: [String] = []
        func compare(_ name: String, _ spark: some Equatable, _ here: some Equatable, _ isEqual: Bool) {
            if !isEqual { lines.append("\(name): Spark \(spark), here \(here)") }
        }
        compare("watermark", spark.watermarkMs, here.watermarkMs, spark.watermarkMs == here.watermarkMs)
        compare("input rows", spark.inputRows, here.inputRows, spark.inputRows == here.inputRows)
        compare("state rows", spark.state, here.state, spark.state == here.state)
        let isLate = (spark.dropped.map { $0 > 0 }, here.dropped.map { $0 > 0 })
        compare("late", spark.dropped, here.dropped, isLate.0 == isLate.1)
        return lines
    }

    private static func rows(_ spark: [JSONValue], _ here: [JSONValue], _ isOrdered: Bool) -> [String] {
        if isOrdered {
            let isSame = spark.count == here.count && zip(spark, here).allSatisfy { isClose($0, $1) }
            return isSame ? [] : spark.map { "Spark \($0.text)" } + here.map { "here \($0.text)" }
        }
        var rest = here
        var missing: [String] = []
        for row in spark {
            if let place = rest.firstIndex(where: { isClose(row, $0) }) {
                rest.remove(at: place)
            } else {
                missing.append("missing \(row.text)")
            }
        }
        return missing + rest.map { "too much \($0.text)" }
    }

    /// Equal, but for numbers, which may differ by 1e-12 of their size.
    static func isClose(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.object(let left), .object(let right)):
            left.count == right.count
                && zip(left, right).allSatisfy { $0.key == $1.key && isClose($0.value, $1.value) }
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { isClose($0, $1) }
        case (.integer, .integer): left == right
        case (.integer, .number), (.number, .integer), (.number, .number):
            if let left = left.double, let right = right.double {
                left == right || abs(left - right) <= 1e-12 * max(abs(left), abs(right))
            } else {
                false
            }
        default: left == right
        }
    }
}
