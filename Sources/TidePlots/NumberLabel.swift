import Glibc

/// Numbers as charts print them: exact while short, with SI prefixes beyond.
///
/// Prefixes: BIPM, "The International System of Units", 9th edition (2019) with the four of 2022, from quecto
/// (q, 1e-30) to quetta (Q, 1e30); micro is written `u`. Outside them `2e40`.
enum NumberLabel {
    private static let prefixes = [
        "q", "r", "y", "z", "a", "f", "p", "n", "u", "m", "", "k", "M", "G", "T", "P", "E", "Z", "Y", "R",
        "Q",
    ]

    /// A bar's number: whole ones below ten million exactly (`1,345`), others to four significant digits.
    static func text(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-inf" : "inf" }
        guard value != 0 else { return "0" }
        let exponent = TenPower.exponent(of: value)
        let isShort = -3...6 ~= exponent
        if isShort, value == value.rounded() { return fixed(Int(value), exponent: 0) }
        // Digits behind the point of value x 10^-unit.
        var unit = isShort ? 0 : prefixExponent(exponent)
        var digits = max(0, 3 - (exponent - unit))
        var scaled = TenPower.scale(value, by: digits - unit).rounded()
        if !isShort, scaled.magnitude >= 10_000 {
            // Rounded up into the next power of ten.
            unit = prefixExponent(exponent + 1)
            digits = max(0, 3 - (exponent + 1 - unit))
            scaled = TenPower.scale(value, by: digits - unit).rounded()
        }
        var whole = Int(scaled)
        while digits > 0, whole % 10 == 0 {
            whole /= 10
            digits -= 1
        }
        return fixed(whole, exponent: -digits) + suffix(unit)
    }

    /// The texts of `multiples` x 10^`exponent`, all with one prefix and the same digits behind the point.
    static func axis(_ multiples: [Int], exponent: Int) -> [String] {
        let greatest = multiples.map(\.magnitude).max() ?? 0
        let magnitude = String(greatest).utf8.count - 1 + exponent
        let unit = -3...4 ~= magnitude ? 0 : prefixExponent(magnitude)
        return multiples.map { $0 == 0 ? "0" : fixed($0, exponent: exponent - unit) + suffix(unit) }
    }

    /// The multiple of three that a prefix stands for; the exponent itself where there is none.
    private static func prefixExponent(_ exponent: Int) -> Int {
        let step = Int((Double(exponent) / 3).rounded(.down)) * 3
        return -30...30 ~= step ? step : exponent
    }

    private static func suffix(_ unit: Int) -> String {
        unit % 3 == 0 && -30...30 ~= unit ? prefixes[unit / 3 + 10] : "e\(unit)"
    }

    /// `number` x 10^`exponent` in full, thousands grouped; the exponent is small.
    private static func fixed(_ number: Int, exponent: Int) -> String {
        var digits = String(number.magnitude)
        if exponent > 0 { digits += String(repeating: "0", count: exponent) }
        let places = max(0, -exponent)
        if digits.utf8.count <= places {
            digits = String(repeating: "0", count: places + 1 - digits.utf8.count) + digits
        }
        let whole = digits.dropLast(places)
        var text = number < 0 ? "-" : ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return places > 0 ? text + "." + digits.suffix(places) : text
    }
}

/// Powers of ten over the whole range of doubles.
enum TenPower {
    /// The exponent of the first significant digit: `value` is d.ddd x 10^exponent. Not for zero.
    static func exponent(of value: Double) -> Int {
        var exponent = Int(log10(value.magnitude).rounded(.down))
        // The logarithm may be rounded over a power of ten.
        let lead = scale(value.magnitude, by: -exponent)
        if lead >= 10 { exponent += 1 }
        if lead < 1 { exponent -= 1 }
        return exponent
    }

    /// `value` x 10^`exponent`, in steps that do not overflow on the way.
    static func scale(_ value: Double, by exponent: Int) -> Double {
        var (result, rest) = (value, exponent)
        while rest != 0 {
            let step = min(abs(rest), 300)
            // Dividing by an exact power keeps 0.1 what it is; a product with 1e-1 would not.
            result = rest > 0 ? result * pow(10, Double(step)) : result / pow(10, Double(step))
            rest -= rest > 0 ? step : -step
        }
        return result
    }
}
