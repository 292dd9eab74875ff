import TideColumnar
import TideModel

extension BuiltIn {
    /// Parts of dates and times, and steps between dates.
    static let calendar: [String: BuiltIn] = [
        "year": .scalar(.year, [.date], .int), "quarter": .scalar(.quarter, [.date], .int),
        "month": .scalar(.month, [.date], .int), "day": .scalar(.day, [.date], .int),
        "dayofmonth": .scalar(.day, [.date], .int), "dayofweek": .scalar(.dayOfWeek, [.date], .int),
        "weekday": .scalar(.weekday, [.date], .int), "dayofyear": .scalar(.dayOfYear, [.date], .int),
        "weekofyear": .scalar(.weekOfYear, [.date], .int),
        "hour": .scalar(.hour, [.timestamp], .int), "minute": .scalar(.minute, [.timestamp], .int),
        "second": .scalar(.second, [.timestamp], .int),
        "last_day": .scalar(.lastDay, [.date], .date),
        "date_add": .scalar(.dateAdd, [.date, .count], .date),
        "dateadd": .scalar(.dateAdd, [.date, .count], .date, title: "date_add"),
        "date_sub": .scalar(.dateSub, [.date, .count], .date),
        "datediff": .scalar(.dateDiff, [.date, .date], .int),
        "date_diff": .scalar(.dateDiff, [.date, .date], .int),
        "add_months": .scalar(.addMonths, [.date, .count], .date),
        "trunc": .scalar(.trunc, [.date, .text], .date),
        "date_trunc": .scalar(.dateTrunc, [.text, .timestamp], .timestamp),
        "dayname": named("EEE"), "monthname": named("MMM"),
        "extract": part { "extract(\($0) FROM \($1))" },
        "datepart": part { "datepart(\($0) FROM \($1))" }, "date_part": part { "date_part(\($0), \($1))" },
    ]

    /// The short name of a part of a date.
    private static func named(_ pattern: UTF8String) -> BuiltIn {
        BuiltIn(arity: 1...1) { resolver, operands, name, range in
            let text = resolver.callText(name, operands)
            let day = try resolver.accept(operands, to: [.date], of: text, range)[0]
            let arguments = [day.coerced(to: .timestamp), .literal(.string(pattern), .string)]
            return TypedExpression(.call(.dateFormat, arguments, .string), text: text)
        }
    }

    private static let parts: [String: String] = [
        "YEAR": "year", "Y": "year", "YEARS": "year", "YR": "year", "YRS": "year", "QUARTER": "quarter",
        "QTR": "quarter", "MONTH": "month", "MON": "month", "MONS": "month", "MONTHS": "month",
        "WEEK": "weekofyear", "W": "weekofyear", "WEEKS": "weekofyear", "DAY": "day", "D": "day",
        "DAYS": "day", "DAYOFWEEK": "dayofweek", "DOW": "dayofweek", "DOY": "dayofyear", "HOUR": "hour",
        "H": "hour", "HOURS": "hour", "HR": "hour", "HRS": "hour", "MINUTE": "minute", "M": "minute",
        "MIN": "minute", "MINS": "minute", "MINUTES": "minute",
    ]

    /// `extract(part FROM time)` as the function of that name.
    private static func part(_ text: @escaping @Sendable (String, String) -> String) -> BuiltIn {
        BuiltIn(arity: 2...2) { resolver, operands, _, range in
            guard case .literal(.string(let field), _) = operands[0].expression,
                let name = parts[field.text.uppercased()], let function = calendar[name]
            else {
                throw TidemarkError(
                    .partUnknown,
                    [
                        "part": operands[0].text,
                        "parts": "YEAR, QUARTER, MONTH, WEEK, DAY, DOW, DOY, HOUR, MINUTE",
                    ], range: range)
            }
            var result = try function.resolve(resolver, name, [operands[1]], range)
            result.text = text(operands[0].text, operands[1].text)
            return result
        }
    }
}
