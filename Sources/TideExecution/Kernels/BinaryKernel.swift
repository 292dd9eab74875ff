/// One argument of a kernel: a value a row, or one value for all rows.
enum Operand<Element> {
    case rows([Element])
    case constant(Element)
}

/// A function of two values, applied row by row by `mapBinary`.
protocol BinaryKernel<Input, Output> {
    associatedtype Input
    associatedtype Output
    /// The result, and whether it is beyond the type; no branch, so that the loop may be vectorised.
    static func apply(_ left: Input, _ right: Input) -> (Output, failed: Bool)
}

/// A kernel's result; where `failed`, some row has no value and the scalar definition says which error it is.
struct KernelResult<Output> {
    var values: [Output]
    var failed: Bool
}

/// Applies a kernel to `count` rows; the failures are collected in one flag.
func mapBinary<Kernel: BinaryKernel>(
    _: Kernel.Type, _ left: Operand<Kernel.Input>, _ right: Operand<Kernel.Input>, count: Int
) -> KernelResult<Kernel.Output> {
    var failed = false
    let values = [Kernel.Output](capacity: count) { output in
        switch (left, right) {
        case (.rows(let left), .rows(let right)):
            precondition(left.count == count && right.count == count)
            for row in 0..<count {
                let (value, isBad) = Kernel.apply(left[row], right[row])
                failed = failed || isBad
                output.append(value)
            }
        case (.rows(let left), .constant(let right)):
            precondition(left.count == count)
            for row in 0..<count {
                let (value, isBad) = Kernel.apply(left[row], right)
                failed = failed || isBad
                output.append(value)
            }
        case (.constant(let left), .rows(let right)):
            precondition(right.count == count)
            for row in 0..<count {
                let (value, isBad) = Kernel.apply(left, right[row])
                failed = failed || isBad
                output.append(value)
            }
        case (.constant(let left), .constant(let right)):
            let (value, isBad) = Kernel.apply(left, right)
            failed = isBad && count > 0
            for _ in 0..<count { output.append(value) }
        }
    }
    return KernelResult(values: values, failed: failed)
}
