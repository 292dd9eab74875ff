import TideColumnar
import TideModel

extension ScalarFunction {
    /// `abs`, `round`, `floor`, `ceil`, `sqrt`, `sign`, `pmod`, NULL where an argument is NULL.
    ///
    /// Throws `arithmeticOverflow` for a result beyond its type and `divideByZero` for `pmod(x, 0)`.
    func number(_ arguments: [Value]) throws -> Value {
        guard !arguments.contains(where: \.isNull) else { return .null }
        switch (self, arguments[0]) {
        case (.abs, .double(let number)): return .double(number.magnitude)
        case (.abs, .int(let number)) where number < 0: return try negate(arguments[0])
        case (.abs, .bigint(let number)) where number < 0: return try negate(arguments[0])
        case (.abs, _): return arguments[0]
        case (.floor, .double(let number)): return try whole(number.rounded(.down), number)
        case (.ceil, .double(let number)): return try whole(number.rounded(.up), number)
        case (.floor, _), (.ceil, _): return arguments[0]
        case (.round, .double(let number)):
            return .double(Decimals.round(number, digits: try digits(arguments[1])))
        case (.round, .int(let number)):
            let result = Decimals.round(Int128(number), digits: try digits(arguments[1]))
            guard let narrow = Int32(exactly: result) else { throw overflow("\(number)", .int) }
            return .int(narrow)
        case (.round, .bigint(let number)):
            let result = Decimals.round(Int128(number), digits: try digits(arguments[1]))
            guard let narrow = Int64(exactly: result) else { throw overflow("\(number)", .bigint) }
            return .bigint(narrow)
        case (.sqrt, .double(let number)): return .double(number.squareRoot())
        case (.sign, .double(let number)):
            return .double(number.isNaN || number == 0 ? number : number < 0 ? -1 : 1)
        case (.pmod, _): return try positiveRemainder(arguments[0], arguments[1])
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

    /// The remainder with the sign of the divisor where the dividend's differs: `(a % n + n) % n` below zero.
    private func positiveRemainder(_ left: Value, _ right: Value) throws -> Value {
        let remainder = try ScalarFunction.remainder.arithmetic(left, right)
        switch (remainder, right) {
        case (.int(let value), _) where value >= 0: return remainder
        case (.bigint(let value), _) where value >= 0: return remainder
        case (.double(let value), _) where !(value < 0): return remainder
        case (.double(let value), .double(let divisor)):
            return try ScalarFunction.remainder.arithmetic(.double(value + divisor), right)
        case (.int(let value), .int(let divisor)):
            return .int(Int32(truncatingIfNeeded: (Int64(value) + Int64(divisor)) % Int64(divisor)))
        case (.bigint(let value), .bigint(let divisor)):
            return .bigint(Int64(truncatingIfNeeded: (Int128(value) + Int128(divisor)) % Int128(divisor)))
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
