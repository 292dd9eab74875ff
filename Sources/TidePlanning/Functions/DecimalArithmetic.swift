import TideColumnar
import TideModel

/// Arithmetic of DECIMAL: exact, then rounded half away from zero to the digits of the result's type.
extension ScalarFunction {
    /// `+ - * / div %` and `pmod`; throws `arithmeticOverflow` and `divideByZero`.
    func decimal(_ left: Decimal128, _ right: Decimal128, as type: DataType) throws -> Value {
        let result: Decimal128?
        switch self {
        case .add, .subtract: result = sum(left, self == .add ? right : right.negated)
        case .multiply: result = product(left, right, scale: type.decimalScale)
        default:
            guard right.unscaled != 0 else { throw divisionByZero(left.plainText) }
            switch self {
            case .divide: result = quotient(left, right, scale: type.decimalScale, isRounded: true)
            case .integerDivide:
                guard let whole = quotient(left, right, scale: 0, isRounded: false),
                    let number = Int64(exactly: whole.unscaled)
                else { throw decimalOverflow(left, right, type) }
                return .bigint(number)
            default: result = remainder(left, right)
            }
        }
        guard let result, case .decimal(let precision, let scale) = type,
            let fitting = result.converted(precision: precision, scale: scale)
        else { throw decimalOverflow(left, right, type) }
        return .decimal(fitting)
    }

    private func decimalOverflow(_ left: Decimal128, _ right: Decimal128, _ type: DataType) -> TidemarkError {
        TidemarkError(
            .integerOverflow,
            [
                "operation": "\(left.plainText) \(symbol) \(right.plainText)", "type": type.sqlName,
                "wider": "DOUBLE",
            ])
    }

    private func sum(_ left: Decimal128, _ right: Decimal128) -> Decimal128? {
        let scale = max(left.scale, right.scale)
        guard let left = left.rescaled(scale), let right = right.rescaled(scale) else { return nil }
        let (sum, overflow) = left.unscaled.addingReportingOverflow(right.unscaled)
        return overflow ? nil : Decimal128(sum, scale: scale)
    }

    /// The product at a scale of at most both factors' together; nil past 128 bits.
    private func product(_ left: Decimal128, _ right: Decimal128, scale: Int) -> Decimal128? {
        let wide = left.unscaled.magnitude.multipliedFullWidth(by: right.unscaled.magnitude)
        let divisor = Decimal128.powers[min(max(0, left.scale + right.scale - scale), 38)].magnitude
        guard wide.high < divisor else { return nil }
        let (quotient, rest) = divisor.dividingFullWidth(wide)
        let rounded = quotient + (rest != 0 && rest >= divisor - rest ? 1 : 0)
        guard let magnitude = Int128(exactly: rounded) else { return nil }
        return Decimal128((left.unscaled < 0) != (right.unscaled < 0) ? -magnitude : magnitude, scale: scale)
    }

    /// Long division, a digit of the quotient at a time; nil past 128 bits.
    private func quotient(
        _ left: Decimal128, _ right: Decimal128, scale: Int, isRounded: Bool
    ) -> Decimal128? {
        // The dividend is taken times 10^shift; below zero the divisor is the one that grows.
        let shift = scale - left.scale + right.scale
        var divisor = right.unscaled.magnitude
        if shift < 0 {
            guard -shift <= 38 else { return Decimal128(0, scale: scale) }
            let (grown, overflow) = divisor.multipliedReportingOverflow(
                by: Decimal128.powers[-shift].magnitude)
            if overflow { return Decimal128(0, scale: scale) }
            divisor = grown
        }
        var (quotient, rest) = left.unscaled.magnitude.quotientAndRemainder(dividingBy: divisor)
        for _ in 0..<max(0, shift) {
            let (digit, next) = divisor.dividingFullWidth(rest.multipliedFullWidth(by: 10))
            let (shifted, overflow) = quotient.multipliedReportingOverflow(by: 10)
            let (sum, carry) = shifted.addingReportingOverflow(digit)
            if overflow || carry { return nil }
            (quotient, rest) = (sum, next)
        }
        if isRounded, rest != 0, rest >= divisor - rest { quotient += 1 }
        guard let magnitude = Int128(exactly: quotient) else { return nil }
        return Decimal128((left.unscaled < 0) != (right.unscaled < 0) ? -magnitude : magnitude, scale: scale)
    }

    /// `%` with the dividend's sign; `pmod` is never below zero for a positive divisor.
    private func remainder(_ left: Decimal128, _ right: Decimal128) -> Decimal128? {
        let scale = max(left.scale, right.scale)
        guard let dividend = left.rescaled(scale), let divisor = right.rescaled(scale) else {
            return wideRemainder(left, right, scale)
        }
        let rest = dividend.unscaled % divisor.unscaled
        guard self == .pmod, rest < 0 else { return Decimal128(rest, scale: scale) }
        return Decimal128((rest + divisor.unscaled) % divisor.unscaled, scale: scale)
    }

    /// The remainder where one side does not fit 128 bits at the common scale.
    private func wideRemainder(_ left: Decimal128, _ right: Decimal128, _ scale: Int) -> Decimal128? {
        // A divisor that does not fit is greater than the dividend, which is then the rest itself.
        guard let divisor = right.rescaled(scale)?.unscaled.magnitude else { return left }
        var rest = left.unscaled.magnitude % divisor
        for _ in left.scale..<scale {
            rest = divisor.dividingFullWidth(rest.multipliedFullWidth(by: 10)).remainder
        }
        let signed = left.unscaled < 0 ? -Int128(rest) : Int128(rest)
        guard self == .pmod, signed < 0 else { return Decimal128(signed, scale: scale) }
        return Decimal128(signed + Int128(divisor), scale: scale)
    }
}

extension Decimal128 {
    fileprivate var negated: Decimal128 { Decimal128(-unscaled, scale: scale) }
}

extension DataType {
    /// The digits behind the point of a DECIMAL, else 0.
    var decimalScale: Int { if case .decimal(_, let scale) = self { scale } else { 0 } }
}

// MARK: - Types of results

/// Precision and scale of DECIMAL results, by Spark's DecimalPrecision.
enum DecimalTypes {
    /// At most 38 digits; where there are more, those behind the point go first, but six of them stay.
    static func adjusted(_ precision: Int, _ scale: Int) -> DataType {
        guard precision > Decimal128.maximumPrecision else {
            return .decimal(precision: precision, scale: scale)
        }
        let whole = precision - scale
        return .decimal(precision: 38, scale: max(38 - whole, min(scale, 6)))
    }

    /// At most 38 digits of each.
    static func bounded(_ precision: Int, _ scale: Int) -> DataType {
        .decimal(precision: min(precision, 38), scale: min(scale, 38))
    }

    /// The type that holds the values of both; past 38 digits those behind the point go.
    static func wider(_ left: (precision: Int, scale: Int), _ right: (precision: Int, scale: Int)) -> DataType
    {
        let scale = max(left.scale, right.scale)
        let precision = max(left.precision - left.scale, right.precision - right.scale) + scale
        return .decimal(precision: min(precision, 38), scale: max(0, scale - max(0, precision - 38)))
    }

    /// The type of an arithmetic operation.
    static func result(
        _ function: ScalarFunction, _ left: (precision: Int, scale: Int),
        _ right: (precision: Int, scale: Int)
    ) -> DataType {
        let (leftWhole, rightWhole) = (left.precision - left.scale, right.precision - right.scale)
        let scale = max(left.scale, right.scale)
        switch function {
        case .add, .subtract: return adjusted(max(leftWhole, rightWhole) + scale + 1, scale)
        case .multiply: return adjusted(left.precision + right.precision + 1, left.scale + right.scale)
        case .divide:
            let scale = max(6, left.scale + right.precision + 1)
            return adjusted(leftWhole + right.scale + scale, scale)
        case .integerDivide: return .bigint
        default: return adjusted(min(leftWhole, rightWhole) + scale, scale)
        }
    }
}

extension DataType {
    /// The digits of a DECIMAL, or of one that holds all values of a type of whole numbers; nil for others.
    var decimalDigits: (precision: Int, scale: Int)? {
        switch self {
        case .decimal(let precision, let scale): (precision, scale)
        case .tinyint: (3, 0)
        case .smallint: (5, 0)
        case .int: (10, 0)
        case .bigint: (20, 0)
        default: nil
        }
    }
}
