package import TideColumnar
import TideModel

extension BarChart {
    /// The most series told apart by colour and fill; the smallest of more are added up.
    package static let seriesLimit = 8

    /// The chart of a table's rows.
    ///
    /// Rows of one category and series are added, and a note says so. A y that is NULL, NaN or infinite is
    /// left out and counted in a note.
    ///
    /// - Throws: `TidemarkError` when there are too many categories.
    package init(
        _ batch: RecordBatch, columns: ChartColumns, zone: ZoneRules, arrangement: Arrangement = .stacked
    ) throws {
        let fields = batch.schema.fields
        let rows = 0..<batch.count
        let x: [Value] =
            columns.x.map { x in
                rows.map { ChartKeys.key(batch.columns[x].value(at: $0), type: fields[x].type) }
            } ?? rows.map { .bigint(Int64($0) + 1) }
        let xName = columns.x.map { fields[$0].name } ?? "row"
        let xType = columns.x.map { fields[$0].type } ?? .bigint
        let axis = try CategoryAxis(x, name: xName, type: xType, zone: zone)
        let groups: [Value] =
            columns.series.map { by in
                rows.map { ChartKeys.key(batch.columns[by].value(at: $0), type: fields[by].type) }
            } ?? rows.map { _ in .null }
        var table = SumTable(
            categories: axis.keys, series: ChartKeys.distinct(groups).sorted(by: ChartKeys.precedes))
        for row in rows {
            table.add(batch.columns[columns.y].value(at: row), category: x[row], series: groups[row])
        }
        table.dropOverflows()
        let yName = fields[columns.y].name
        var notes = axis.notes + table.notes(y: yName)
        let isTime = columns.series.map { fields[$0].type.isTime && fields[$0].type != .date } ?? false
        let series = table.series(limit: Self.seriesLimit, notes: &notes) { key in
            guard isTime, case .timestamp(let instant) = key else { return ChartKeys.text(key) }
            return Timestamps.format(instant, zone: zone)
        }
        let by = columns.series.map { " and " + fields[$0].name } ?? ""
        self.init(
            title: "\(yName) by \(xName)\(by)", xTitle: axis.title, yTitle: yName, categories: axis.labels,
            isOrdered: xType.isTime || xType.isNumeric,
            series: columns.series == nil ? series.map { Series(name: yName, values: $0.values) } : series,
            hasLegend: columns.series != nil, arrangement: arrangement, notes: notes)
    }
}

/// The sums of a table's numbers by category and series.
private struct SumTable {
    private let seriesKeys: [Value]
    private let categoryIndex: [Value: Int]
    private let seriesIndex: [Value: Int]
    /// A list a series, an element a category.
    private var sums: [[Double?]]
    /// How many rows each sum has.
    private var counts: [[Int]]
    private var missing = 0
    private var notFinite = 0

    init(categories: [Value], series: [Value]) {
        seriesKeys = series
        categoryIndex = Dictionary(uniqueKeysWithValues: zip(categories, categories.indices))
        seriesIndex = Dictionary(uniqueKeysWithValues: zip(series, series.indices))
        sums = series.map { _ in categories.map { _ in nil } }
        counts = series.map { _ in categories.map { _ in 0 } }
    }

    mutating func add(_ value: Value, category: Value, series: Value) {
        guard let category = categoryIndex[category], let series = seriesIndex[series] else { return }
        guard let number = Self.number(value) else {
            missing += 1
            return
        }
        guard number.isFinite else {
            notFinite += 1
            return
        }
        sums[series][category] = (sums[series][category] ?? 0) + number
        counts[series][category] += 1
    }

    private static func number(_ value: Value) -> Double? {
        switch value {
        case .decimal(let number): number.double
        default: value.binary64 ?? value.integer.map(Double.init)
        }
    }

    /// Leaves out the categories whose numbers no double can add up.
    mutating func dropOverflows() {
        for category in categoryIndex.values {
            let numbers = sums.compactMap { $0[category] }
            // Then the sum of any of them is finite too, with their signs.
            guard !numbers.map(\.magnitude).reduce(0, +).isFinite else { continue }
            for series in sums.indices {
                notFinite += counts[series][category]
                counts[series][category] = 0
                sums[series][category] = nil
            }
        }
    }

    func notes(y: String) -> [String] {
        var notes: [String] = []
        if missing > 0 { notes.append("left out: \(Self.rows(missing)) whose \(y) is NULL") }
        if notFinite > 0 {
            notes.append("left out: \(Self.rows(notFinite)) whose \(y) is NaN, infinite or too large")
        }
        let added = counts.joined().count { $0 > 1 }
        if added > 0 {
            notes.append("\(added == 1 ? "1 bar is the sum" : "\(added) bars are sums") of several rows")
        }
        return notes
    }

    private static func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }

    /// The series by name; of more than `limit` the largest, and the others as one.
    func series(
        limit: Int, notes: inout [String], name: (Value) -> String
    ) -> [BarChart.Series] {
        guard seriesKeys.count > limit else {
            return zip(seriesKeys, sums).map { BarChart.Series(name: name($0), values: $1) }
        }
        let sizes = sums.map { $0.reduce(0) { $0 + ($1?.magnitude ?? 0) } }
        let ranked = sizes.indices.sorted { sizes[$0] > sizes[$1] || (sizes[$0] == sizes[$1] && $0 < $1) }
        let kept = ranked.prefix(limit - 1).sorted()
        let others = ranked.dropFirst(limit - 1)
        notes.append(
            "of \(seriesKeys.count) series the \(kept.count) largest are shown, the others added up")
        let rest = categoryIndex.count
        let sum = (0..<rest).map { category in
            others.compactMap { sums[$0][category] }.reduce(nil) { ($0 ?? 0) + $1 }
        }
        return kept.map { BarChart.Series(name: name(seriesKeys[$0]), values: sums[$0]) }
            + [BarChart.Series(name: "\(others.count) others", values: sum)]
    }
}
