import ArgumentParser
import TideModel

/// What the parser of the command line refuses, as an error of the catalogue.
///
/// The parser tells only its text; what it names stands there in single quotes, in a fixed order.
struct CommandLineProblem {
    /// The parser's text without usage and help.
    let message: String
    /// The command it is about, as it is called: `tidemark run`.
    let command: String
    /// The command's help, which names its options.
    let help: String
    /// What was typed.
    let arguments: [String]

    private var quoted: [String] {
        let parts = message.split(separator: "'", omittingEmptySubsequences: false).map(String.init)
        return stride(from: 1, to: parts.count, by: 2).map { parts[$0] }
    }

    var error: TidemarkError {
        let names = quoted
        switch names.first {
        case let name? where message.hasPrefix("Unknown option"):
            return unknown(name)
        case let name? where message.hasPrefix("Missing expected argument"):
            // What is missing may be there under a name that is not quite right.
            if let option = unknownOption { return unknown(option) }
            return TidemarkError(.argumentMissing, ["command": command, "argument": name])
        case let name? where message.hasPrefix("Missing value for"):
            return TidemarkError(.argumentValueMissing, ["option": name])
        case let value? where message.hasPrefix("The value") && names.count > 1:
            return Self.wrong(names[1], value, among: Array(names.dropFirst(2)))
        case .some where message.contains("nexpected argument"):
            let arguments = names.map { "'\($0)'" }.joined(separator: " ")
            return TidemarkError(.argumentUnexpected, ["command": command, "arguments": arguments])
        default:
            let text = message.prefix(1).lowercased() + message.dropFirst()
            return TidemarkError(
                .commandLineWrong,
                ["command": command, "problem": text.hasSuffix(".") ? String(text.dropLast()) : text])
        }
    }

    private var options: [String] {
        let words = help.split { !($0.isLetter || $0 == "-") }.map(String.init)
        return Set(words.filter { $0.hasPrefix("--") }).sorted()
    }

    private var unknownOption: String? {
        arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }.map { String($0.prefix { $0 != "=" }) }
            .first { !options.contains($0) }
    }

    private func unknown(_ option: String) -> TidemarkError {
        let near = suggestion(for: option, among: options, kind: "options")
        return TidemarkError(.flagUnknown, ["command": command, "option": option, "suggestion": near])
    }

    /// The option of a choice, or, where there is none, of a number: other values are not parsed.
    private static func wrong(_ option: String, _ value: String, among choices: [String]) -> TidemarkError {
        let name = String(option.prefix { $0 != " " })
        guard !choices.isEmpty else { return .wrongValue(of: name, value, expected: "a whole number") }
        return .wrongValue(
            of: name, value, expected: alternatives(choices),
            suggestion: suggestion(for: value, among: choices))
    }
}

extension TidemarkError {
    /// The refusal of an option's value.
    static func wrongValue(
        of option: String, _ value: String, expected: String, suggestion: String = ""
    ) -> TidemarkError {
        TidemarkError(
            .flagWrong,
            ["option": option, "value": value, "expected": expected, "suggestion": suggestion])
    }

    /// Refuses a number outside `range`.
    static func requireOption(
        _ option: String, _ value: Int?, in range: ClosedRange<Int>
    ) throws(TidemarkError) {
        guard let value, !range.contains(value) else { return }
        let expected =
            range.upperBound == .max
            ? "a whole number of at least \(range.lowerBound)"
            : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        throw wrongValue(of: option, "\(value)", expected: expected)
    }
}
