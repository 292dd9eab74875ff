/// One bar on a terminal: which series covers which eighth of each character cell.
///
/// Unicode's block elements divide a cell into eighths from its left; a cell that two series share shows one
/// as the character and the other as its background, where there is colour.
struct BarCells {
    let style: TerminalStyle
    /// Cells on either side of zero.
    let before: Int
    let after: Int
    /// Series by eighth, from zero outwards; nil where nothing is drawn.
    private var left: [Int?]
    private var right: [Int?]

    init(style: TerminalStyle, before: Int, after: Int) {
        self.style = style
        self.before = before
        self.after = after
        left = Array(repeating: nil, count: before * 8)
        right = Array(repeating: nil, count: after * 8)
    }

    /// Fills from `inner` to `outer`, in cells from zero; negative ones lie to its left. What is not zero
    /// covers an eighth at least.
    mutating func fill(series: Int, from inner: Double, to outer: Double) {
        let start = Int((inner.magnitude * 8).rounded())
        let end = max(Int((outer.magnitude * 8).rounded()), inner == 0 && outer != 0 ? 1 : 0)
        if outer < 0 {
            for index in start..<max(start, min(end, left.count)) { left[index] = series }
        } else {
            for index in start..<max(start, min(end, right.count)) { right[index] = series }
        }
    }

    /// Draws the cells with the axis between the two sides; returns the column right of the bar.
    func draw(on line: inout TerminalLine, axis: String) -> Int {
        for cell in (0..<before).reversed() {
            let (text, colour) = glyph(
                Array(left[(cell * 8)..<(cell * 8 + 8)].reversed()), cell, isLeft: true)
            line.append(text, style: colour)
        }
        line.append(axis)
        for cell in 0..<after {
            let (text, colour) = glyph(Array(right[(cell * 8)..<(cell * 8 + 8)]), cell, isLeft: false)
            if text == " " { break }
            line.append(text, style: colour)
        }
        return line.width
    }

    private func glyph(_ eighths: [Int?], _ cell: Int, isLeft: Bool) -> (String, String?) {
        style.isColored && style.isUnicode ? shared(eighths) : plain(eighths, cell, isLeft: isLeft)
    }

    /// A cell that shows the series at its two ends by its colour and its background.
    private func shared(_ eighths: [Int?]) -> (String, String?) {
        let width = eighths.prefix { $0 == eighths[0] }.count
        switch (eighths[0], eighths[7]) {
        case (nil, nil): return (" ", nil)
        case (let series?, let other) where width == 8 || series == other:
            return (TerminalStyle.eighths[8], style.foreground(series))
        case (let series?, let other?):
            return (TerminalStyle.eighths[width], "\(style.foreground(series));\(style.background(other))")
        case (let series?, nil): return (TerminalStyle.eighths[width], style.foreground(series))
        // The blank part is the character, so its colours are exchanged.
        case (nil, let series?): return (TerminalStyle.eighths[width], "7;\(style.foreground(series))")
        }
    }

    /// A cell that shows the series with most of it by its fill; where the bar ends in it, by a part of a
    /// block.
    private func plain(_ eighths: [Int?], _ cell: Int, isLeft: Bool) -> (String, String?) {
        let covered = eighths.compactMap { $0 }
        let shares = Set(covered).map { series in (series, covered.count { $0 == series }) }
        guard let series = shares.max(by: { $0.1 < $1.1 || ($0.1 == $1.1 && $0.0 > $1.0) })?.0 else {
            return (" ", nil)
        }
        let colour = style.isColored ? style.foreground(series) : nil
        // Only blocks end within a cell; of another fill that is all there is of a bar, a sliver is left.
        let isSliver = cell == 0 && covered.count < 4
        if style.isUnicode, !isLeft, covered.count < 8, series == 0 || isSliver {
            return (TerminalStyle.eighths[covered.count], colour)
        }
        return covered.count >= 4 ? (style.fill(series), colour) : (" ", nil)
    }
}
