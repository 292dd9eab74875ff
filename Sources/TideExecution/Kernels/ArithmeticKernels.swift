enum AddInteger<Number: FixedWidthInteger>: BinaryKernel {
    @inline(__always)
    static func apply(_ left: Number, _ right: Number) -> (Number, failed: Bool) {
        let (value, overflow) = left.addingReportingOverflow(right)
        return (value, overflow)
    }
}

enum SubtractInteger<Number: FixedWidthInteger>: BinaryKernel {
    @inline(__always)
    static func apply(_ left: Number, _ right: Number) -> (Number, failed: Bool) {
        let (value, overflow) = left.subtractingReportingOverflow(right)
        return (value, overflow)
    }
}

enum MultiplyInteger<Number: FixedWidthInteger>: BinaryKernel {
    @inline(__always)
    static func apply(_ left: Number, _ right: Number) -> (Number, failed: Bool) {
        let (value, overflow) = left.multipliedReportingOverflow(by: right)
        return (value, overflow)
    }
}

enum AddDouble: BinaryKernel {
    @inline(__always)
    static func apply(_ left: Double, _ right: Double) -> (Double, failed: Bool) { (left + right, false) }
}

enum SubtractDouble: BinaryKernel {
    @inline(__always)
    static func apply(_ left: Double, _ right: Double) -> (Double, failed: Bool) { (left - right, false) }
}

enum MultiplyDouble: BinaryKernel {
    @inline(__always)
    static func apply(_ left: Double, _ right: Double) -> (Double, failed: Bool) { (left * right, false) }
}

/// Division by zero has no value (ANSI mode).
enum DivideDouble: BinaryKernel {
    @inline(__always)
    static func apply(_ left: Double, _ right: Double) -> (Double, failed: Bool) {
        (left / right, right == 0)
    }
}
