/// The line of an SQL text in which a range starts, with carets under the range.
struct SourceExcerpt {
    /// Columns shown of a line; of a longer one a piece around the carets.
    private static let columnsShown = 110
    private static let cut = "..."

    /// A character as shown, and the columns of a terminal it takes.
    private struct Cell {
        let text: String
        let width: Int
    }

    private let label: String
    private let cells: [Cell]
    /// The cells that the range covers, one at least; it may lie behind the last cell.
    private let marked: Range<Int>

    init(source: String, range: SourceRange) {
        let bytes = Array(source.utf8)
        var start = min(max(range.start, 0), bytes.count)
        // The end of the text is the end of its last line that holds something.
        let end = bytes.lastIndex { !Self.isBlank($0) }.map { $0 + 1 } ?? start
        if start > end { start = end }
        let newline = UInt8(ascii: "\n")
        let lineStart = bytes[..<start].lastIndex(of: newline).map { $0 + 1 } ?? 0
        var lineEnd = bytes[start...].firstIndex(of: newline) ?? bytes.count
        if lineEnd > start, bytes[lineEnd - 1] == UInt8(ascii: "\r") { lineEnd -= 1 }
        let before = Self.cells(bytes[lineStart..<start])
        let inside = Self.cells(bytes[start..<max(start, min(range.end, lineEnd))])
        cells = Self.cells(bytes[lineStart..<lineEnd])
        marked = before.count..<(before.count + max(1, inside.count))
        let number = bytes[..<lineStart].count { $0 == newline } + 1
        label = "  line \(number):\(before.count + 1) | "
    }

    /// `  line 2:8 | ` and the line, and below it the carets.
    var text: String {
        let shown = piece
        let left = shown.lowerBound > 0 ? Self.cut : ""
        let right = shown.upperBound < cells.count ? Self.cut : ""
        let line = left + cells[shown].map(\.text).joined() + right
        let indent = label.count + left.count + width(shown.lowerBound..<marked.lowerBound)
        let carets = width(marked.clamped(to: shown))
        return label + line + "\n" + String(repeating: " ", count: indent)
            + String(repeating: "^", count: max(1, carets))
    }

    /// The cells to show: all, or as many as fit around the first caret, half of them before it where there
    /// are enough behind it.
    private var piece: Range<Int> {
        guard width(cells.indices) > Self.columnsShown else { return cells.indices }
        let room = Self.columnsShown - 2 * Self.cut.count
        var first = min(marked.lowerBound, cells.count)
        var last = first
        func fits(_ piece: Range<Int>, _ room: Int) -> Bool { width(piece) <= room }
        while first > 0, fits(first - 1..<last, room / 2) { first -= 1 }
        while last < cells.count, fits(first..<last + 1, room) { last += 1 }
        while first > 0, fits(first - 1..<last, room) { first -= 1 }
        return first..<last
    }

    private func width(_ range: Range<Int>) -> Int {
        cells[range.clamped(to: cells.indices)].reduce(0) { $0 + $1.width }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func cells(_ bytes: ArraySlice<UInt8>) -> [Cell] {
        String(decoding: bytes, as: UTF8.self).map(cell)
    }

    /// Tabs are shown as one blank and other control characters by the replacement character: what is printed
    /// has the same columns everywhere, and moves no cursor.
    private static func cell(_ character: Character) -> Cell {
        guard let first = character.unicodeScalars.first else { return Cell(text: "", width: 0) }
        if first == "\t" { return Cell(text: " ", width: 1) }
        if first.properties.generalCategory == .control { return Cell(text: "\u{FFFD}", width: 1) }
        return Cell(text: String(character), width: isWide(first) ? 2 : 1)
    }

    /// The blocks of Unicode's EastAsianWidth.txt that are wide or full-width, and the emoji.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
            0x20000...0x3FFFD:
            true
        default: scalar.properties.isEmojiPresentation
        }
    }
}
