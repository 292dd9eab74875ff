import TideColumnar
import TideModel
import TidePlanning
import TideSQL

// Spark's functions under Spark's names in Swift's spelling: date_format is dateFormat.

extension ColumnValue where Self == Column {
    /// A column by its name, with dots for the fields of a struct and backticks around a name that has dots:
    /// `window.end`, `` `a.b` ``. `*` is all columns, `t.*` those of one alias.
    public static func col(_ name: String) -> Column {
        if name == "*" { return Column(.star(qualifier: nil)) }
        if name.hasSuffix(".*") { return Column(.star(qualifier: String(name.dropLast(2)))) }
        return Column(
            Result { () throws(TidemarkError) in UnresolvedExpression(.name(try Column.nameParts(name))) })
    }

    /// A constant.
    public static func lit(_ value: some ColumnValue) -> Column { value.column }

    /// An expression in SQL, for example `count + 1`.
    public static func expr(_ sql: String) -> Column {
        Column(Result { () throws(TidemarkError) in try SQLParser.parseExpression(sql) })
    }

    /// The time window a timestamp falls into, a struct of `start` and `end`.
    ///
    /// - Parameters:
    ///   - size: its length as an interval, for example `1 hour`.
    ///   - slide: how far windows lie apart; nil for windows end to end. Less than `size`, and a row falls
    ///     into several.
    ///   - start: how far windows are shifted from 1970-01-01 00:00:00 UTC.
    public static func window(
        _ time: Column, _ size: String, _ slide: String? = nil, start: String? = nil
    ) -> Column {
        var durations = [size]
        if slide != nil || start != nil { durations.append(slide ?? size) }
        if let start { durations.append(start) }
        return .function("window", [time] + durations.map { .lit($0) })
    }

    /// The session a timestamp is in: from the first of the rows that follow each other within `gap` to `gap`
    /// after the last of them; a struct of `start` and `end`.
    ///
    /// - Parameter gap: an interval, for example `5 minutes`.
    public static func sessionWindow(_ time: Column, _ gap: String) -> Column {
        .function("session_window", time, .lit(gap))
    }

    /// The session a timestamp is in, each row having a gap of its own.
    ///
    /// - Parameter gap: text that is an interval; rows whose gap is NULL or not above 0 are in no session.
    public static func sessionWindow(_ time: Column, _ gap: Column) -> Column {
        .function("session_window", time, gap)
    }

    /// The last instant of a window or session, a microsecond before its end: the event time of its row for
    /// another window.
    public static func windowTime(_ window: Column) -> Column { .function("window_time", window) }

    /// A time as text, by a pattern such as `MMM-dd HH:mm` (Spark's `date_format`).
    public static func dateFormat(_ time: Column, _ pattern: String) -> Column {
        .function("date_format", time, .lit(pattern))
    }

    /// Any function of the dialect by its name in SQL, for example `.callFunction("upper", "action")`.
    public static func callFunction(_ name: String, _ arguments: Column...) -> Column {
        .function(name.lowercased(), arguments)
    }

    /// The first value that is not NULL.
    public static func coalesce(_ columns: Column...) -> Column { .function("coalesce", columns) }

    /// The value where the condition holds; go on with `when` and `otherwise`, without which it is NULL
    /// elsewhere.
    public static func when(_ condition: Column, _ value: some ColumnValue) -> Column {
        .branches([], condition, value)
    }
}

extension Column {
    /// The value where this condition holds and none before it.
    public func when(_ condition: Column, _ value: some ColumnValue) -> Column {
        do throws(TidemarkError) {
            return Column.branches(try openBranches("when"), condition, value)
        } catch {
            return Column(.failure(error))
        }
    }

    /// The value where no condition holds.
    public func otherwise(_ value: some ColumnValue) -> Column {
        Column(
            Result { () throws(TidemarkError) in
                UnresolvedExpression(
                    .caseWhen(try openBranches("otherwise"), otherwise: try value.column.operand.value()))
            })
    }

    private func openBranches(_ call: String) throws(TidemarkError) -> [UnresolvedExpression.Branch] {
        guard case .caseWhen(let branches, nil) = try value().kind else {
            throw TidemarkError(.branchWithoutWhen, ["call": call])
        }
        return branches
    }

    fileprivate static func branches(
        _ before: [UnresolvedExpression.Branch], _ condition: Column, _ value: some ColumnValue
    ) -> Column {
        Column(
            Result { () throws(TidemarkError) in
                let branch = UnresolvedExpression.Branch(
                    condition: try condition.value(), result: try value.column.operand.value())
                return UnresolvedExpression(.caseWhen(before + [branch], otherwise: nil))
            })
    }

    /// The parts of a dotted name (Spark's UnresolvedAttribute.parseAttributeName).
    fileprivate static func nameParts(_ name: String) throws(TidemarkError) -> [String] {
        var parts: [String] = []
        var rest = name.unicodeScalars[...]
        func invalid() -> TidemarkError { TidemarkError(.columnName, ["name": name]) }
        while true {
            var part = String.UnicodeScalarView()
            if rest.first == "`" {
                rest.removeFirst()
                while true {
                    guard let next = rest.popFirst() else { throw invalid() }
                    if next != "`" {
                        part.append(next)
                    } else if rest.first == "`" {
                        rest.removeFirst()
                        part.append("`")
                    } else {
                        break
                    }
                }
            } else {
                while let next = rest.first, next != "." {
                    if next == "`" { throw invalid() }
                    part.append(next)
                    rest.removeFirst()
                }
            }
            if part.isEmpty { throw invalid() }
            parts.append(String(part))
            guard let dot = rest.popFirst() else { return parts }
            if dot != "." { throw invalid() }
        }
    }
}
