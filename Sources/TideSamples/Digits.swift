extension [UInt8] {
    /// Appends a number in decimal digits.
    mutating func append(decimal value: UInt64) {
        let start = count
        var rest = value
        repeat {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        self[start...].reverse()
    }

    /// Appends the last digits of a number, with zeros in front.
    mutating func append(digits: Int, of value: UInt64) {
        let start = count
        var rest = value
        for _ in 0..<digits {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
        self[start...].reverse()
    }
}
