public import TideColumnar
import TidePlanning

/// What may stand beside a column in an expression: a column, or a value that becomes a constant.
///
/// In `.col("action") == "Open"` the text is a constant; write `.col("a") == .col("b")` for two columns.
public protocol ColumnValue: Sendable {
    /// The value as a column.
    var column: Column { get }
}

/// A value that becomes a constant.
public protocol ColumnConstant: ColumnValue {}

extension Column: ColumnValue {
    /// The column itself.
    public var column: Column { self }
}

extension String: ColumnConstant {
    /// A STRING constant.
    public var column: Column { Column(.literal(.string(UTF8String(self)), .string)) }
}

extension Bool: ColumnConstant {
    /// A BOOLEAN constant.
    public var column: Column { Column(.literal(.boolean(self), .boolean)) }
}

extension Int32: ColumnConstant {
    /// An INT constant.
    public var column: Column { Column(.literal(.int(self), .int)) }
}

extension Int64: ColumnConstant {
    /// A BIGINT constant.
    public var column: Column { Column(.literal(.bigint(self), .bigint)) }
}

extension Int: ColumnConstant {
    /// An INT constant where it fits, as a number in SQL text is, else a BIGINT.
    public var column: Column { Int32(exactly: self)?.column ?? Int64(self).column }
}

extension Double: ColumnConstant {
    /// A DOUBLE constant.
    public var column: Column { Column(.literal(.double(self), .double)) }
}

extension Float: ColumnConstant {
    /// A FLOAT constant.
    public var column: Column { Column(.literal(.float(self), .float)) }
}

extension Int16: ColumnConstant {
    /// A SMALLINT constant.
    public var column: Column { Column(.literal(.smallint(self), .smallint)) }
}

extension Int8: ColumnConstant {
    /// A TINYINT constant.
    public var column: Column { Column(.literal(.tinyint(self), .tinyint)) }
}

extension Decimal128: ColumnConstant {
    /// A DECIMAL constant of the digits the number has.
    public var column: Column {
        let digits: Int = String(unscaled.magnitude).utf8.count
        let type = DataType.decimal(precision: Swift.max(digits, scale, 1), scale: scale)
        return Column(.literal(Value.decimal(self), type))
    }
}
