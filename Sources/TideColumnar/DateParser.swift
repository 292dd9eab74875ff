extension Dates {
    // Safety: reads only within the buffer, which the caller keeps alive for the call.
    /// The value of a date's text by the rules of Spark's cast (SparkDateTimeUtils.stringToDate).
    ///
    /// Accepted: `[+-]yyyy[yyy][-[m]m[-[d]d]]`; behind a full date a blank or `T` ends the reading, whatever
    /// follows. Blanks around the text go.
    ///
    /// - Returns: days since 1970-01-01, or nil when the text is invalid or out of range.
    package static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Int32? {
        let text = text.trimmedForCast
        guard !text.isEmpty else { return nil }
        var segments = [1, 1, 1]
        var index = 0
        var digits = 0
        var value = 0
        let isNegative = text[0] == UInt8(ascii: "-")
        var position = isNegative || text[0] == UInt8(ascii: "+") ? 1 : 0
        let isValid = { (index: Int, digits: Int) in index == 0 ? 4...7 ~= digits : 1...2 ~= digits }
        scan: while position < text.count {
            let byte = text[position]
            switch byte {
            case _ where byte.isDigit:
                digits += 1
                guard digits <= 7 else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "-") where index < 2:
                guard isValid(index, digits) else { return nil }
                segments[index] = value
                index += 1
                digits = 0
                value = 0
            case UInt8(ascii: " ") where index == 2, UInt8(ascii: "T") where index == 2:
                break scan
            default:
                return nil
            }
            position += 1
        }
        guard isValid(index, digits) else { return nil }
        segments[index] = value
        let year = isNegative ? -segments[0] : segments[0]
        guard let date = CivilDate(year: year, month: segments[1], day: segments[2]) else { return nil }
        return Int32(exactly: date.daysSinceEpoch)
    }

    /// Parses a string's bytes; see the buffer's form.
    package static func parse(_ text: UTF8String) -> Int32? {
        // Safety: the buffer does not leave the closure.
        text.bytes.withUnsafeBufferPointer { parse($0) }
    }
}
