import TideColumnar
import TidePlanning

/// Rows of overlapping windows, gathered by panes: the stretches of time from one window's start to the next.
///
/// A window is the sum of its panes, so that a row is looked up once and not once a window (J. Li, D. Maier,
/// K. Tufte, V. Papadimos, P. Tucker: No Pane, No Gain, SIGMOD Record 34(1), 2005).
struct SlidingPanes: Sendable {
    /// Groups of windows that the panes held at one time come to, about.
    private static let mostGroups = 65_536
    /// Times further from the epoch go the long way, which knows where TIMESTAMP ends.
    private static let farthestUs: Int64 = 1 << 61

    private let window: TimeWindow
    private let grouping: Int
    private let operatorOfPanes: WindowOperator
    private let empty: PartialAggregator
    /// Windows that end up to it are late.
    private let lateThroughUs: Int64?
    private var panes: PartialAggregator

    /// nil for an aggregation whose windows are not the sums of their panes: windows that do not overlap or
    /// are no whole number of panes, values kept in reading order, other uses of the window's column.
    ///
    /// - Parameters:
    ///   - ordinal: of the window's column in the aggregation's input.
    ///   - lateThroughUs: what is compared with the windows' ends; nil where no row is late.
    init?(
        _ aggregation: Aggregation, _ window: TimeWindow, ordinal: Int, lateThroughUs: Int64?,
        context: EvaluationContext
    ) {
        guard window.overlap > 1, window.sizeUs % window.slideUs == 0,
            let grouping = aggregation.windowGrouping,
            case .column(ordinal, _, _) = aggregation.groupings[grouping].expression,
            !aggregation.usesElsewhere(ordinal, than: grouping),
            aggregation.aggregates.allSatisfy({ !AggregateKind($0).isOrdered })
        else { return nil }
        self.window = window
        self.grouping = grouping
        self.lateThroughUs = lateThroughUs
        var pane = window
        pane.sizeUs = window.slideUs
        operatorOfPanes = WindowOperator(pane, context: context)
        var perPane = aggregation
        perPane.windowSizeUs = pane.sizeUs
        empty = PartialAggregator(AggregateCodec(perPane), context: context)
        panes = empty
    }

    /// How many groups of panes are held.
    var groupCount: Int { panes.groupCount }

    /// Takes the rows that come to the window's step; false, with none taken, where one of them may be late
    /// or outside of what TIMESTAMP holds.
    ///
    /// Throws as `PartialAggregator.consume`.
    mutating func take(_ batch: RecordBatch, block: Int) throws -> Bool {
        let column = try operatorOfPanes.time.evaluate(batch)
        guard case .int64(let times) = column.values else { return false }
        var (least, greatest) = (Int64.max, Int64.min)
        for row in times.indices where column.validity?[row] ?? true {
            least = min(least, times[row])
            greatest = max(greatest, times[row])
        }
        guard least <= greatest else { return true }
        guard least > -Self.farthestUs, greatest < Self.farthestUs,
            let first = operatorOfPanes.window.windows(of: least).first,
            lateThroughUs.map({ first.end > $0 }) ?? true
        else { return false }
        try panes.consume(try operatorOfPanes.process(batch), block: block)
        return true
    }

    /// Whether so many are held that they should be given.
    var isFull: Bool { groupCount > max(1, Self.mostGroups / window.overlap) }

    /// Gives what is held to an aggregator of the windows.
    mutating func flush(into aggregator: inout PartialAggregator) {
        aggregator.add(panes, inWindowsOf: window, grouping: grouping)
        panes = empty
    }
}

extension Aggregation {
    /// Whether something beside a grouping reads a column.
    fileprivate func usesElsewhere(_ ordinal: Int, than grouping: Int) -> Bool {
        groupings.indices.contains { $0 != grouping && groupings[$0].expression.columns.contains(ordinal) }
            || aggregates.contains { $0.argument?.columns.contains(ordinal) ?? false }
    }
}

extension AggregateKind {
    /// Whether rows in another order may give another value.
    fileprivate var isOrdered: Bool {
        if case .ordered = self { true } else { false }
    }
}
