import TideColumnar

/// Values of columns from the text of JSON strings, by the rules of Spark's JSON reader.
///
/// Safety: each function reads only below its buffer's count; the buffer is the caller's for the call.
enum FieldText {
    /// NaN and the infinities; other numbers in quotes do not fit a DOUBLE column.
    static func double(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        switch String(decoding: text, as: UTF8.self) {
        case "NaN": .nan
        case "+INF", "Infinity", "+Infinity": .infinity
        case "-INF", "-Infinity": -.infinity
        default: nil
        }
    }

    /// Microseconds since the epoch. A time without a date does not fit: which day it means depends on the
    /// day it is read.
    static func timestamp(_ text: UnsafeBufferPointer<UInt8>, zone: ZoneRules) -> Int64? {
        guard !text.isEmpty else { return nil }
        return Timestamps.parse(text, zone: zone, todayDays: nil)
    }

    /// Days since the epoch: a date's text, or else a decimal number of days.
    static func date(_ text: UnsafeBufferPointer<UInt8>) -> Int32? {
        guard !text.isEmpty else { return nil }
        return Dates.parse(text) ?? Int32(String(decoding: text, as: UTF8.self))
    }

    /// What a clock shows; a text that names a zone does not fit.
    static func timestampNTZ(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        text.isEmpty ? nil : Timestamps.parseWithoutZone(text, allowsZone: false)
    }

    /// A decimal number's text, commas left out (java.text.DecimalFormat for the locale en-US).
    static func decimal(_ text: UnsafeBufferPointer<UInt8>, precision: Int, scale: Int) -> Decimal128? {
        Decimal128(text.filter { $0 != UInt8(ascii: ",") }, precision: precision, scale: scale)
    }
}
