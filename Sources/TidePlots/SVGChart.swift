/// Draws a chart as a picture that stands alone: an SVG 1.1 document without scripts, fonts or links.
package struct SVGChart {
    private let chart: BarChart
    private let layout: SVGLayout

    private static let ink = "#1F2328"
    private static let pale = "#57606A"
    private static let grid = "#D8DEE4"
    private static let paper = "#FFFFFF"

    package init(_ chart: BarChart) {
        self.chart = chart
        layout = SVGLayout(chart)
    }

    /// The document.
    package var text: String {
        var svg = SVGText()
        let (width, height) = (SVGText.number(SVGLayout.width), SVGText.number(layout.height))
        svg.group(
            "svg",
            [
                ("xmlns", "http://www.w3.org/2000/svg"), ("width", width), ("height", height),
                ("viewBox", "0 0 \(width) \(height)"), ("role", "img"),
                ("aria-labelledby", "title"), ("aria-describedby", "desc"),
                ("font-family", "system-ui, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"),
                ("font-size", SVGText.number(SVGLayout.textSize)), ("fill", Self.ink),
            ]
        ) { svg in
            svg.element("title", [("id", "title")], text: chart.title)
            svg.element("desc", [("id", "desc")], text: description)
            svg.element("rect", [("width", width), ("height", height), ("fill", Self.paper)])
            headings(&svg)
            yAxis(&svg)
            bars(&svg)
            xAxis(&svg)
            for (index, note) in chart.notes.enumerated() {
                svg.element(
                    "text",
                    place(SVGLayout.margin, layout.notesY + Double(index) * 16) + [
                        ("font-size", SVGText.number(SVGLayout.noteSize)), ("fill", Self.pale),
                    ], text: "Note: \(note).")
            }
        }
        return svg.text
    }

    /// What the picture shows, in words.
    private var description: String {
        let totals = chart.categories.indices.flatMap { category in
            switch chart.arrangement {
            case .stacked: chart.total(of: category).map { [$0] } ?? []
            case .grouped: chart.series.compactMap { $0.values[category] }
            }
        }
        var text = chart.arrangement == .stacked && chart.series.count > 1 ? "Stacked bars" : "Bars"
        text += " of \(chart.yTitle) along \(chart.xTitle): \(chart.categories.count) from "
        text += "\(chart.categories.first ?? "") to \(chart.categories.last ?? "")"
        if let least = totals.min(), let greatest = totals.max() {
            text += ", between \(NumberLabel.text(least)) and \(NumberLabel.text(greatest))"
        }
        if chart.hasLegend { text += ". Series: " + chart.series.map(\.name).joined(separator: ", ") }
        return ([text] + chart.notes).joined(separator: ". ") + "."
    }

    private func headings(_ svg: inout SVGText) {
        let text = TerminalText(isUnicode: true)
        svg.element(
            "text",
            place(SVGLayout.margin, 36) + [
                ("font-size", SVGText.number(SVGLayout.titleSize)), ("font-weight", "600"),
            ], text: text.shortened(text.clean(chart.title), to: 80))
        for (index, entry) in layout.legend.enumerated() {
            svg.element(
                "rect",
                [("x", SVGText.number(entry.x)), ("y", SVGText.number(entry.y - 11))]
                    + [("width", "13"), ("height", "13"), ("fill", colour(index))])
            svg.element("text", place(entry.x + 20, entry.y), text: entry.name)
        }
        svg.element(
            "text", place(SVGLayout.margin, layout.top - 18) + [("fill", Self.pale)],
            text: text.shortened(text.clean(chart.yTitle), to: 60))
        svg.element(
            "text",
            place((layout.left + layout.right) / 2, layout.xTitleY) + [
                ("text-anchor", "middle"), ("fill", Self.pale),
            ], text: text.shortened(text.clean(chart.xTitle), to: 100))
    }

    private func yAxis(_ svg: inout SVGText) {
        for tick in layout.scale.ticks {
            let y = layout.y(position: tick.position)
            line(&svg, from: (layout.left, y), to: (layout.right, y), Self.grid)
            svg.element(
                "text", place(layout.left - 8, y + 4.5) + [("text-anchor", "end")], text: tick.label)
        }
    }

    private func bars(_ svg: inout SVGText) {
        let band = layout.band(chart)
        // Narrow bars touch, so that many look like an area and not like a fence.
        let room = band < 4 ? band : min(band * 0.8, 96)
        let isGrouped = chart.arrangement == .grouped
        let width = isGrouped ? room / Double(max(1, chart.series.count)) : room
        // Touching bars would let the paper shine through where they share a pixel, or where a rounded width
        // ends before the next bar begins.
        let edges = band < 4 ? [("shape-rendering", "crispEdges")] : []
        let drawnWidth = SVGText.number(band < 4 ? width + 0.02 : width)
        for series in chart.series.indices {
            svg.group("g", [("fill", colour(series))] + edges) { svg in
                for category in chart.categories.indices {
                    let segments = chart.segments(of: category).filter { $0.series == series }
                    for segment in segments {
                        let start = layout.left + (Double(category) + 0.5) * band - room / 2
                        let ends = [layout.y(segment.inner), layout.y(segment.outer)]
                        let top = ends.min() ?? 0
                        svg.element(
                            "rect",
                            [
                                ("x", SVGText.number(start + (isGrouped ? Double(series) * width : 0))),
                                ("y", SVGText.number(top)), ("width", drawnWidth),
                                ("height", SVGText.number((ends.max() ?? 0) - top)),
                            ], title: title(segment, category))
                    }
                }
            }
        }
    }

    private func title(_ segment: BarChart.Segment, _ category: Int) -> String {
        let name = chart.hasLegend ? ", \(chart.series[segment.series].name)" : ""
        return "\(chart.categories[category])\(name): \(NumberLabel.text(segment.value))"
    }

    private func xAxis(_ svg: inout SVGText) {
        let zero = layout.y(0)
        line(&svg, from: (layout.left, zero), to: (layout.right, zero), Self.ink)
        let band = layout.band(chart)
        for category in stride(from: 0, to: layout.labels.count, by: layout.labelStep) {
            let x = layout.left + (Double(category) + 0.5) * band
            if layout.labelStep > 1 {
                line(&svg, from: (x, layout.bottom), to: (x, layout.bottom + 5), Self.ink)
            }
            let y = layout.bottom + (layout.isRotated ? 14 : 20)
            let label = layout.labels[category]
            if layout.isRotated {
                let turn = "rotate(-45 \(SVGText.number(x)) \(SVGText.number(y)))"
                svg.element("text", place(x, y) + [("text-anchor", "end"), ("transform", turn)], text: label)
            } else {
                let half = SVGLayout.width(of: label) / 2 + 4
                let middle = max(half, min(x, SVGLayout.width - half))
                svg.element("text", place(middle, y) + [("text-anchor", "middle")], text: label)
            }
        }
    }

    private func line(
        _ svg: inout SVGText, from start: (Double, Double), to end: (Double, Double), _ colour: String
    ) {
        svg.element(
            "line",
            [
                ("x1", SVGText.number(start.0)), ("y1", SVGText.number(start.1)),
                ("x2", SVGText.number(end.0)), ("y2", SVGText.number(end.1)), ("stroke", colour),
            ])
    }

    private func place(_ x: Double, _ y: Double) -> [(String, String)] {
        [("x", SVGText.number(x)), ("y", SVGText.number(y))]
    }

    private func colour(_ series: Int) -> String { Palette.svg[series % Palette.svg.count] }
}
