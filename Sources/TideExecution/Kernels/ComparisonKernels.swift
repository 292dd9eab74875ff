import TideColumnar

/// The six comparisons of two values of one totally ordered type.
enum Comparison: Sendable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

    /// Whether this comparison holds between values that compare as `order` (negative, 0, positive).
    @inline(__always)
    func holds(_ order: Int) -> Bool {
        switch self {
        case .equal: order == 0
        case .notEqual: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }
}

private enum Equal<Element: Equatable>: BinaryKernel {
    @inline(__always)
    static func apply(_ left: Element, _ right: Element) -> (Bool, failed: Bool) { (left == right, false) }
}

private enum NotEqual<Element: Equatable>: BinaryKernel {
    @inline(__always)
    static func apply(_ left: Element, _ right: Element) -> (Bool, failed: Bool) { (left != right, false) }
}

private enum Less<Element: Comparable>: BinaryKernel {
    @inline(__always)
    static func apply(_ left: Element, _ right: Element) -> (Bool, failed: Bool) { (left < right, false) }
}

private enum LessOrEqual<Element: Comparable>: BinaryKernel {
    @inline(__always)
    static func apply(_ left: Element, _ right: Element) -> (Bool, failed: Bool) { (left <= right, false) }
}

/// Compares integers row by row.
func compare<Element: FixedWidthInteger>(
    _ comparison: Comparison, _ left: Operand<Element>, _ right: Operand<Element>, count: Int
) -> [Bool] {
    switch comparison {
    case .equal: mapBinary(Equal<Element>.self, left, right, count: count).values
    case .notEqual: mapBinary(NotEqual<Element>.self, left, right, count: count).values
    case .less: mapBinary(Less<Element>.self, left, right, count: count).values
    case .lessOrEqual: mapBinary(LessOrEqual<Element>.self, left, right, count: count).values
    case .greater: mapBinary(Less<Element>.self, right, left, count: count).values
    case .greaterOrEqual: mapBinary(LessOrEqual<Element>.self, right, left, count: count).values
    }
}

/// A DOUBLE with one zero and one NaN, as grouping, ordering and keys see it.
@inline(__always)
func canonicalDouble(_ value: Double) -> Double {
    if value.isNaN { return Double.nan }
    return value == 0 ? 0 : value
}

/// An integer that orders as SQL orders DOUBLE: -0.0 equals 0.0, NaN equals NaN and is above every number.
///
/// The bits of a positive DOUBLE order as integers do; those of a negative one the other way round (IEEE
/// 754-2019, totalOrder).
@inline(__always)
func orderedBits(_ value: Double) -> Int64 {
    let bits = Int64(bitPattern: canonicalDouble(value).bitPattern)
    return bits < 0 ? bits ^ Int64.max : bits
}

/// The DOUBLE that `orderedBits` made into `bits`.
func doubleFromOrderedBits(_ bits: Int64) -> Double {
    Double(bitPattern: UInt64(bitPattern: bits < 0 ? bits ^ Int64.max : bits))
}

/// One of the two sides of a comparison of strings: a column's, or one string for all rows.
enum StringOperand {
    case rows(StringValues)
    case constant([UInt8])
}

/// Compares strings bytewise, row by row.
func compareStrings(
    _ comparison: Comparison, _ left: StringOperand, _ right: StringOperand, count: Int
) -> [Bool] {
    let (leftValues, leftStep) = stringRows(left)
    let (rightValues, rightStep) = stringRows(right)
    precondition(leftValues.count >= (leftStep == 0 ? 1 : count))
    precondition(rightValues.count >= (rightStep == 0 ? 1 : count))
    let isEquality = comparison == .equal || comparison == .notEqual
    return [Bool](capacity: count) { output in
        // Safety: every range lies within its column's bytes, by the definition of `StringValues`; the rows
        // read were checked against both columns above.
        leftValues.bytes.withUnsafeBytes { leftBytes in
            rightValues.bytes.withUnsafeBytes { rightBytes in
                let (leftOffsets, rightOffsets) = (leftValues.offsets, rightValues.offsets)
                for row in 0..<count {
                    let (left, right) = (row &* leftStep, row &* rightStep)
                    let (leftStart, rightStart) = (Int(leftOffsets[left]), Int(rightOffsets[right]))
                    let leftCount = Int(leftOffsets[left &+ 1]) &- leftStart
                    let rightCount = Int(rightOffsets[right &+ 1]) &- rightStart
                    let order =
                        isEquality && leftCount != rightCount
                        ? 1
                        : compareBytes(
                            leftBytes, leftStart, leftCount, rightBytes, rightStart, rightCount)
                    output.append(comparison.holds(order))
                }
            }
        }
    }
}

/// The strings, and by how many to advance from row to row.
private func stringRows(_ operand: StringOperand) -> (StringValues, step: Int) {
    switch operand {
    case .rows(let values): (values, 1)
    case .constant(let bytes): (StringValues(offsets: [0, Int32(bytes.count)], bytes: bytes), 0)
    }
}
