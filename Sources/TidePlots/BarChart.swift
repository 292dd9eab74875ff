/// A bar chart as values: categories along x, one number for each category and series.
package struct BarChart: Hashable, Sendable {
    /// How the series of one category stand together.
    package enum Arrangement: String, Hashable, Sendable, CaseIterable {
        /// On top of one another: the bar's length is their sum, positive and negative apart.
        case stacked
        /// Side by side.
        case grouped
    }

    /// The numbers of one colour.
    package struct Series: Hashable, Sendable {
        package let name: String
        /// One finite number a category; nil where there is none.
        package let values: [Double?]

        package init(name: String, values: [Double?]) {
            self.name = name
            self.values = values
        }
    }

    /// What is drawn: `count by window and action`.
    package let title: String
    /// What the categories are: `window (start), 2016-07-26, UTC`.
    package let xTitle: String
    /// What the bars' lengths are: `count`.
    package let yTitle: String
    /// Categories in the order drawn.
    package let categories: [String]
    /// Whether the categories are steps of one quantity, so that some labels tell the others.
    package let isOrdered: Bool
    package let series: [Series]
    /// Whether the series have names worth a legend.
    package let hasLegend: Bool
    package let arrangement: Arrangement
    /// What the reader should know: rows left out, bars that are sums. Sentences without a full stop.
    package let notes: [String]

    package init(
        title: String, xTitle: String, yTitle: String, categories: [String], isOrdered: Bool,
        series: [Series], hasLegend: Bool, arrangement: Arrangement = .stacked, notes: [String] = []
    ) {
        precondition(series.allSatisfy { $0.values.count == categories.count })
        self.title = title
        self.xTitle = xTitle
        self.yTitle = yTitle
        self.categories = categories
        self.isOrdered = isOrdered
        self.series = series
        self.hasLegend = hasLegend
        self.arrangement = arrangement
        self.notes = notes
    }
}

extension BarChart {
    /// One bar or one part of a stack, from one value to another as seen from zero.
    package struct Segment: Hashable, Sendable {
        package let series: Int
        package let value: Double
        /// The end nearer to zero.
        package let inner: Double
        /// The end farther from zero.
        package let outer: Double
    }

    /// The parts of a category's stack from zero outwards, positive and negative ones apart; for a grouped
    /// chart its bars, which all begin at zero. Series without a number are left out.
    package func segments(of category: Int) -> [Segment] {
        var (above, below) = (0.0, 0.0)
        return series.indices.compactMap { index in
            guard let value = series[index].values[category] else { return nil }
            guard arrangement == .stacked else {
                return Segment(series: index, value: value, inner: 0, outer: value)
            }
            let inner = value < 0 ? below : above
            if value < 0 { below += value } else { above += value }
            return Segment(series: index, value: value, inner: inner, outer: inner + value)
        }
    }

    /// The least and the greatest value any bar reaches; zero is always between them.
    package var extent: (low: Double, high: Double) {
        var (low, high) = (0.0, 0.0)
        for category in categories.indices {
            for segment in segments(of: category) {
                low = min(low, segment.outer)
                high = max(high, segment.outer)
            }
        }
        return (low, high)
    }

    /// The sum of a category's numbers; nil when it has none.
    package func total(of category: Int) -> Double? {
        let numbers = series.compactMap { $0.values[category] }
        return numbers.isEmpty ? nil : numbers.reduce(0, +)
    }
}
