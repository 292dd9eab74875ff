import TideCheckpoint
import TideColumnar
import TideModel
import TidePlanning

/// Two streams joined: each pair of rows once, in the batch that brings the later of them; for outer joins a
/// row that found none when it is forgotten (Spark's StreamingSymmetricHashJoinExec).
final class JoinOperator {
    private let join: Join
    private let bounds: (left: JoinBound, right: JoinBound)
    /// Rows up to these times, in microseconds, are forgotten, by side; nil where none is.
    private let throughUs: [Int64?]
    private let codec: JoinCodec
    private let context: EvaluationContext
    private let state: any StateView
    private let schema: Schema
    private let conditions: (left: [Expression], right: [Expression], both: [Expression])

    /// The columns, by side, without which no condition of both sides is true.
    private let neededColumns: [[Int]]

    private var rows: [[Value]] = []
    private var output = OperatorOutput()
    /// The rows with each join key, by side; read from the state when the key first comes.
    private var buckets: [[[UInt8]: [JoinRow]]] = [[:], [:]]
    private var nextNumber: Int64 = 0

    /// - Parameter watermarkMs: of this batch, at the join's input.
    init(
        _ join: Join, left: LogicalPlan, right: LogicalPlan, operatorID: UInt8, watermarkMs: Int64,
        context: EvaluationContext, state: any StateView
    ) {
        self.join = join
        self.context = context
        self.state = state
        let count = left.schema.count
        bounds = join.bounds(of: left, right)
        throughUs = [bounds.left, bounds.right].map { bound in
            bound.throughMs(watermarkMs: watermarkMs).map { $0.multipliedSaturating(by: 1_000) }
        }
        codec = JoinCodec(
            operatorID: operatorID,
            types: [left, right].map { $0.schema.fields.map(\.type) })
        schema = LogicalPlan.join(join, left, right).schema
        let all = join.condition?.conjuncts ?? []
        let onLeft = all.filter { $0.columns.allSatisfy { $0 < count } }
        let onRight = all.filter { !$0.columns.isEmpty && $0.columns.allSatisfy { $0 >= count } }
        let moved = Dictionary(uniqueKeysWithValues: right.schema.fields.indices.map { ($0 + count, $0) })
        conditions = (
            onLeft, onRight.map { $0.remapped(moved) },
            all.filter { !onLeft.contains($0) && !onRight.contains($0) }
        )
        let strict = conditions.both.compactMap(\.strictColumns).flatMap { $0 }
        neededColumns = [strict.filter { $0 < count }, strict.filter { $0 >= count }.map { $0 - count }]
    }

    /// Joins the batch's rows, neither of them late, with each other and with those of the batches before.
    func run(left: [RecordBatch], right: [RecordBatch]) throws -> OperatorOutput {
        nextNumber = try state.value(.index, codec.counterKey).map { try OrderedBytes.count($0) } ?? 0
        let first = nextNumber
        for batch in left {
            for row in 0..<batch.count { try take(batch.row(at: row), .left) }
        }
        for batch in right {
            for row in 0..<batch.count { try take(batch.row(at: row), .right) }
        }
        try forget(.left)
        try forget(.right)
        try store(.left)
        try store(.right)
        if nextNumber != first {
            output.delta.changes.append(
                StateChange(.index, key: codec.counterKey, value: OrderedBytes.of(nextNumber)))
        }
        output.rows = RowStream(rows, schema)
        return output
    }

    // MARK: A new row

    private func take(_ values: [Value], _ side: JoinSide) throws {
        // Where NULL makes a comparison of both sides NULL, the row finds no partner.
        let needed = neededColumns[Int(side.rawValue)]
        if !isOuter(side), needed.contains(where: { values[$0].isNull }) { return }
        let own = side == .left ? conditions.left : conditions.right
        guard try own.allSatisfy({ try $0.evaluate(values, context) == .boolean(true) }) else {
            // It can never match.
            if isOuter(side) { emit(alone: values, side) }
            return
        }
        guard let key = try joinKey(values, side) else {
            return keepUnmatched(values, side, key: try anyKey(values, side))
        }
        try load(key)
        let isSemi = join.kind == .leftSemi
        var isMatched = false
        let others = buckets[Int(side.other.rawValue)][key] ?? []
        for index in others.indices {
            if isSemi, side == .right, others[index].isMatched { continue }
            let pair = side == .left ? values + others[index].values : others[index].values + values
            guard try conditions.both.allSatisfy({ try $0.evaluate(pair, context) == .boolean(true) }) else {
                continue
            }
            isMatched = true
            if !others[index].isMatched {
                buckets[Int(side.other.rawValue)][key]?[index].isMatched = true
                buckets[Int(side.other.rawValue)][key]?[index].isChanged = true
            }
            if isSemi {
                rows.append(side == .left ? values : others[index].values)
                // A row that has been given waits for nothing any more.
                if side == .left { return }
            } else {
                rows.append(pair)
            }
        }
        if isSemi, side == .right { try forgetGiven(key) }
        add(values, side, key, isMatched: isMatched)
    }

    /// Takes the left rows of a semi join that have found a partner out of the state.
    private func forgetGiven(_ key: [UInt8]) throws {
        let bucket = buckets[Int(JoinSide.left.rawValue)][key] ?? []
        for row in bucket where row.isMatched && row.isStored {
            try change(row, .left, key, isRemoval: true)
        }
        buckets[Int(JoinSide.left.rawValue)][key] = bucket.filter { !$0.isMatched }
    }

    private func add(_ values: [Value], _ side: JoinSide, _ key: [UInt8], isMatched: Bool) {
        buckets[Int(side.rawValue)][key, default: []].append(
            JoinRow(number: nextNumber, values: values, isMatched: isMatched))
        nextNumber += 1
    }

    /// A row with a NULL among its join keys waits for its end where that is worth a row.
    private func keepUnmatched(_ values: [Value], _ side: JoinSide, key: [UInt8]) {
        if isOuter(side) { add(values, side, key, isMatched: false) }
    }

    private func isOuter(_ side: JoinSide) -> Bool {
        switch join.kind {
        case .fullOuter: true
        case .leftOuter: side == .left
        case .rightOuter: side == .right
        case .inner, .cross, .leftSemi, .leftAnti: false
        }
    }

    private func emit(alone values: [Value], _ side: JoinSide) {
        let others = [Value](repeating: .null, count: codec.types[Int(side.other.rawValue)].count)
        rows.append(side == .left ? values + others : others + values)
    }

    // MARK: Keys and times

    private func keyValues(_ values: [Value], _ side: JoinSide) throws -> [Value] {
        try join.keys.map { try (side == .left ? $0.left : $0.right).evaluate(values, context) }
    }

    /// nil where one of the keys is NULL: it equals nothing.
    private func joinKey(_ values: [Value], _ side: JoinSide) throws -> [UInt8]? {
        try keyValues(values, side).contains(where: \.isNull) ? nil : try anyKey(values, side)
    }

    private func anyKey(_ values: [Value], _ side: JoinSide) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for value in try keyValues(values, side) { OrderedKeyEncoder.append(value, to: &bytes) }
        return bytes
    }

    /// The time by which a row is forgotten; nil where it never is.
    private func expiryUs(_ row: JoinRow, _ side: JoinSide) throws -> Int64? {
        switch side == .left ? bounds.left : bounds.right {
        case .none: nil
        case .key(let place): eventTimeUs(of: try keyValues(row.values, side)[place])
        case .value(let column, _): eventTimeUs(of: row.values[column])
        }
    }

    // MARK: The state

    private func load(_ key: [UInt8]) throws {
        for side in [JoinSide.left, .right] where buckets[Int(side.rawValue)][key] == nil {
            let stored = try state.entries(StateRange(prefix: codec.prefix(side, key)))
                .filter { codec.joinKey($0.key) == key }
            buckets[Int(side.rawValue)][key] = try stored.map { try codec.row($0, side) }
        }
    }

    /// Takes out of the side what the watermark has reached: what the batch brought, and what was stored.
    private func forget(_ side: JoinSide) throws {
        guard let throughUs = throughUs[Int(side.rawValue)] else { return }
        var ended: [(expiryUs: Int64, row: JoinRow)] = []
        for (key, bucket) in buckets[Int(side.rawValue)] {
            var kept: [JoinRow] = []
            for row in bucket {
                if let expiry = try expiryUs(row, side), expiry <= throughUs {
                    if row.isStored { try change(row, side, key, isRemoval: true) }
                    ended.append((expiry, row))
                } else {
                    kept.append(row)
                }
            }
            buckets[Int(side.rawValue)][key] = kept
        }
        let range = codec.expired(side, throughUs: throughUs)
        try state.scan(range) { entry in
            output.expired += 1
            let key = codec.key(side, indexed: entry.key)
            guard buckets[Int(side.rawValue)][codec.joinKey(key)] == nil else { return true }
            guard let value = try state.value(.state, key) else {
                throw TidemarkError(.stateEntryDamaged, ["what": "a row of a join's index is not there"])
            }
            let row = try codec.row(StateEntry(key: key, value: value), side)
            try change(row, side, codec.joinKey(key), isRemoval: true)
            ended.append((try expiryUs(row, side) ?? .min, row))
            return true
        }
        guard isOuter(side) else { return }
        let unmatched = ended.filter { !$0.row.isMatched }
        for (_, row) in unmatched.sorted(by: { ($0.expiryUs, $0.row.number) < ($1.expiryUs, $1.row.number) })
        {
            emit(alone: row.values, side)
        }
    }

    private func store(_ side: JoinSide) throws {
        for (key, bucket) in buckets[Int(side.rawValue)] {
            for row in bucket where !row.isStored || row.isChanged {
                try change(row, side, key, isRemoval: false)
            }
        }
    }

    private func change(_ row: JoinRow, _ side: JoinSide, _ joinKey: [UInt8], isRemoval: Bool) throws {
        let key = codec.prefix(side, joinKey) + OrderedBytes.of(row.number)
        output.delta.changes.append(StateChange(key: key, value: isRemoval ? nil : codec.value(row)))
        guard isRemoval || !row.isStored, let expiry = try expiryUs(row, side) else { return }
        let index = codec.indexKey(side, timeUs: expiry, key)
        output.delta.changes.append(StateChange(.index, key: index, value: isRemoval ? nil : []))
    }
}

extension FixedWidthInteger {
    /// The product, or the nearest number where it does not fit.
    func multipliedSaturating(by factor: Self) -> Self {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? (self < 0) == (factor < 0) ? .max : .min : product
    }
}

extension Expression {
    /// The columns whose NULL makes a comparison NULL; nil for what is more than a comparison of sums.
    fileprivate var strictColumns: Set<Int>? {
        switch self {
        case .literal: return []
        case .column(let ordinal, _, _): return [ordinal]
        case .cast(let operand, _): return operand.strictColumns
        case .call(let function, let operands, _):
            let strict: Set<ScalarFunction> = [
                .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .add, .subtract, .negative,
            ]
            guard strict.contains(function) else { return nil }
            var columns: Set<Int> = []
            for operand in operands {
                guard let found = operand.strictColumns else { return nil }
                columns.formUnion(found)
            }
            return columns
        default: return nil
        }
    }
}
