import TideColumnar
import TideModel

func doubleText(_ number: Double) -> String {
    number.isNaN ? "NaN" : number.isInfinite ? (number < 0 ? "-Infinity" : "Infinity") : "\(number)"
}

func checkPattern(_ text: String) throws {}

extension ScalarFunction {
    func formatTime(_ time: Value, pattern: Value, _ context: EvaluationContext) throws -> Value {
        guard !time.isNull, !pattern.isNull else { return .null }
        throw TidemarkError(.unsupported, "date_format is not supported yet")
    }
}
