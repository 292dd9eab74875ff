/// One entry of the catalogue of errors: a code, what is said, and what to do next.
///
/// Texts hold placeholders such as `<name>`, filled in when the error is made. The entries are static members
/// in the files of this directory, listed in `ErrorCatalogue`; docs/errors.md is generated from them.
package struct ErrorCondition: Hashable, Sendable {
    package let code: ErrorCode
    package let message: String
    /// nil when there is nothing to say but the obvious.
    package let remedy: String?

    package init(_ code: ErrorCode, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}

extension TidemarkError {
    /// Makes the error of an entry of the catalogue; `values` are what its placeholders stand for.
    package init(_ condition: ErrorCondition, _ values: [String: String] = [:], range: SourceRange? = nil) {
        self.init(
            condition.code, condition.message.filled(with: values),
            remedy: condition.remedy?.filled(with: values), range: range)
    }
}

extension String {
    /// Each `<name>`, replaced in one pass: what is put in is not looked at again.
    fileprivate func filled(with values: [String: String]) -> String {
        var text = ""
        var rest = self[...]
        while let open = rest.firstIndex(of: "<") {
            text += rest[..<open]
            rest = rest[open...]
            if let close = rest.firstIndex(of: ">"), let value = values[String(rest.dropFirst()[..<close])] {
                text += value
                rest = rest[rest.index(after: close)...]
            } else {
                assert(rest.prefixMatch(of: /<[a-zA-Z]+>/) == nil, "no value for a placeholder of: \(self)")
                text.append(rest.removeFirst())
            }
        }
        return text + rest
    }
}
