import TideColumnar
import TideModel

/// Times and intervals added, subtracted, multiplied.
extension ScalarFunction {
    /// `add_interval`, `subtract_times`, `multiply_interval`, `divide_interval` and sums of intervals; NULL
    /// where an argument is NULL.
    ///
    /// Throws `arithmeticOverflow` for a result out of range and `divideByZero`.
    func interval(_ arguments: [Value], as type: DataType, _ context: EvaluationContext) throws -> Value {
        guard !arguments.contains(where: \.isNull) else { return .null }
        switch (self, arguments[0], arguments[1]) {
        case (.addInterval, let time, .interval(let length, let units)):
            return try moved(time, by: length, isOfMonths: units.isOfMonths, context)
        case (.subtractTimes, .date(let left), .date(let right)):
            let days = Int64(left) - Int64(right)
            return try length(Int128(days) * 86_400_000_000, type)
        case (.subtractTimes, .timestamp(let left), .timestamp(let right)):
            let (left, right) = (context.wallTime(of: left), context.wallTime(of: right))
            return try length(Int128(left) - Int128(right), type)
        case (.subtractTimes, .timestampNTZ(let left), .timestampNTZ(let right)):
            return try length(Int128(left) - Int128(right), type)
        case (.add, .interval(let left, _), .interval(let right, _)):
            return try length(Int128(left) + Int128(right), type)
        case (.subtract, .interval(let left, _), .interval(let right, _)):
            return try length(Int128(left) - Int128(right), type)
        case (_, .interval(let value, _), let number): return try scaled(value, number, type)
        default: preconditionFailure("\(self) of \(arguments): the analyzer casts")
        }
    }

    private func length(_ value: Int128, _ type: DataType) throws -> Value {
        guard case .interval(let units) = type, let length = Int64(exactly: value),
            !units.isOfMonths || Int32(exactly: length) != nil
        else { throw intervalOverflow(type.sqlName) }
        return .interval(length, units)
    }

    private func intervalOverflow(_ type: String) -> TidemarkError {
        TidemarkError(.calendarOverflow, ["function": rawValue, "type": type])
    }

    /// Months move the date, to its month's last day where that is shorter; microseconds the instant.
    private func moved(
        _ time: Value, by length: Int64, isOfMonths: Bool, _ context: EvaluationContext
    ) throws -> Value {
        switch time {
        case .date(let day) where isOfMonths:
            let moved = try movedDay(Int(day), by: length)
            guard let days = Int32(exactly: moved) else { throw intervalOverflow("DATE") }
            return .date(days)
        case .date(let day):
            guard let days = Int32(exactly: Int64(day) + length / 86_400_000_000) else {
                throw intervalOverflow("DATE")
            }
            return .date(days)
        case .timestamp(let time):
            if isOfMonths {
                let wall = try movedWall(context.wallTime(of: time), by: length)
                guard let instant = context.instant(ofWallTime: wall) else {
                    throw intervalOverflow("TIMESTAMP")
                }
                return .timestamp(instant)
            }
            return .timestamp(try movedInstant(time, by: length, context))
        case .timestampNTZ(let time):
            if isOfMonths { return .timestampNTZ(try movedWall(time, by: length)) }
            let (sum, overflow) = time.addingReportingOverflow(length)
            guard !overflow else { throw intervalOverflow("TIMESTAMP_NTZ") }
            return .timestampNTZ(sum)
        default: preconditionFailure("\(time) is no time: the analyzer casts")
        }
    }

    /// Whole days keep the time of day of the session's zone, as in Spark; the rest is a length of time.
    private func movedInstant(_ time: Int64, by length: Int64, _ context: EvaluationContext) throws -> Int64 {
        let days = length / 86_400_000_000
        var moved: Int64? = time
        if days != 0 {
            let (wall, overflow) = context.wallTime(of: time).addingReportingOverflow(days * 86_400_000_000)
            moved = overflow ? nil : context.instant(ofWallTime: wall)
        }
        guard let start = moved else { throw intervalOverflow("TIMESTAMP") }
        let (sum, overflow) = start.addingReportingOverflow(length % 86_400_000_000)
        guard !overflow else { throw intervalOverflow("TIMESTAMP") }
        return sum
    }

    private func movedWall(_ wall: Int64, by months: Int64) throws -> Int64 {
        let day = try movedDay(Int(floorDivide(wall, 86_400_000_000)), by: months)
        let (start, overflow) = Int64(day).multipliedReportingOverflow(by: 86_400_000_000)
        let (result, carry) = start.addingReportingOverflow(floorModulo(wall, 86_400_000_000))
        guard !overflow, !carry else { throw intervalOverflow("TIMESTAMP") }
        return result
    }

    private func movedDay(_ day: Int, by length: Int64) throws -> Int {
        let date = CivilDate(daysSinceEpoch: day)
        let months = date.year * 12 + date.month - 1 + Int(length)
        let (year, month) = (floorDivide(months, 12), floorModulo(months, 12) + 1)
        // Beyond these no DATE is; a year is a step of the calendar's arithmetic.
        guard year.magnitude < 6_000_000 else { throw intervalOverflow("DATE") }
        let last = min(date.day, CivilDate.daysInMonth(month, ofYear: year))
        return CivilDate.daysSinceEpoch(year: year, month: month, day: last)
    }

    /// A length times or divided by a number, rounded half away from zero.
    private func scaled(_ value: Int64, _ number: Value, _ type: DataType) throws -> Value {
        let isDivision = self == .divideInterval
        switch number {
        case .decimal(let factor):
            let length = Decimal128(Int128(value), scale: 0)
            if isDivision {
                guard factor.unscaled != 0 else { throw divisionByZero("\(value)") }
                let whole = try ScalarFunction.divide.decimal(
                    length, factor, as: .decimal(precision: 38, scale: 0))
                guard case .decimal(let quotient) = whole else { return .null }
                return try self.length(quotient.unscaled, type)
            }
            let whole = try ScalarFunction.multiply.decimal(
                length, factor, as: .decimal(precision: 38, scale: 0))
            guard case .decimal(let product) = whole else { return .null }
            return try self.length(product.unscaled, type)
        case .double(let factor):
            guard !isDivision || factor != 0 else { throw divisionByZero("\(value)") }
            let result = isDivision ? Double(value) / factor : Double(value) * factor
            let rounded = result.rounded(.toNearestOrAwayFromZero)
            guard let whole = Int128(exactly: rounded) else { throw intervalOverflow(type.sqlName) }
            return try length(whole, type)
        default:
            guard let factor = number.integer else { preconditionFailure("\(number): the analyzer casts") }
            guard isDivision else { return try length(Int128(value) * Int128(factor), type) }
            guard factor != 0 else { throw divisionByZero("\(value)") }
            let (quotient, rest) = Int128(value).quotientAndRemainder(dividingBy: Int128(factor))
            let isUp = rest.magnitude * 2 >= Int128(factor).magnitude
            let sign: Int128 = (value < 0) != (factor < 0) ? -1 : 1
            return try length(isUp ? quotient + sign : quotient, type)
        }
    }
}
