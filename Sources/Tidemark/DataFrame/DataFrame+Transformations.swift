import TideColumnar
import TideModel
import TidePlanning
import TideSQL

extension DataFrame {
    /// The columns and expressions, in this order. An aggregate among them makes one row of all.
    public func select(_ columns: Column...) -> DataFrame { select(columns, call: "select") }

    /// The columns and expressions, in this order. An aggregate among them makes one row of all.
    public func select(_ columns: [Column]) -> DataFrame { select(columns, call: "select") }

    /// Expressions in SQL, for example `count + 1 AS next`.
    public func selectExpr(_ expressions: String...) -> DataFrame {
        select(expressions.map { .expr($0) }, call: "selectExpr")
    }

    private func select(_ columns: [Column], call: String) -> DataFrame {
        then("\(call)(\(columns.text))") { child throws(TidemarkError) in
            .project(try columns.values(), child)
        }
    }

    /// The rows for which the condition is true.
    public func filter(_ condition: Column) -> DataFrame {
        then("filter(\(condition))") { child throws(TidemarkError) in
            .filter(try condition.value(), child)
        }
    }

    /// The rows for which a condition in SQL is true, for example `count > 3`.
    public func filter(_ condition: String) -> DataFrame { filter(.expr(condition)) }

    /// The rows for which the condition is true; `filter` by SQL's word.
    public func `where`(_ condition: Column) -> DataFrame { filter(condition) }

    /// The rows for which a condition in SQL is true; `filter` by SQL's word.
    public func `where`(_ condition: String) -> DataFrame { filter(condition) }

    /// The columns with one more, or with another value for the column of that name.
    public func withColumn(_ name: String, _ value: Column) -> DataFrame {
        then("withColumn(\(name), \(value))") { child throws(TidemarkError) in
            .columnChange(.set(name: name, try value.value()), child)
        }
    }

    /// The columns with one under another name; nothing changes when there is none of that name.
    public func withColumnRenamed(_ existing: String, _ new: String) -> DataFrame {
        then("withColumnRenamed(\(existing), \(new))") { .columnChange(.rename(existing, to: new), $0) }
    }

    /// The columns without those; names that are no columns are passed over.
    public func drop(_ names: String...) -> DataFrame {
        then("drop(\(names.joined(separator: ", ")))") { .columnChange(.drop(names), $0) }
    }

    /// Rows with equal values of the columns as groups, for an aggregate of each.
    public func groupBy(_ columns: Column...) -> GroupedData { GroupedData(self, columns) }

    /// Rows with equal values of the columns as groups; without columns all rows are one.
    public func groupBy(_ columns: [Column]) -> GroupedData { GroupedData(self, columns) }

    /// Groups as `groupBy` has them, and those by the columns but the last, and so on up to all rows, with
    /// NULL for the columns left out.
    public func rollup(_ columns: Column...) -> GroupedData { GroupedData(self, columns, sets: .rollup) }

    /// Groups by the columns and by every choice of some of them, with NULL for the columns left out.
    public func cube(_ columns: Column...) -> GroupedData { GroupedData(self, columns, sets: .cube) }

    /// One row of aggregates over all rows.
    public func agg(_ first: Column, _ others: Column...) -> DataFrame {
        let aggregates = [first] + others
        return then("agg(\(aggregates.text))") { child throws(TidemarkError) in
            .aggregate(groupings: [], outputs: try aggregates.values(), child)
        }
    }

    /// The rows in the order of the columns, the first one first; see `Column.desc()`.
    public func orderBy(_ columns: Column...) -> DataFrame { sort(columns, call: "orderBy") }

    /// The rows in the order of the columns; `orderBy` by its other name.
    public func sort(_ columns: Column...) -> DataFrame { sort(columns, call: "sort") }

    private func sort(_ columns: [Column], call: String) -> DataFrame {
        then("\(call)(\(columns.text))") { child throws(TidemarkError) in
            var keys: [UnresolvedSortKey] = []
            for column in columns { keys.append(try column.sortKey()) }
            return keys.isEmpty ? child : .sort(keys, child)
        }
    }

    /// The first rows, at most so many.
    public func limit(_ count: Int) -> DataFrame {
        then("limit(\(count))") {
            .limit(UnresolvedExpression(.literal(.bigint(Int64(count)), .bigint)), $0)
        }
    }

    /// Each different row once.
    public func distinct() -> DataFrame {
        then("distinct()") { .deduplicate([], isWithinWatermark: false, $0) }
    }

    /// A name by which columns may be qualified: `e.action` after `alias("e")`.
    public func alias(_ name: String) -> DataFrame { then("alias(\(name))") { .subqueryAlias(name, $0) } }

    /// A column of this DataFrame by its name.
    public subscript(_ name: String) -> Column { .col(name) }
}

extension [Column] {
    /// The columns as an error names them.
    var text: String { map(\.description).joined(separator: ", ") }

    /// The columns as the expressions of a plan; throws what is wrong with the first that is none.
    func values() throws(TidemarkError) -> [UnresolvedExpression] {
        var values: [UnresolvedExpression] = []
        for column in self { values.append(try column.value()) }
        return values
    }
}
