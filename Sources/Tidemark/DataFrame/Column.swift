package import TideColumnar
package import TideModel
package import TidePlanning
import TideSQL

/// An expression over the columns of a DataFrame.
///
/// Where a column is wanted a string literal is its name, with dots for the fields of a struct:
/// `"window.end"`. Beside an operator it is a constant: `.col("action") == "Open"`. Functions are static
/// members under Spark's names: `.window("time", "1 hour")`, `.count("*")`.
public struct Column: Sendable, ExpressibleByStringLiteral {
    /// Where NULL goes and which way values go in orderBy.
    struct Order: Sendable {
        var isAscending: Bool
        var nullsFirst: Bool
    }

    /// The expression, or what is wrong with the text it was made of.
    package let expression: Result<UnresolvedExpression, TidemarkError>
    let order: Order?
    /// Whether a literal made it: then beside an operator nobody knows whether it is a name or a constant.
    private let isLiteral: Bool

    package init(_ expression: Result<UnresolvedExpression, TidemarkError>) {
        self.init(expression, isLiteral: false)
    }

    private init(
        _ expression: Result<UnresolvedExpression, TidemarkError>, order: Order? = nil, isLiteral: Bool
    ) {
        self.expression = expression
        self.order = order
        self.isLiteral = isLiteral
    }

    package init(_ kind: UnresolvedExpression.Kind) { self.init(.success(UnresolvedExpression(kind))) }

    /// The column of that name; see `col(_:)`.
    public init(stringLiteral name: String) {
        self.init(Column.col(name).expression, isLiteral: true)
    }

    /// The column of that name; see `col(_:)`.
    public init(_ name: String) { self = .col(name) }
}

// MARK: - Names, order, type

extension Column {
    /// The same under another name.
    public func alias(_ name: String) -> Column { map { .alias($0, name) } }

    /// The same under another name; `alias` by SQL's word.
    public func `as`(_ name: String) -> Column { alias(name) }

    /// The value as another type, for example `"BIGINT"`; what does not fit is an error when it is met.
    public func cast(_ type: String) -> Column {
        do {
            return cast(try DataType(ddl: type))
        } catch {
            return Column(
                .failure(
                    TidemarkError(
                        .typeText,
                        ["text": type, "reason": error.message, "remedy": error.remedy ?? ""])))
        }
    }

    /// The value as another type; what does not fit is an error when it is met.
    public func cast(_ type: DataType) -> Column { map { .cast($0, type) } }

    /// A field of a struct.
    public func getField(_ name: String) -> Column {
        map { expression in
            if case .name(let parts) = expression.kind { return .name(parts + [name]) }
            return .field(expression, name)
        }
    }

    /// For orderBy: least first, NULL before all.
    public func asc() -> Column { ordered(true, nullsFirst: true) }
    /// For orderBy: least first, NULL before all.
    public func ascNullsFirst() -> Column { ordered(true, nullsFirst: true) }
    /// For orderBy: least first, NULL after all.
    public func ascNullsLast() -> Column { ordered(true, nullsFirst: false) }
    /// For orderBy: greatest first, NULL after all.
    public func desc() -> Column { ordered(false, nullsFirst: false) }
    /// For orderBy: greatest first, NULL before all.
    public func descNullsFirst() -> Column { ordered(false, nullsFirst: true) }
    /// For orderBy: greatest first, NULL after all.
    public func descNullsLast() -> Column { ordered(false, nullsFirst: false) }

    private func ordered(_ isAscending: Bool, nullsFirst: Bool) -> Column {
        Column(
            expression, order: Order(isAscending: isAscending, nullsFirst: nullsFirst), isLiteral: false)
    }
}

// MARK: - Conditions

extension Column {
    /// Whether it is NULL.
    public func isNull() -> Column { .function("isnull", self) }

    /// Whether it is not NULL.
    public func isNotNull() -> Column { .function("isnotnull", self) }

    /// Whether it equals one of the values.
    public func isin(_ values: any ColumnValue...) -> Column {
        Column.function("in", [self] + values.map(\.column.operand))
    }

    /// Whether it is at least `low` and at most `high`.
    public func between(_ low: some ColumnValue, _ high: some ColumnValue) -> Column {
        self >= low && self <= high
    }

    /// Whether a string matches a pattern: `%` is any text, `_` any character, `\` takes the next as it is.
    public func like(_ pattern: String) -> Column { .function("like", self, .lit(pattern)) }

    /// Equal, and NULL equals NULL (SQL's `<=>`).
    public func eqNullSafe(_ other: some ColumnValue) -> Column {
        .function("<=>", self, other.column.operand)
    }
}

// MARK: - Building

extension Column {
    /// The expression for a place that takes a value.
    ///
    /// - Throws: what is wrong with its text; `invalidArgument` for a sort order.
    func value() throws(TidemarkError) -> UnresolvedExpression {
        let expression = try expression.get()
        guard order == nil else {
            throw TidemarkError(.orderingNotAValue, ["column": expression.text])
        }
        return expression
    }

    /// The expression as a key of orderBy, ascending unless it says otherwise.
    func sortKey() throws(TidemarkError) -> UnresolvedSortKey {
        UnresolvedSortKey(
            expression: try expression.get(), isAscending: order?.isAscending ?? true,
            nullsFirst: order?.nullsFirst ?? true)
    }

    /// The column beside an operator, or as a value: not one that a literal made, unless it is `lit`.
    var operand: Column {
        guard isLiteral, case .success(let expression) = expression else { return self }
        return Column(.failure(TidemarkError(.textBesideOperator, ["text": expression.text])))
    }

    private func map(_ transform: (UnresolvedExpression) -> UnresolvedExpression.Kind) -> Column {
        Column(Result { () throws(TidemarkError) in UnresolvedExpression(transform(try value())) })
    }

    /// A call by the SQL spelling of a function or operator.
    static func function(_ name: String, _ arguments: Column...) -> Column { function(name, arguments) }

    /// A call by the SQL spelling of a function or operator.
    static func function(_ name: String, _ arguments: [Column], isDistinct: Bool = false) -> Column {
        Column(
            Result { () throws(TidemarkError) in
                var operands: [UnresolvedExpression] = []
                for argument in arguments { operands.append(try argument.value()) }
                return UnresolvedExpression(
                    .call(function: name, arguments: operands, isDistinct: isDistinct))
            })
    }
}

extension Column: CustomStringConvertible {
    /// The expression in SQL's words; `..` for one that cannot be read.
    public var description: String {
        switch expression {
        case .success(let expression): expression.text
        case .failure: ".."
        }
    }
}
