package import TideCheckpoint
package import TideColumnar
package import TidePlanning

/// Aggregates record batches in memory; one a worker thread, then merged.
///
/// A value, so that a worker owns its own; its delta depends neither on how the rows were cut into batches
/// and spread over workers, nor, but for `first`, `last` and `collect_list`, on their order.
package struct PartialAggregator: Sendable {
    private let codec: AggregateCodec
    private let groupings: [ExpressionEvaluator]
    private let arguments: [ExpressionEvaluator?]
    private var table: GroupTable
    private var accumulators: [Accumulator]
    private var groups: [UInt32] = []
    private var hasRows = false
    /// Rows taken so far.
    private var rowCount = 0

    /// An aggregator without rows; `codec` names the aggregation and its operator id.
    package init(_ codec: AggregateCodec, context: EvaluationContext) {
        let aggregation = codec.aggregation
        self.codec = codec
        groupings = aggregation.groupings.map { ExpressionEvaluator($0.expression, context: context) }
        arguments = aggregation.aggregates.map {
            $0.argument.map { ExpressionEvaluator($0, context: context) }
        }
        table = GroupTable(aggregation)
        accumulators = aggregation.aggregates.map { Accumulator(AggregateKind($0)) }
    }

    /// How many groups there are so far; one without groupings.
    package var groupCount: Int { table.count }

    /// Adds the rows of a batch of the aggregation's input.
    ///
    /// - Parameter block: which block of the input the rows are from, in reading order; a worker takes the
    ///   rows of a block in their order.
    /// - Throws: what the groupings and arguments throw; the aggregator is then of no further use.
    package mutating func consume(_ batch: RecordBatch, block: Int = 0) throws {
        if batch.count == 0 { return }
        hasRows = true
        let keys = try groupings.map { try $0.evaluate(batch) }
        table.intern(keys, rows: batch.count, into: &groups)
        for index in accumulators.indices {
            let column = try arguments[index]?.evaluate(batch)
            accumulators[index].add(
                column, groups: groups, groupCount: table.count,
                position: RowPosition(block: block, row: rowCount))
        }
        rowCount += batch.count
    }

    /// Adds the rows of another aggregator of the same aggregation.
    package mutating func merge(_ other: PartialAggregator) {
        guard other.hasRows else { return }
        guard hasRows else {
            self = other
            return
        }
        let groups = table.merge(other.table)
        for index in accumulators.indices {
            accumulators[index].merge(other.accumulators[index], groups: groups, groupCount: table.count)
        }
    }

    /// Adds groups by panes, each to every window of a length that its pane is a part of.
    mutating func add(_ panes: PartialAggregator, inWindowsOf window: TimeWindow, grouping: Int) {
        guard panes.hasRows else { return }
        hasRows = true
        var builders = codec.aggregation.groupings.map { ColumnBuilder($0.expression.type) }
        var paneStarts: [Int64] = []
        var values: [Value] = []
        for group in 0..<panes.table.count {
            panes.table.values(of: group, into: &values)
            for ordinal in builders.indices where ordinal != grouping {
                builders[ordinal].append(values[ordinal])
            }
            if case .structure(let bounds) = values[grouping], case .timestamp(let start) = bounds[0] {
                paneStarts.append(start)
            }
        }
        var keys = builders.indices.map { $0 == grouping ? nil : builders[$0].finish() }
        for index in 0..<Int64(window.overlap) {
            let starts = paneStarts.map { $0 - index * window.slideUs }
            keys[grouping] = .windows(starts, ends: starts.map { $0 + window.sizeUs })
            var groups: [UInt32] = []
            table.intern(keys.compactMap { $0 }, rows: paneStarts.count, into: &groups)
            for index in accumulators.indices {
                accumulators[index].merge(
                    panes.accumulators[index], groups: groups, groupCount: table.count)
            }
        }
    }

    /// The groups as state entries, sorted by key.
    ///
    /// Without rows there is no entry, not even for an aggregation without groupings.
    package func finish() -> StateDelta {
        guard hasRows else { return StateDelta() }
        var entries = StateEntries()
        var values: [Value] = []
        for group in 0..<table.count {
            table.values(of: group, into: &values)
            entries.append {
                codec.keys.append(values, to: &$0)
            } value: {
                for accumulator in accumulators { accumulator.state(of: group).append(to: &$0) }
            }
        }
        entries.sort()
        return StateDelta(sorted: entries)
    }
}
