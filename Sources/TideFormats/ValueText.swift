package import TideColumnar

/// Values as Spark's `show` prints them: the cast to STRING, but BINARY as hexadecimal digits and every NULL
/// as `NULL`.
package enum ValueText {
    package static func append(_ value: Value, zone: ZoneRules, to output: inout [UInt8]) {
        switch value {
        case .null: output.append(ascii: "NULL")
        case .boolean(let flag): output.append(ascii: flag ? "true" : "false")
        case .tinyint(let number): output.appendDecimal(Int(number))
        case .smallint(let number): output.appendDecimal(Int(number))
        case .int(let number): output.appendDecimal(Int(number))
        case .bigint(let number): output.appendDecimal(Int(number))
        case .float(let number): Numbers.append(number, to: &output)
        case .double(let number): Numbers.append(number, to: &output)
        case .decimal(let number): output.append(ascii: number.plainText)
        case .string(let text): output.append(contentsOf: text.bytes)
        case .binary(let bytes): appendHexadecimal(bytes, to: &output)
        case .timestamp(let microseconds): Timestamps.append(microseconds, zone: zone, to: &output)
        case .timestampNTZ(let microseconds): Timestamps.append(microseconds, zone: .utc, to: &output)
        case .date(let days): Dates.append(days, to: &output)
        case .interval(let length, let units): output.append(ascii: Intervals.format(length, units))
        case .structure(let values):
            appendList(values, "{", "}", to: &output) { append($0, zone: zone, to: &$1) }
        case .array(let elements):
            appendList(elements, "[", "]", to: &output) { append($0, zone: zone, to: &$1) }
        case .map(let entries):
            appendList(entries, "{", "}", to: &output) { entry, output in
                append(entry.key, zone: zone, to: &output)
                output.append(ascii: " -> ")
                append(entry.value, zone: zone, to: &output)
            }
        }
    }

    /// `[1A FF]`.
    private static func appendHexadecimal(_ bytes: [UInt8], to output: inout [UInt8]) {
        let digits = Array("0123456789ABCDEF".utf8)
        appendList(bytes, "[", "]", separator: " ", to: &output) { byte, output in
            output.append(digits[Int(byte >> 4)])
            output.append(digits[Int(byte & 15)])
        }
    }

    private static func appendList<Element>(
        _ elements: [Element], _ open: String, _ close: String, separator: String = ", ",
        to output: inout [UInt8], _ append: (Element, inout [UInt8]) -> Void
    ) {
        output.append(ascii: open)
        for (index, element) in elements.enumerated() {
            if index > 0 { output.append(ascii: separator) }
            append(element, &output)
        }
        output.append(ascii: close)
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
