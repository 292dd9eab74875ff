import TideColumnar
import TideModel
import TidePlanning

/// A program's code over the rows of each key, run as it is; state and timers are kept in memory.
final class TransformStep: StatefulStep {
    private let transform: StatefulTransform
    private let input: Schema
    private let time: EventTime?
    private var keys: [GroupKey: ReferenceKeyState] = [:]

    override var stateRows: Int { keys.values.reduce(0) { $0 + $1.count } }

    init(_ transform: StatefulTransform, _ child: LogicalPlan, _ children: [ReferenceStep]) {
        self.transform = transform
        input = child.schema
        time = transform.timeMode == .eventTime ? child.eventTime : nil
        super.init(children)
    }

    override func run(_ batch: StreamBatch, _ emit: @escaping ([Value]) throws -> Void) throws {
        let code = try transform.program()
        let clock = TransformClock(
            timestampMs: (batch.context.timestampUs ?? 0) / 1_000,
            watermarkMs: inputWatermark(batch.watermarkMs))
        let lateMs = inputWatermark(batch.lateWatermarkMs)
        var groups: [GroupKey: [[Value]]] = [:]
        try super.run(batch) { row in
            if self.time?.isReached(by: lateMs, row) ?? false {
                batch.lateRows += 1
                return
            }
            let values = try self.transform.groupings.map { try $0.expression.evaluate(row, batch.context) }
            groups[GroupKey(values: values), default: []].append(row)
        }
        try code.open()
        for (key, rows) in groups.sorted(by: { $0.key < $1.key }) {
            try code.rows(rows, of: state(of: key, clock)).forEach(emit)
        }
        if let throughMs = clock.timerMs(transform.timeMode) {
            var due: [(timerMs: Int64, key: GroupKey)] = []
            for (key, state) in keys {
                due += state.registered.filter { $0 <= throughMs }.map { ($0, key) }
            }
            for (timerMs, key) in due.sorted(by: { ($0.timerMs, $0.key) < ($1.timerMs, $1.key) }) {
                guard keys[key]?.registered.contains(timerMs) == true else { continue }
                try code.rows(ofTimerMs: timerMs, of: state(of: key, clock)).forEach(emit)
                keys[key]?.registered.remove(timerMs)
            }
        }
        try code.close()
        for state in keys.values { state.forget(throughMs: clock.timestampMs) }
        keys = keys.filter { $0.value.count > 0 }
    }

    private func state(of key: GroupKey, _ clock: TransformClock) -> TransformKey {
        let state = keys[key] ?? ReferenceKeyState(transform)
        keys[key] = state
        state.nowMs = clock.timestampMs
        return TransformKey(key.values, of: transform, input: input, state: state, batch: clock)
    }
}

/// A key's state in memory.
private final class ReferenceKeyState: TransformState {
    private let transform: StatefulTransform
    private var variables: [Int: [[UInt8]: (value: [UInt8], expiryMs: Int64)]] = [:]
    var registered: Set<Int64> = []
    var nowMs: Int64 = 0

    var count: Int { registered.count + variables.values.reduce(0) { $0 + $1.count } }

    init(_ transform: StatefulTransform) { self.transform = transform }

    func value(_ variable: Int, _ entry: [UInt8]) -> [UInt8]? {
        variables[variable]?[entry].flatMap { $0.expiryMs > nowMs ? $0.value : nil }
    }

    func entries(_ variable: Int) -> [(entry: [UInt8], value: [UInt8])] {
        (variables[variable] ?? [:]).filter { $0.value.expiryMs > nowMs }
            .map { (entry: $0.key, value: $0.value.value) }
            .sorted { $0.entry.lexicographicallyPrecedes($1.entry) }
    }

    func set(_ variable: Int, _ entry: [UInt8], _ value: [UInt8]?) {
        let lifeMs = transform.variables[variable - 1].timeToLiveMs ?? .max
        let (sum, overflow) = nowMs.addingReportingOverflow(lifeMs)
        variables[variable, default: [:]][entry] = value.map { ($0, overflow ? .max : sum) }
    }

    func timers() -> [Int64] { registered.sorted() }

    func setTimer(atMs timerMs: Int64, isThere: Bool) {
        if isThere { registered.insert(timerMs) } else { registered.remove(timerMs) }
    }

    /// Removes what is over by a time.
    func forget(throughMs timeMs: Int64) {
        for variable in Array(variables.keys) {
            variables[variable] = variables[variable]?.filter { $0.value.expiryMs > timeMs }
        }
    }
}
