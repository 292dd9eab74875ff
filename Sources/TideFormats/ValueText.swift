package import TideColumnar

/// Values as Spark's `show` prints them: the cast to STRING, and `NULL`.
package enum ValueText {
    package static func append(_ value: Value, zone: ZoneRules, to output: inout [UInt8]) {
        switch value {
        case .null: output.append(ascii: "NULL")
        case .boolean(let flag): output.append(ascii: flag ? "true" : "false")
        case .int(let number): output.appendDecimal(Int(number))
        case .bigint(let number): output.appendDecimal(Int(number))
        case .double(let number): Numbers.append(number, to: &output)
        case .string(let text): output.append(contentsOf: text.bytes)
        case .timestamp(let microseconds): Timestamps.append(microseconds, zone: zone, to: &output)
        case .date(let days): Dates.append(days, to: &output)
        case .structure(let values):
            output.append(UInt8(ascii: "{"))
            for (index, value) in values.enumerated() {
                if index > 0 { output.append(ascii: ", ") }
                append(value, zone: zone, to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }
}

extension ValueText {
    /// The text of one value.
    package static func text(_ value: Value, zone: ZoneRules) -> String {
        var bytes: [UInt8] = []
        append(value, zone: zone, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
