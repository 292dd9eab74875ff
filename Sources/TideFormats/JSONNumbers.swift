import TideColumnar

/// Numbers to and from JSON text.
enum JSONNumbers {
    /// Appends a double as Spark's `to_json` does: Java's text, and NaN and infinities as strings.
    static func append(_ value: Double, to output: inout [UInt8]) {
        guard value.isFinite else {
            JSONEscapes.appendQuoted(Numbers.format(value).utf8, to: &output)
            return
        }
        Numbers.append(value, to: &output)
    }

    /// Appends a float as Spark's `to_json` does.
    static func append(_ value: Float, to output: inout [UInt8]) {
        guard value.isFinite else {
            JSONEscapes.appendQuoted(Numbers.format(value).utf8, to: &output)
            return
        }
        Numbers.append(value, to: &output)
    }

    /// The value of an integer token; nil when it does not fit 64 bits.
    static func integer(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        // Safety: a slice reads only inside its bounds.
        let isNegative = text.first == UInt8(ascii: "-")
        var value: Int64 = 0
        for byte in isNegative ? text.dropFirst() : text {
            let digit = Int64(byte &- UInt8(ascii: "0"))
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            let (next, carry) =
                isNegative
                ? scaled.subtractingReportingOverflow(digit) : scaled.addingReportingOverflow(digit)
            if overflow || carry { return nil }
            value = next
        }
        return value
    }

    /// The nearest double of a number token; beyond the range, an infinity, as in Java.
    static func double(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Double? {
        // Safety: a slice reads only inside its bounds.
        Double(String(decoding: text, as: UTF8.self))
    }
}
