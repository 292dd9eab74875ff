/// Draws a chart as lines of text: a row a bar, from top to bottom.
package struct TerminalChart {
    private let chart: BarChart
    private let style: TerminalStyle
    private let lettering: TerminalText
    private let labels: [String]
    private let labelWidth: Int
    /// Cells for the bars, the axis not counted.
    private let cells: Int
    private let scale: NiceScale
    /// Cells left of zero.
    private let before: Int
    /// Cells for the whole of the scale.
    private let unit: Double

    /// Lays the chart out for a terminal.
    package init(_ chart: BarChart, style: TerminalStyle) {
        self.chart = chart
        self.style = style
        let lettering = TerminalText(isUnicode: style.isUnicode)
        self.lettering = lettering
        let longest = max(4, style.width / 3)
        labels = chart.categories.map { lettering.shortened(lettering.clean($0), to: longest) }
        labelWidth = labels.map(TerminalText.width).max() ?? 0
        let numbers = chart.categories.indices.flatMap { Self.rows(chart, $0) }.compactMap(\.number)
        let numberWidth = numbers.map { NumberLabel.text($0).utf8.count + 1 }.max() ?? 0
        let room = style.width - labelWidth - 2
        // Where bars would shrink to nothing, their numbers may be cut instead.
        cells = max(1, room - numberWidth >= 10 ? room - numberWidth : room)
        (scale, before, unit) = Self.scale(chart.extent, cells: cells)
    }

    /// The lines, none wider than the terminal.
    var lines: [String] {
        [heading(chart.title)] + legend + [heading(chart.xTitle)]
            + chart.categories.indices.flatMap(bars) + [axisLine, tickLine]
    }

    /// The lines, each ended.
    package var text: String { lines.map { $0 + "\n" }.joined() }

    /// The scale with the most ticks whose labels stand apart, and where its zero is.
    private static func scale(
        _ extent: (low: Double, high: Double), cells: Int
    ) -> (NiceScale, before: Int, unit: Double) {
        var intervals = max(2, cells / 8)
        while true {
            let scale = NiceScale(low: extent.low, high: extent.high, intervals: intervals)
            let (before, unit) = zero(of: scale, extent, cells: cells)
            let places = scale.ticks.map { column(of: $0.position, scale, before: before, unit: unit) }
            let isApart = zip(zip(places, scale.ticks), zip(places.dropFirst(), scale.ticks.dropFirst()))
                .allSatisfy { left, right in
                    right.0 - left.0 >= (left.1.label.utf8.count + right.1.label.utf8.count) / 2 + 2
                }
            if isApart || intervals <= 2 { return (scale, before, unit) }
            intervals -= 1
        }
    }

    /// Zero lies between two cells, with the same number of cells for a unit on both of its sides.
    private static func zero(
        of scale: NiceScale, _ extent: (low: Double, high: Double), cells: Int
    ) -> (before: Int, unit: Double) {
        let origin = scale.position(0)
        let least = origin > 0 && cells > 1 ? 1 : 0
        let most = origin < 1 && cells > 1 ? cells - 1 : cells
        let before = min(most, max(least, Int((origin * Double(cells)).rounded())))
        let sides = [
            origin > 0 ? Double(before) / origin : nil,
            origin < 1 ? Double(cells - before) / (1 - origin) : nil,
        ]
        return (before, sides.compactMap { $0 }.min() ?? 0)
    }

    /// The column of a place on the scale, counted from the first cell; the axis's own is `before`.
    private static func column(of position: Double, _ scale: NiceScale, before: Int, unit: Double) -> Int {
        before + Int(((position - scale.position(0)) * unit).rounded())
    }

    // MARK: Lines

    private func heading(_ title: String) -> String {
        lettering.shortened(lettering.clean(title), to: style.width)
    }

    /// The series with their fills, over as many lines as they need.
    private var legend: [String] {
        guard chart.hasLegend else { return [] }
        var lines = [TerminalLine(limit: style.width)]
        for (index, series) in chart.series.enumerated() {
            let name = lettering.shortened(lettering.clean(series.name), to: max(8, style.width / 3))
            let width = TerminalText.width(of: name) + 2
            let used = lines[lines.count - 1].width
            if used > 0, used + 3 + width > style.width { lines.append(TerminalLine(limit: style.width)) }
            let isFirst = lines[lines.count - 1].width == 0
            lines[lines.count - 1].append(isFirst ? "" : "   ")
            lines[lines.count - 1].append(
                style.sample(index), style: style.isColored ? style.foreground(index) : nil)
            lines[lines.count - 1].append(" " + name)
        }
        return lines.map(\.trimmed)
    }

    /// The rows of a category: a stack, or a bar a series.
    private static func rows(
        _ chart: BarChart, _ category: Int
    ) -> [(segments: [BarChart.Segment], number: Double?)] {
        let segments = chart.segments(of: category)
        switch chart.arrangement {
        case _ where segments.isEmpty: return [([], nil)]
        case .stacked: return [(segments, chart.total(of: category))]
        case .grouped: return segments.map { ([$0], $0.value) }
        }
    }

    private func bars(_ category: Int) -> [String] {
        Self.rows(chart, category).enumerated().map { index, row in
            var line = TerminalLine(limit: style.width)
            line.append(index == 0 ? labels[category] : "")
            line.pad(to: labelWidth + 1)
            var bar = BarCells(style: style, before: before, after: cells - before)
            let origin = scale.position(0)
            for segment in row.segments {
                bar.fill(
                    series: segment.series, from: (scale.position(segment.inner) - origin) * unit,
                    to: (scale.position(segment.outer) - origin) * unit)
            }
            let end = bar.draw(on: &line, axis: style.axis.line)
            if let number = row.number {
                line.pad(to: end + 1)
                line.append(NumberLabel.text(number))
            }
            return line.trimmed
        }
    }

    private func column(of tick: NiceScale.Tick) -> Int {
        Self.column(of: tick.position, scale, before: before, unit: unit)
    }

    private var axisLine: String {
        let ticks = Set(scale.ticks.map(column))
        var line = TerminalLine(limit: style.width)
        line.pad(to: labelWidth + 1)
        let axis = style.axis
        for column in 0...cells {
            if column == before {
                line.append(before == 0 ? axis.start : before == cells ? axis.end : axis.cross)
            } else {
                line.append(ticks.contains(column) ? axis.tick : axis.rule)
            }
        }
        return line.trimmed
    }

    private var tickLine: String {
        var line = TerminalLine(limit: style.width)
        for tick in scale.ticks {
            let width = tick.label.utf8.count
            let middle = labelWidth + 1 + column(of: tick)
            let start = max(0, min(middle - width / 2, style.width - width))
            // A label that has no room is left out; the others say where it would be.
            guard start >= line.width + (line.width > 0 ? 1 : 0), start + width <= style.width else {
                continue
            }
            line.pad(to: start)
            line.append(tick.label)
        }
        return line.trimmed
    }
}
