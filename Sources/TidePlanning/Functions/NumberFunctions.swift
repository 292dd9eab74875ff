import TideColumnar
import TideModel

extension ScalarFunction {
    /// `abs`, `round`, `floor`, `ceil`, `sqrt`, `sign`, `pmod`, NULL where an argument is NULL.
    ///
    /// Throws `arithmeticOverflow` for a result beyond its type and `divideByZero` for `pmod(x, 0)`.
    func number(_ arguments: [Value], as type: DataType) throws -> Value {
        guard !arguments.contains(where: \.isNull) else { return .null }
        switch (self, arguments[0]) {
        case (.abs, .decimal(let number)):
            return number.unscaled < 0 ? try negate(arguments[0]) : arguments[0]
        case (.abs, .float(let number)): return .float(number.magnitude)
        case (.abs, .interval(let length, _)) where length < 0: return try negate(arguments[0])
        case (.abs, .tinyint(let number)) where number < 0: return try negate(arguments[0])
        case (.abs, .smallint(let number)) where number < 0: return try negate(arguments[0])
        case (.floor, .decimal(let number)), (.ceil, .decimal(let number)): return try whole(number, type)
        case (.floor, .float(let number)): return try whole(Double(number).rounded(.down), Double(number))
        case (.ceil, .float(let number)): return try whole(Double(number).rounded(.up), Double(number))
        case (.round, .decimal(let number)): return try rounded(number, try digits(arguments[1]), type)
        case (.round, .float(let number)):
            let wide = Double(number)
            return .float(Float(Decimals.round(wide, digits: try digits(arguments[1]))))
        case (.exp, .double(let number)): return .double(Transcendental.exp(number))
        case (.ln, .double(let number)), (.log10, .double(let number)), (.log2, .double(let number)):
            return number > 0 ? .double(logarithm(number)) : number.isNaN ? .double(.nan) : .null
        case (.log, .double(let base)):
            guard case .double(let number) = arguments[1], number > 0, base > 0 else { return .null }
            return .double(Transcendental.log(number) / Transcendental.log(base))
        case (.power, .double(let base)):
            guard case .double(let exponent) = arguments[1] else { return .null }
            return .double(Transcendental.pow(base, exponent))
        case (.abs, .double(let number)): return .double(number.magnitude)
        case (.abs, .int(let number)) where number < 0: return try negate(arguments[0])
        case (.abs, .bigint(let number)) where number < 0: return try negate(arguments[0])
        case (.abs, _): return arguments[0]
        case (.floor, .double(let number)): return try whole(number.rounded(.down), number)
        case (.ceil, .double(let number)): return try whole(number.rounded(.up), number)
        case (.floor, _), (.ceil, _): return arguments[0]
        case (.round, .double(let number)):
            return .double(Decimals.round(number, digits: try digits(arguments[1])))
        case (.round, let value):
            guard let number = value.integer else { preconditionFailure("round: the analyzer casts") }
            let result = Decimals.round(Int128(number), digits: try digits(arguments[1]))
            guard let whole = Int64(exactly: result), let narrow = type.integer(whole) else {
                throw overflow("\(number)", type)
            }
            return narrow
        case (.sqrt, .double(let number)): return .double(number.squareRoot())
        case (.sign, .double(let number)):
            return .double(number.isNaN || number == 0 ? number : number < 0 ? -1 : 1)
        case (.pmod, .decimal(let left)):
            guard case .decimal(let right) = arguments[1] else { return .null }
            return try decimal(left, right, as: type)
        case (.pmod, _): return try positiveRemainder(arguments[0], arguments[1], type)
        default: preconditionFailure("\(self) of \(arguments): the analyzer casts")
        }
    }

    private func digits(_ value: Value) throws -> Int {
        guard case .int(let digits) = value else { preconditionFailure("round: the analyzer casts to INT") }
        return Int(digits)
    }

    /// A whole DOUBLE as BIGINT; NaN is 0, as in Java.
    private func whole(_ number: Double, _ argument: Double) throws -> Value {
        if number.isNaN { return .bigint(0) }
        guard let result = Int64(exactly: number) else { throw overflow(Numbers.format(argument), .bigint) }
        return .bigint(result)
    }

    /// The least or greatest whole number on one side of a DECIMAL.
    private func whole(_ number: Decimal128, _ type: DataType) throws -> Value {
        let unit = Decimal128.powers[number.scale]
        var (quotient, rest) = number.unscaled.quotientAndRemainder(dividingBy: unit)
        if self == .floor, rest < 0 { quotient -= 1 }
        if self == .ceil, rest > 0 { quotient += 1 }
        return try rounded(Decimal128(quotient, scale: 0), 0, type)
    }

    private func rounded(_ number: Decimal128, _ digits: Int, _ type: DataType) throws -> Value {
        guard case .decimal(let precision, let scale) = type else { return .null }
        var result = number.rescaled(min(digits < 0 ? 0 : digits, number.scale))
        if digits < 0 {
            // Rounded once: from all digits to the place.
            let drop = number.scale - digits
            let unit = drop <= 38 ? number.unscaled.magnitude / Decimal128.powers[drop].magnitude : 0
            let rest = drop <= 38 ? number.unscaled.magnitude % Decimal128.powers[drop].magnitude : 0
            let isUp = drop <= 38 && rest >= Decimal128.powers[drop].magnitude - rest
            let magnitude = Int128(unit + (isUp ? 1 : 0)).multipliedReportingOverflow(
                by: Decimal128.powers[min(-digits, 38)])
            result =
                magnitude.overflow
                ? nil
                : Decimal128(number.unscaled < 0 ? -magnitude.partialValue : magnitude.partialValue, scale: 0)
        }
        guard let fitting = result?.converted(precision: precision, scale: scale) else {
            throw overflow(number.plainText, type)
        }
        return .decimal(fitting)
    }

    private func logarithm(_ number: Double) -> Double {
        switch self {
        case .log10: Transcendental.log10(number)
        case .log2: Transcendental.log(number) / Transcendental.log(2)
        default: Transcendental.log(number)
        }
    }

    /// The remainder with the sign of the divisor where the dividend's differs: `(a % n + n) % n` below zero.
    private func positiveRemainder(_ left: Value, _ right: Value, _ type: DataType) throws -> Value {
        let remainder = try ScalarFunction.remainder.arithmetic(left, right, as: type)
        if let value = remainder.integer, let divisor = right.integer {
            if value >= 0 { return remainder }
            return type.integer(Int64((Int128(value) + Int128(divisor)) % Int128(divisor))) ?? .null
        }
        switch (remainder, right) {
        case (.float(let value), _) where !(value < 0): return remainder
        case (.double(let value), _) where !(value < 0): return remainder
        case (.float(let value), .float(let divisor)):
            return try ScalarFunction.remainder.arithmetic(.float(value + divisor), right, as: type)
        case (.double(let value), .double(let divisor)):
            return try ScalarFunction.remainder.arithmetic(.double(value + divisor), right, as: type)
        default: preconditionFailure("pmod of \(left) and \(right): the analyzer casts to one numeric type")
        }
    }

    private func overflow(_ argument: String, _ type: DataType) -> TidemarkError {
        TidemarkError(
            .functionOverflow, ["function": rawValue, "argument": argument, "type": type.sqlName])
    }

    /// The greatest or least argument that is not NULL, the first of equal ones.
    func extreme(_ arguments: [Value]) -> Value {
        var best = Value.null
        for value in arguments where !value.isNull {
            if best.isNull { best = value }
            let order = compareValues(value, best)
            if self == .greatest ? order > 0 : order < 0 { best = value }
        }
        return best
    }
}

/// Rounding at a decimal digit, half away from zero (Spark's RoundBase with HALF_UP).
enum Decimals {
    /// A DOUBLE is rounded as the shortest decimal that stands for it: `round(2.675, 2)` is 2.68.
    static func round(_ number: Double, digits: Int) -> Double {
        guard number.isFinite, number != 0 else { return number.isFinite ? 0 : number }
        let (significand, exponent) = shortest(number.magnitude)
        // The number is 0.d1d2d3.. times 10^exponent.
        let kept = exponent + digits
        if kept >= significand.count { return number }
        if kept < 0 { return 0 }
        var rounded = Array(significand[..<kept])
        var exponentOfResult = exponent
        if significand[kept] >= 5 {
            var index = kept - 1
            while index >= 0, rounded[index] == 9 {
                rounded[index] = 0
                index -= 1
            }
            if index >= 0 {
                rounded[index] += 1
            } else {
                rounded.insert(1, at: 0)
                exponentOfResult += 1
            }
        }
        let text = "0." + rounded.map(String.init).joined() + "e\(exponentOfResult)"
        let result = rounded.allSatisfy { $0 == 0 } ? 0 : Double(text) ?? number
        return number < 0 && result != 0 ? -result : result
    }

    static func round(_ number: Int128, digits: Int) -> Int128 {
        if digits >= 0 { return number }
        if digits < -20 { return 0 }
        let unit = (0..<(-digits)).reduce(Int128(1)) { unit, _ in unit * 10 }
        let rounded = (Int128(number.magnitude) + unit / 2) / unit * unit
        return number < 0 ? -rounded : rounded
    }

    /// The digits of the shortest decimal that reads back as the number, and the power of ten of its point.
    private static func shortest(_ number: Double) -> (digits: [Int], exponent: Int) {
        let text = number.description
        let parts = text.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        let digits = (mantissa[0] + fraction).compactMap(\.wholeNumberValue)
        let zeros = digits.prefix { $0 == 0 }.count
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        return (Array(digits.dropFirst(zeros)), mantissa[0].count - zeros + exponent)
    }
}
