package import TideColumnar

/// Rows as a grid for people, in the form of Spark's `show` (Dataset.showString).
package struct TablePrinter: Sendable {
    private let zone: ZoneRules
    /// UTF-16 units a cell may have; nil for no limit.
    private let limit: Int?

    /// Timestamps are shown in `zone`. With a limit, at least 1, longer cells are cut and cells stand to the
    /// right.
    package init(zone: ZoneRules, truncatingAt limit: Int? = nil) {
        self.zone = zone
        self.limit = limit
    }

    /// Appends the grid of all rows: a header, rules above, below it and at the end.
    package func append(_ batch: RecordBatch, to output: inout [UInt8]) {
        let header = batch.schema.fields.map { Self.escaped($0.name) }
        let rows = (0..<batch.count).map { row in
            batch.columns.map { column in
                var text: [UInt8] = []
                ValueText.append(column.value(at: row), zone: zone, to: &text)
                return cut(Self.escaped(String(decoding: text, as: UTF8.self)))
            }
        }
        // Spark's narrowest column.
        var widths = header.map { max(3, Self.width($0)) }
        for row in rows {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], Self.width(cell)) }
        }
        let rule = "+" + widths.map { String(repeating: "-", count: $0) + "+" }.joined() + "\n"
        output.append(ascii: rule)
        append(header, widths, to: &output)
        output.append(ascii: rule)
        for row in rows { append(row, widths, to: &output) }
        output.append(ascii: rule)
    }

    private func append(_ cells: [String], _ widths: [Int], to output: inout [UInt8]) {
        output.append(UInt8(ascii: "|"))
        for (cell, width) in zip(cells, widths) {
            let blanks = repeatElement(UInt8(ascii: " "), count: width - Self.width(cell))
            if limit != nil { output.append(contentsOf: blanks) }
            output.append(ascii: cell)
            if limit == nil { output.append(contentsOf: blanks) }
            output.append(UInt8(ascii: "|"))
        }
        output.append(UInt8(ascii: "\n"))
    }

    /// A cell within the limit: its beginning and `...`, which a limit below 4 has no room for.
    private func cut(_ text: String) -> String {
        guard let limit, text.utf16.count > limit else { return text }
        let kept = text.utf16.prefix(limit < 4 ? limit : limit - 3)
        return String(decoding: kept, as: UTF16.self) + (limit < 4 ? "" : "...")
    }

    /// Columns on a terminal as Spark counts them (Utils.stringHalfWidth): UTF-16 units, and one more for
    /// each full-width one.
    private static func width(_ text: String) -> Int {
        text.utf16.count { unit in
            switch unit {
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
                0xFF00...0xFF60, 0xFFE0...0xFFE6:
                true
            default: false
            }
        } + text.utf16.count
    }

    /// Control characters by name, so that a cell stays on its line (SchemaUtils.escapeMetaCharacters).
    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x07: result += "\\a"
            case 0x08: result += "\\b"
            case 0x09: result += "\\t"
            case 0x0A: result += "\\n"
            case 0x0B: result += "\\v"
            case 0x0C: result += "\\f"
            case 0x0D: result += "\\r"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
