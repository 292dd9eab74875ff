/// Pieces of SVG: elements, numbers and escaped text.
struct SVGText {
    private(set) var text = ""

    /// An element without content.
    mutating func element(_ name: String, _ attributes: [(String, String)]) {
        text += "<\(name)\(Self.list(attributes))/>\n"
    }

    /// An element with text in it.
    mutating func element(_ name: String, _ attributes: [(String, String)], text content: String) {
        text += "<\(name)\(Self.list(attributes))>\(Self.escaped(content))</\(name)>\n"
    }

    /// An element with a title, which browsers show under the pointer and screen readers say.
    mutating func element(_ name: String, _ attributes: [(String, String)], title: String) {
        text += "<\(name)\(Self.list(attributes))><title>\(Self.escaped(title))</title></\(name)>\n"
    }

    /// An element with elements in it.
    mutating func group(_ name: String, _ attributes: [(String, String)], _ body: (inout SVGText) -> Void) {
        text += "<\(name)\(Self.list(attributes))>\n"
        body(&self)
        text += "</\(name)>\n"
    }

    private static func list(_ attributes: [(String, String)]) -> String {
        attributes.map { " \($0)=\"\(escaped($1))\"" }.joined()
    }

    /// Text with the markup's own characters as entities, and U+FFFD for what XML 1.0 (2.2, Characters) does
    /// not allow.
    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "\t", "\n", "\r": result.append(" ")
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// A length with at most two digits behind the point.
    static func number(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let (whole, rest) = Int(hundredths.magnitude).quotientAndRemainder(dividingBy: 100)
        let digits = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
        return (hundredths < 0 ? "-" : "") + String(whole) + digits
    }
}
