/// Well-formed UTF-8 (The Unicode Standard, table 3-7): no overlong forms, no surrogates, nothing past
/// U+10FFFF.
enum UTF8Validation {
    /// The offset of the first byte that is not part of a well-formed sequence; nil when all are.
    static func firstInvalid(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        // Safety: every index is compared with the buffer's count before it is read.
        var position = 0
        while position < bytes.count {
            let lead = bytes[position]
            guard lead >= 0x80 else {
                position += 1
                continue
            }
            let length: Int
            var second: ClosedRange<UInt8> = 0x80...0xBF
            switch lead {
            case 0xC2...0xDF: length = 2
            case 0xE0...0xEF:
                length = 3
                if lead == 0xE0 { second = 0xA0...0xBF }
                if lead == 0xED { second = 0x80...0x9F }
            case 0xF0...0xF4:
                length = 4
                if lead == 0xF0 { second = 0x90...0xBF }
                if lead == 0xF4 { second = 0x80...0x8F }
            default: return position
            }
            guard position + length <= bytes.count, second.contains(bytes[position + 1]) else {
                return position
            }
            for index in (position + 2)..<max(position + length, position + 2)
            where bytes[index] & 0xC0 != 0x80 { return position }
            position += length
        }
        return nil
    }
}
