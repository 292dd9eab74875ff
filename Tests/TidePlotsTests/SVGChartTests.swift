import Foundation
import FoundationXML
import Testing

@testable import TidePlots

@Suite("Charts as SVG")
struct SVGChartTests {
    private static let closes: [Double?] = [11, 344, 176, nil]
    private static let opens: [Double?] = [179, 1_001, 289, 50]

    private func picture(
        _ kind: BarChart.Arrangement = .stacked, series: [(String, [Double?])]? = nil, isOrdered: Bool = true,
        labels: [String] = ["02:00", "03:00", "04:00", "05:00"]
    ) throws -> Picture {
        let series = series ?? [("Close", Self.closes), ("Open", Self.opens)]
        let chart = BarChart(
            title: "count by window & action", xTitle: "window", yTitle: "count", categories: labels,
            isOrdered: isOrdered, series: series.map { BarChart.Series(name: $0.0, values: $0.1) },
            hasLegend: true, arrangement: kind, notes: ["left out: 1 row whose count is NULL"])
        return try Picture(SVGChart(chart).text)
    }

    @Test("stacked bars: heights in proportion, one on top of the other, named and coloured") func stacked()
        throws
    {
        let picture = try picture()
        #expect(
            picture.bars.map(\.title) == [
                "02:00, Close: 11", "03:00, Close: 344", "04:00, Close: 176", "02:00, Open: 179",
                "03:00, Open: 1,001", "04:00, Open: 289", "05:00, Open: 50",
            ])
        // 320 pixels are 1,500.
        let values = [11.0, 344, 176, 179, 1_001, 289, 50]
        for (bar, value) in zip(picture.bars, values) {
            #expect(abs(bar.height - value * 320 / 1_500) < 0.011, "\(bar)")
        }
        let ground = picture.bars[0].bottom
        for index in 0..<3 {
            #expect(picture.bars[index].bottom == ground)
            #expect(abs(picture.bars[index + 3].bottom - picture.bars[index].top) < 0.011)
            #expect(picture.bars[index].left == picture.bars[index + 3].left)
        }
        #expect(picture.bars[6].bottom == ground)
        #expect(
            picture.bars.map(\.fill) == Array(repeating: "#0072B2", count: 3)
                + Array(repeating: "#E69F00", count: 4))
    }

    @Test("grouped bars stand side by side on the ground, and do not overlap") func grouped() throws {
        let bars = try picture(.grouped).bars
        #expect(bars.allSatisfy { $0.bottom == bars[0].bottom })
        let places = bars.map { ($0.left, $0.left + $0.width) }.sorted { $0.0 < $1.0 }
        for (left, right) in zip(places, places.dropFirst()) { #expect(left.1 <= right.0 + 0.011) }
    }

    @Test("negative bars hang from zero") func negative() throws {
        let bars = try picture(series: [("A", [-2, 4, nil, -1])]).bars
        #expect(bars.map(\.height).map { ($0 * 10).rounded() / 10 } == [106.7, 213.3, 53.3])
        #expect(bars[0].top == bars[1].bottom && bars[2].top == bars[1].bottom)
    }

    @Test("the document stands alone: title, description, legend, axes, notes; no script, link or font file")
    func alone() throws {
        let picture = try picture()
        #expect(picture.texts.first == "count by window & action")
        for text in ["Close", "Open", "count", "window", "0", "500", "1,000", "1,500", "02:00", "05:00"] {
            #expect(picture.texts.contains(text), "\(text)")
        }
        #expect(picture.texts.last == "Note: left out: 1 row whose count is NULL.")
        #expect(picture.title == "count by window & action")
        #expect(
            picture.summary
                == "Stacked bars of count along window: 4 from 02:00 to 05:00, between 50 and 1,345. "
                + "Series: Close, Open. left out: 1 row whose count is NULL.")
        #expect(picture.elements == ["svg", "title", "desc", "rect", "text", "line", "g"])
        #expect(!picture.source.contains("href") && !picture.source.contains("url("))
    }

    @Test("text cannot end the element it stands in, and what XML forbids is replaced") func escapes() throws
    {
        let name = "</text><script>alert(1)</script>\u{0}\u{FFFF}\"'&amp;"
        let picture = try picture(series: [(name, [1, 1, 1, 1])])
        #expect(picture.elements == ["svg", "title", "desc", "rect", "text", "line", "g"])
        #expect(picture.bars[0].title == "02:00, </text><script>alert(1)</script>\u{FFFD}\u{FFFD}\"'&amp;: 1")
    }

    @Test(
        "many labels: times are thinned, names turned; none leaves the picture", arguments: [5, 16, 60, 500])
    func labels(count: Int) throws {
        let labels = (0..<count).map { "Jul-26 0\($0)" }
        let values: [Double?] = labels.map { _ in 1 }
        let times = try picture(series: [("A", values)], labels: labels)
        #expect(!times.source.contains("rotate"))
        let places = times.labels.filter { $0.text.hasPrefix("Jul") }.map { label in
            let half = SVGLayout.width(of: label.text) / 2
            return (label.x - half, label.x + half)
        }
        #expect(places.count >= 5 && places.allSatisfy { $0.0 >= 0 && $0.1 <= 960 })
        for (left, right) in zip(places, places.dropFirst()) { #expect(left.1 < right.0) }
        let names = try picture(series: [("A", values)], isOrdered: false, labels: labels)
        #expect(names.source.contains("rotate") == (count > 8))
    }

    @Test(
        "lengths have at most two digits behind the point",
        arguments: [
            (0.0, "0"), (1.005, "1"), (1.5, "1.5"), (-2.25, "-2.25"), (3.07, "3.07"), (12, "12"),
            (-0.001, "0"),
        ])
    func number(value: Double, text: String) {
        #expect(SVGText.number(value) == text)
    }
}

/// What a parser finds in a picture.
private final class Picture: NSObject, XMLParserDelegate {
    struct Bar {
        let left, top, width, height: Double
        let fill: String
        var title: String
        var bottom: Double { ((top + height) * 100).rounded() / 100 }
    }

    let source: String
    private(set) var bars: [Bar] = []
    private(set) var labels: [(text: String, x: Double)] = []
    private(set) var title = ""
    private(set) var summary = ""
    /// Names in the order of their first appearance.
    private(set) var elements: [String] = []
    private var open: [(name: String, attributes: [String: String], text: String)] = []
    var texts: [String] { labels.map(\.text) }

    init(_ text: String) throws {
        source = text
        super.init()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = self
        try #require(parser.parse(), "\(parser.parserError.map(String.init(describing:)) ?? "")")
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        if !elements.contains(name) { elements.append(name) }
        open.append((name, attributes, ""))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) { open[open.count - 1].text += text }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        let element = open.removeLast()
        let parent = open.last?.name
        func length(_ key: String, _ attributes: [String: String]) -> Double {
            Double(attributes[key] ?? "") ?? .nan
        }
        switch (name, parent) {
        case ("title", "svg"): title = element.text
        case ("desc", _): summary = element.text
        case ("text", _): labels.append((element.text, length("x", element.attributes)))
        case ("title", "rect"):
            let rect = open[open.count - 1].attributes
            bars.append(
                Bar(
                    left: length("x", rect), top: length("y", rect), width: length("width", rect),
                    height: length("height", rect), fill: open[open.count - 2].attributes["fill"] ?? "",
                    title: element.text))
        default: break
        }
    }
}
