import TideModel

/// docs/errors.md as the catalogue gives it.
enum ErrorDocument {
    static var text: String {
        var parts = [introduction]
        for status in ExitStatus.allCases {
            let codes = ErrorCode.allCases.filter { $0.exitStatus == status }
            guard !codes.isEmpty else { continue }
            parts.append("## Exit status \(status.rawValue): \(title(of: status))")
            parts += codes.map(section)
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static let introduction = """
        # Errors

        An error says what is wrong, where, and what to do next, on stderr:

        ```
        error [UNRESOLVED_COLUMN]: the column acton cannot be found
          line 2:8 | SELECT acton, count(*)
                            ^^^^^
          next: did you mean action?
        ```

        The code in brackets and the exit status stay the same from version to version; texts may improve.
        Below are all of them, by exit status and code, with `<..>` for what an error fills in. This file is
        made from `Sources/TideModel/Errors/` by `scripts/errors-doc`; a test compares the two.
        """

    private static func title(of status: ExitStatus) -> String {
        switch status {
        case .success: "done"
        case .negative: "the answer is no"
        case .badRequest: "usage, a bad job, or a job that does not fit the checkpoint"
        case .badData: "checkpoint or input damaged, changed or in use"
        case .failure: "the engine or the machine failed"
        }
    }

    private static func section(_ code: ErrorCode) -> String {
        let entries = ErrorCatalogue.all.filter { $0.code == code }.map(entry)
        return (["### `\(code.rawValue)`", code.meaning] + [entries.joined(separator: "\n")])
            .filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private static func entry(_ condition: ErrorCondition) -> String {
        let remedy = condition.remedy.map { "\n  - next: \(verbatim($0))" } ?? ""
        return "- \(verbatim(condition.message))\(remedy)"
    }

    /// Text in a code span, which shows it as it is.
    private static func verbatim(_ text: String) -> String {
        guard text.contains("`") else { return "`\(text)`" }
        // Blanks keep a backquote at either end apart from the fence (CommonMark, 6.1).
        let blank = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
        return "``\(blank)\(text)\(blank)``"
    }
}
