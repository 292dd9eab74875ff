import TideColumnar
import TidePlanning

/// Two streams joined: each row meets the rows of the other side that came before it.
final class JoinStep: StatefulStep {
    private struct StoredRow {
        let row: [Value]
        var isMatched: Bool
    }

    private struct Side {
        let time: EventTime?
        /// The side's columns, all NULL.
        let noValues: [Value]
        /// Whether a row without a partner is in the output.
        let isOuter: Bool
        /// What must hold of a row before it can have a partner.
        let filter: [Expression]
        var rows: [GroupKey: [StoredRow]] = [:]
    }

    private let join: Join
    /// What must hold of two rows besides the keys and the filters of the sides.
    private let pairFilter: [Expression]
    /// The key that carries a watermark.
    private let keyTime: EventTime?
    /// Left, right.
    private var sides: [Side]

    override var stateRows: Int {
        sides.reduce(0) { $0 + $1.rows.values.reduce(0) { $0 + $1.count } }
    }

    init(_ join: Join, _ left: LogicalPlan, _ right: LogicalPlan, _ children: [ReferenceStep]) {
        self.join = join
        let width = left.schema.count
        let conjuncts = join.condition?.conjuncts ?? []
        let ofLeft = conjuncts.filter { $0.columns.allSatisfy { $0 < width } }
        let others = conjuncts.filter { !ofLeft.contains($0) }
        let ofRight = others.filter { $0.columns.allSatisfy { $0 >= width } }
        pairFilter = others.filter { !ofRight.contains($0) }
        sides = [
            Side(
                time: left.eventTime, noValues: left.noValues,
                isOuter: [.leftOuter, .fullOuter, .leftAnti].contains(join.kind), filter: ofLeft),
            Side(
                time: right.eventTime, noValues: right.noValues,
                isOuter: [.rightOuter, .fullOuter].contains(join.kind), filter: ofRight),
        ]
        let (leftTimes, rightTimes) = (left.eventTimes, right.eventTimes)
        let place =
            join.keys.firstIndex { $0.left.isColumn(among: leftTimes) }
            ?? join.keys.firstIndex { $0.right.isColumn(among: rightTimes) }
        keyTime = place.map { EventTime(column: $0, type: join.keys[$0].left.type) }
        super.init(children)
    }

    override func run(_ batch: StreamBatch, _ emit: @escaping ([Value]) throws -> Void) throws {
        for side in [0, 1] {
            try children[side].run(batch) { try self.take($0, side, batch, emit) }
        }
        let watermarkMs = inputWatermark(batch.watermarkMs)
        for side in [0, 1] {
            for row in removeUnmatched(side, watermarkMs) { try emit(alone(row, side)) }
        }
    }

    /// Two rows as one, whichever side is the first.
    private func pair(_ row: [Value], _ side: Int, with other: [Value]) -> [Value] {
        side == 0 ? row + other : other + row
    }

    /// The output of a row without a partner.
    private func alone(_ row: [Value], _ side: Int) -> [Value] {
        join.kind.hasRightColumns ? pair(row, side, with: sides[1 - side].noValues) : row
    }

    /// Takes a row of a side: joins it with the other side's rows so far, and remembers it.
    private func take(
        _ row: [Value], _ side: Int, _ batch: StreamBatch, _ emit: ([Value]) throws -> Void
    ) throws {
        if sides[side].time?.isReached(by: inputWatermark(batch.lateWatermarkMs), row) ?? false {
            batch.lateRows += 1
            return
        }
        let padded = pair(row, side, with: sides[1 - side].noValues)
        guard try sides[side].filter.allSatisfy({ try $0.isTrue(padded, batch.context) }) else {
            if sides[side].isOuter { try emit(alone(row, side)) }
            return
        }
        let key =
            side == 0 ? try join.key(ofLeft: row, batch.context) : try join.key(ofRight: row, batch.context)
        var partners = key.matchable.flatMap { sides[1 - side].rows[$0] } ?? []
        var isMatched = false
        for place in partners.indices {
            let both = pair(row, side, with: partners[place].row)
            guard try pairFilter.allSatisfy({ try $0.isTrue(both, batch.context) }) else { continue }
            isMatched = true
            if join.kind.hasRightColumns {
                try emit(both)
            } else if join.kind == .leftSemi, side == 1, !partners[place].isMatched {
                try emit(partners[place].row)
            }
            partners[place].isMatched = true
        }
        if join.kind == .leftSemi, side == 1 { partners.removeAll(where: \.isMatched) }
        if isMatched { sides[1 - side].rows[key] = partners }
        if join.kind == .leftSemi, side == 0, isMatched {
            try emit(row)
        } else if key.matchable != nil || sides[side].isOuter {
            sides[side].rows[key, default: []].append(StoredRow(row: row, isMatched: isMatched))
        }
    }

    /// Forgets the rows of a side that will find no more partners.
    ///
    /// - Returns: those of an outer side that never had one.
    private func removeUnmatched(_ side: Int, _ watermarkMs: Int64) -> [[Value]] {
        let boundMs = stateWatermark(side, watermarkMs)
        guard let boundMs, let time = keyTime ?? sides[side].time else { return [] }
        var unmatched: [[Value]] = []
        for (key, rows) in sides[side].rows {
            let isOver = { (row: StoredRow) in
                time.isReached(by: boundMs, self.keyTime == nil ? row.row : key.values)
            }
            if sides[side].isOuter {
                unmatched += rows.filter { !$0.isMatched && isOver($0) }.map(\.row)
            }
            let kept = rows.filter { !isOver($0) }
            sides[side].rows[key] = kept.isEmpty ? nil : kept
        }
        return unmatched
    }

    /// Up to which event time, in milliseconds, a side's rows find no more partners; nil where nothing says
    /// so: then they are never forgotten.
    private func stateWatermark(_ side: Int, _ watermarkMs: Int64) -> Int64? {
        if keyTime != nil { return watermarkMs }
        guard let own = sides[side].time, let other = sides[1 - side].time else { return nil }
        let width = sides[0].noValues.count
        let columns = side == 0 ? (own.column, other.column + width) : (own.column + width, other.column)
        return pairFilter.compactMap { $0.stateWatermark(own: columns.0, other: columns.1, watermarkMs) }
            .min()
    }

    override func outputWatermark(_ watermarkMs: Int64) -> Int64? {
        let inputMs = inputWatermark(watermarkMs)
        return [0, 1].compactMap { stateWatermark($0, inputMs) }.min().map { min($0, inputMs) } ?? inputMs
    }
}

extension Expression {
    /// Whether it is one of some columns.
    fileprivate func isColumn(among columns: [Int: Int64]) -> Bool {
        if case .column(let ordinal, _, _) = self { columns[ordinal] != nil } else { false }
    }
}
