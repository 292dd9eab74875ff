/// Text that a terminal shows as it is meant: measured in columns, without control characters.
struct TerminalText {
    /// Whether the terminal shows more than ASCII.
    let isUnicode: Bool

    /// Text without anything that moves the cursor or turns the writing direction; what the terminal cannot
    /// show is `?`.
    func clean(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator:
                result.append(isUnicode ? "\u{FFFD}" : "?")
            case .format, .surrogate: break
            default: result.append(isUnicode || scalar.isASCII ? scalar : "?")
            }
        }
        return String(result)
    }

    /// The text if it fits, else its two ends with an ellipsis between: names often differ at their end.
    func shortened(_ text: String, to width: Int) -> String {
        guard Self.width(of: text) > width else { return text }
        let mark = isUnicode ? "\u{2026}" : ".."
        let room = width - mark.unicodeScalars.count
        guard room > 0 else { return Self.prefix(of: mark, width: width) }
        let head = Self.prefix(of: text, width: room - room / 2)
        let tail = String(Self.prefix(of: String(text.reversed()), width: room / 2).reversed())
        return head + mark + tail
    }

    /// The characters that fit in `width` columns.
    static func prefix(of text: String, width: Int) -> String {
        var result = ""
        var used = 0
        for character in text {
            let next = used + Self.width(of: String(character))
            if next > width { break }
            result.append(character)
            used = next
        }
        return result
    }

    /// The columns text takes.
    static func width(of text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
    }

    /// 0 for marks that stand on the character before, 2 for wide characters (Unicode Standard Annex #11, W
    /// and F) and emoji, else 1.
    private static func width(of scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch scalar.value {
        case 0x1160...0x11FF: return 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1_6FE0...0x1_B2FF,
            0x2_0000...0x3_FFFD:
            return 2
        default: return scalar.properties.isEmojiPresentation ? 2 : 1
        }
    }
}

/// One line of output, never wider than it may be.
struct TerminalLine {
    let limit: Int
    private(set) var text = ""
    /// Columns used.
    private(set) var width = 0

    init(limit: Int) { self.limit = limit }

    /// Appends text as far as it fits; `style` is a parameter of the terminal's SGR sequence, if any.
    mutating func append(_ new: String, style: String? = nil) {
        let fitting = TerminalText.prefix(of: new, width: limit - width)
        guard !fitting.isEmpty else { return }
        width += TerminalText.width(of: fitting)
        text += style.map { "\u{1B}[\($0)m\(fitting)\u{1B}[0m" } ?? fitting
    }

    mutating func pad(to column: Int) {
        if column > width { append(String(repeating: " ", count: column - width)) }
    }

    /// The line without blanks at its end.
    var trimmed: String {
        var end = text[...]
        while end.last == " " { end.removeLast() }
        return String(end)
    }
}
