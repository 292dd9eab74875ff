import TidePlanning

// Spark's aggregate functions under Spark's names in Swift's spelling: bool_and is boolAnd.

extension ColumnValue where Self == Column {
    /// How many values are not NULL; `count("*")` counts rows.
    public static func count(_ column: Column) -> Column { .function("count", column) }

    /// How many different values there are, NULL left out.
    public static func countDistinct(_ column: Column) -> Column {
        .function("count", [column], isDistinct: true)
    }

    /// The sum of the values that are not NULL.
    public static func sum(_ column: Column) -> Column { .function("sum", column) }

    /// The mean of the values that are not NULL.
    public static func avg(_ column: Column) -> Column { .function("avg", column) }

    /// The mean of the values that are not NULL; `avg` by its other name.
    public static func mean(_ column: Column) -> Column { .function("avg", column) }

    /// The least value.
    public static func min(_ column: Column) -> Column { .function("min", column) }

    /// The greatest value.
    public static func max(_ column: Column) -> Column { .function("max", column) }

    /// In how many rows the condition is true.
    public static func countIf(_ condition: Column) -> Column { .function("count_if", condition) }

    /// Whether the condition is true in all rows where it is not NULL.
    public static func boolAnd(_ condition: Column) -> Column { .function("bool_and", condition) }

    /// Whether the condition is true in all rows where it is not NULL; `boolAnd` by its other name.
    public static func every(_ condition: Column) -> Column { .function("every", condition) }

    /// Whether the condition is true in any row.
    public static func boolOr(_ condition: Column) -> Column { .function("bool_or", condition) }

    /// Whether the condition is true in any row; `boolOr` by its other name.
    public static func some(_ condition: Column) -> Column { .function("some", condition) }

    /// The value in the row where `order` is greatest; of several such rows the greatest value.
    public static func maxBy(_ value: Column, _ order: Column) -> Column { .function("max_by", value, order) }

    /// The value in the row where `order` is least; of several such rows the least value.
    public static func minBy(_ value: Column, _ order: Column) -> Column { .function("min_by", value, order) }

    /// The value of some row: the first in reading order.
    public static func anyValue(_ column: Column, ignoreNulls: Bool = false) -> Column {
        .function("any_value", column, .lit(ignoreNulls))
    }

    /// The value of the first row in reading order; with `ignoreNulls` the first that is not NULL.
    public static func first(_ column: Column, ignoreNulls: Bool = false) -> Column {
        .function("first", column, .lit(ignoreNulls))
    }

    /// The value of the last row in reading order; with `ignoreNulls` the last that is not NULL.
    public static func last(_ column: Column, ignoreNulls: Bool = false) -> Column {
        .function("last", column, .lit(ignoreNulls))
    }

    /// The variance of a sample; NULL over fewer than two values.
    public static func variance(_ column: Column) -> Column { .function("variance", column) }

    /// The variance of a sample; `variance` by its other name.
    public static func varSamp(_ column: Column) -> Column { .function("var_samp", column) }

    /// The variance of the whole population.
    public static func varPop(_ column: Column) -> Column { .function("var_pop", column) }

    /// The standard deviation of a sample; NULL over fewer than two values.
    public static func stddev(_ column: Column) -> Column { .function("stddev", column) }

    /// The standard deviation of a sample; `stddev` by its other name.
    public static func stddevSamp(_ column: Column) -> Column { .function("stddev_samp", column) }

    /// The standard deviation of the whole population.
    public static func stddevPop(_ column: Column) -> Column { .function("stddev_pop", column) }

    /// Each different value once, in their order, NULL left out.
    public static func collectSet(_ column: Column) -> Column { .function("collect_set", column) }

    /// The values in reading order, NULL left out.
    public static func collectList(_ column: Column) -> Column { .function("collect_list", column) }

    /// How many different values there are, counted exactly.
    public static func approxCountDistinct(_ column: Column) -> Column {
        .function("approx_count_distinct", column)
    }

    /// The value below which that fraction (0 to 1) of the values lies, interpolated between two of them.
    public static func percentile(_ column: Column, _ fraction: Double) -> Column {
        .function("percentile", column, .lit(fraction))
    }

    /// The value in the middle, or halfway between the two there.
    public static func median(_ column: Column) -> Column { .function("median", column) }

    /// The most frequent value; of several the least.
    public static func mode(_ column: Column) -> Column { .function("mode", column) }

    /// 1 in rows of a grouping set that leaves the column out, else 0; for `rollup`, `cube`.
    public static func grouping(_ column: Column) -> Column { .function("grouping", column) }

    /// Which columns the grouping set of a row leaves out, a bit each, the last column's the lowest.
    public static func groupingID(_ columns: Column...) -> Column { .function("grouping_id", columns) }
}

extension Column {
    /// This aggregate over the rows where the condition is true (SQL's `FILTER (WHERE ..)`).
    public func filter(where condition: Column) -> Column {
        .function(UnresolvedExpression.filterCall, self, condition)
    }
}
