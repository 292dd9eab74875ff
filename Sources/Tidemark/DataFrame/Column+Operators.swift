// Each operator takes a column and a value, or a constant and a column. There is none for just two columns:
// beside it a text literal would be a column's name, and here it must be a constant.

extension Column {
    /// Equal; NULL when either is NULL.
    public static func == (left: Column, right: some ColumnValue) -> Column {
        .function("=", left.operand, right.column.operand)
    }
    /// A constant that is equal.
    public static func == (left: some ColumnConstant, right: Column) -> Column {
        .function("=", left.column, right.operand)
    }

    /// Not equal; NULL when either is NULL.
    public static func != (left: Column, right: some ColumnValue) -> Column {
        .function("<>", left.operand, right.column.operand)
    }
    /// A constant that is not equal.
    public static func != (left: some ColumnConstant, right: Column) -> Column {
        .function("<>", left.column, right.operand)
    }

    /// Less.
    public static func < (left: Column, right: some ColumnValue) -> Column {
        .function("<", left.operand, right.column.operand)
    }
    /// A constant that is less.
    public static func < (left: some ColumnConstant, right: Column) -> Column {
        .function("<", left.column, right.operand)
    }

    /// Less or equal.
    public static func <= (left: Column, right: some ColumnValue) -> Column {
        .function("<=", left.operand, right.column.operand)
    }
    /// A constant that is at most it.
    public static func <= (left: some ColumnConstant, right: Column) -> Column {
        .function("<=", left.column, right.operand)
    }

    /// Greater.
    public static func > (left: Column, right: some ColumnValue) -> Column {
        .function(">", left.operand, right.column.operand)
    }
    /// A constant that is greater.
    public static func > (left: some ColumnConstant, right: Column) -> Column {
        .function(">", left.column, right.operand)
    }

    /// Greater or equal.
    public static func >= (left: Column, right: some ColumnValue) -> Column {
        .function(">=", left.operand, right.column.operand)
    }
    /// A constant that is at least it.
    public static func >= (left: some ColumnConstant, right: Column) -> Column {
        .function(">=", left.column, right.operand)
    }
}

extension Column {
    /// Both conditions.
    public static func && (left: Column, right: Column) -> Column { .function("and", left, right) }

    /// Either condition.
    public static func || (left: Column, right: Column) -> Column { .function("or", left, right) }

    /// The opposite condition.
    public static prefix func ! (operand: Column) -> Column { .function("not", operand) }
}

extension Column {
    /// The sum; overflow is an error.
    public static func + (left: Column, right: some ColumnValue) -> Column {
        .function("+", left.operand, right.column.operand)
    }
    /// The sum with a constant.
    public static func + (left: some ColumnConstant, right: Column) -> Column {
        .function("+", left.column, right.operand)
    }

    /// The difference; overflow is an error.
    public static func - (left: Column, right: some ColumnValue) -> Column {
        .function("-", left.operand, right.column.operand)
    }
    /// A constant less the column.
    public static func - (left: some ColumnConstant, right: Column) -> Column {
        .function("-", left.column, right.operand)
    }

    /// The product; overflow is an error.
    public static func * (left: Column, right: some ColumnValue) -> Column {
        .function("*", left.operand, right.column.operand)
    }
    /// The product with a constant.
    public static func * (left: some ColumnConstant, right: Column) -> Column {
        .function("*", left.column, right.operand)
    }

    /// The quotient as DOUBLE; division by zero is an error.
    public static func / (left: Column, right: some ColumnValue) -> Column {
        .function("/", left.operand, right.column.operand)
    }
    /// A constant divided by the column, as DOUBLE.
    public static func / (left: some ColumnConstant, right: Column) -> Column {
        .function("/", left.column, right.operand)
    }

    /// The remainder, with the sign of the left side; division by zero is an error.
    public static func % (left: Column, right: some ColumnValue) -> Column {
        .function("%", left.operand, right.column.operand)
    }
    /// The remainder of a constant's division by the column.
    public static func % (left: some ColumnConstant, right: Column) -> Column {
        .function("%", left.column, right.operand)
    }

    /// The number with the other sign.
    public static prefix func - (operand: Column) -> Column { .function("negative", operand) }
}
