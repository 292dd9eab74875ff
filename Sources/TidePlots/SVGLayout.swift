/// Where everything of a picture goes, in pixels from its top left.
struct SVGLayout {
    static let width = 960.0
    private static let plotHeight = 320.0
    static let titleSize = 18.0
    static let textSize = 13.0
    static let noteSize = 11.0
    static let margin = 24.0
    /// Room a rotated label needs along the axis.
    private static let rotatedPitch = 16.0
    /// How far a label rotated by 45 degrees reaches left and down, of its length.
    private static let slope = 0.71

    /// One entry of the legend.
    struct LegendEntry {
        let name: String
        let x: Double
        let y: Double
    }

    let legend: [LegendEntry]
    let scale: NiceScale
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double
    /// Every which category has its label.
    let labelStep: Int
    let isRotated: Bool
    let labels: [String]
    let xTitleY: Double
    let notesY: Double
    let height: Double

    init(_ chart: BarChart) {
        let text = TerminalText(isUnicode: true)
        legend = Self.legend(chart, text)
        let legendEnd = legend.last.map(\.y) ?? 44
        top = legendEnd + 48
        bottom = top + Self.plotHeight
        scale = NiceScale(low: chart.extent.low, high: chart.extent.high, intervals: 6)
        right = Self.width - Self.margin
        let ticks = Self.margin + 12 + (scale.ticks.map { Self.width(of: $0.label) }.max() ?? 0)
        let band = (right - ticks) / Double(max(1, chart.categories.count))
        let cleaned = chart.categories.map { text.clean($0) }
        let longest = cleaned.map { Self.width(of: $0) }.max() ?? 0
        isRotated = longest > band - 8 && !chart.isOrdered
        let labelColumns = isRotated ? 24 : 100
        let labels = cleaned.map { text.shortened($0, to: labelColumns) }
        self.labels = labels
        let pitch = longest <= band - 8 ? 0 : isRotated ? Self.rotatedPitch : longest + 16
        labelStep = Self.steps.first { Double($0) * band >= pitch } ?? max(1, labels.count)
        let reaches = labels.map { Self.slope * Self.width(of: $0) }
        let overhang = reaches.indices.map { reaches[$0] - (Double($0) + 0.5) * band }.max() ?? 0
        left = isRotated ? max(ticks, 8 + overhang) : ticks
        xTitleY = bottom + 18 + (isRotated ? 18 + (reaches.max() ?? 0) : 26)
        notesY = xTitleY + 24
        height = notesY + Double(chart.notes.count) * 16
    }

    /// Every second, third or fourth label, or by hours, half days and days; then doubling.
    private static let steps = [1, 2, 3, 4, 6, 12, 24] + (0..<10).map { 48 << $0 }

    /// The distance from one category to the next.
    func band(_ chart: BarChart) -> Double { (right - left) / Double(max(1, chart.categories.count)) }

    /// The height of a value.
    func y(_ value: Double) -> Double { y(position: scale.position(value)) }

    func y(position: Double) -> Double { bottom - position * (bottom - top) }

    /// About how wide text is: fonts differ, and this is a wide one's average.
    static func width(of text: String, size: Double = textSize) -> Double {
        Double(TerminalText.width(of: text)) * size * 0.62
    }

    private static func legend(_ chart: BarChart, _ text: TerminalText) -> [LegendEntry] {
        guard chart.hasLegend else { return [] }
        var (x, y) = (margin, 64.0)
        return chart.series.map { series in
            let name = text.shortened(text.clean(series.name), to: 40)
            let length = 20 + width(of: name) + 20
            if x > margin, x + length > Self.width - margin { (x, y) = (margin, y + 22) }
            defer { x += length }
            return LegendEntry(name: name, x: x, y: y)
        }
    }
}
