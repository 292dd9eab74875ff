package import TideColumnar

/// The results of `sum` and `avg` of DECIMAL.
package enum DecimalMean {
    /// The sum of digits, divided by the count for a mean and rounded half away from zero; nil when it does
    /// not fit the type.
    ///
    /// - Parameters:
    ///   - digits: of the argument's scale.
    ///   - type: the result's; that of a mean has four more digits behind the point than the argument, unless
    ///     it has 38.
    package static func value(
        _ digits: Int128, count: Int64, argumentScale: Int, _ type: DataType
    ) -> Decimal128? {
        guard case .decimal(let precision, let scale) = type else { return nil }
        let sum = Decimal128(digits, scale: argumentScale)
        guard count != 1 || scale != argumentScale else {
            return sum.converted(precision: precision, scale: scale)
        }
        let divisor = Decimal128(Int128(count), scale: 0)
        guard case .decimal(let mean)? = try? ScalarFunction.divide.decimal(sum, divisor, as: type) else {
            return nil
        }
        return mean
    }
}
