/// What a terminal can show.
package struct TerminalStyle: Hashable, Sendable {
    /// Columns.
    package let width: Int
    /// Whether block elements and other characters beyond ASCII are shown.
    package let isUnicode: Bool
    /// Whether colours are shown (256 of them, as by xterm).
    package let isColored: Bool

    package init(width: Int, isUnicode: Bool, isColored: Bool) {
        self.width = max(1, width)
        self.isUnicode = isUnicode
        self.isColored = isColored
    }

    /// A cell filled from its left by none to eight eighths (U+2588 to U+258F).
    static let eighths = [
        " ", "\u{258F}", "\u{258E}", "\u{258D}", "\u{258C}", "\u{258B}", "\u{258A}", "\u{2589}", "\u{2588}",
    ]

    /// The character a series is filled with where colour does not tell it; neighbours differ most.
    func fill(_ series: Int) -> String {
        let fills =
            isUnicode
            ? ["\u{2588}", "\u{2591}", "\u{2593}", "\u{2592}", "\u{259A}", "=", "+", ":"]
            : ["#", "-", "+", "=", "o", ":", "*", "."]
        return fills[series % fills.count]
    }

    /// What the legend shows for a series.
    func sample(_ series: Int) -> String { isUnicode && isColored ? Self.eighths[8] : fill(series) }

    /// The SGR parameter (ECMA-48, with xterm's 38;5;n) of a series' colour.
    func foreground(_ series: Int) -> String { "38;5;\(Palette.terminal[series % Palette.terminal.count])" }

    /// The same as a background.
    func background(_ series: Int) -> String { "48;5;\(Palette.terminal[series % Palette.terminal.count])" }

    /// Lines and corners of the axis.
    var axis: (line: String, start: String, cross: String, end: String, tick: String, rule: String) {
        isUnicode
            ? ("\u{2502}", "\u{2514}", "\u{2534}", "\u{2518}", "\u{252C}", "\u{2500}")
            : ("|", "+", "+", "+", "+", "-")
    }
}
