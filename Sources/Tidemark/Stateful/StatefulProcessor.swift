import TideColumnar
import TideModel
import TidePlanning

/// A program's own operator with a state for each key: Spark's `StatefulProcessor`.
///
/// ```swift
/// struct LastSeen: StatefulProcessor {
///     static let name = "last-seen"
///     let outputSchema = "user STRING, rows BIGINT"
///     let rows = ValueState<Int64>("rows")
///
///     func handleInputRows(
///         key: Row, rows new: [Row], state: KeyedState, timers: Timers
///     ) throws -> [OutputRow] {
///         try state[rows].update((state[rows].get() ?? 0) + Int64(new.count))
///         try timers.register(atMs: timers.watermarkMs + 60_000)
///         return []
///     }
///
///     func handleExpiredTimer(
///         key: Row, timerMs: Int64, state: KeyedState, timers: Timers
///     ) throws -> [OutputRow] {
///         [[key["user"], try state[rows].get()]]
///     }
/// }
/// ```
///
/// In a batch first the keys that have rows are handled, in the order of the keys, then the timers that are
/// due, the earliest first. What a call changes is stored when the batch is committed, with its rows: a batch
/// that fails or whose process dies changes nothing and is computed again. So a processor should decide by
/// its arguments alone, and keep everything it has to remember in state variables.
public protocol StatefulProcessor: Sendable {
    /// What the operator is called in the checkpoint. A program that goes on with the checkpoint must have a
    /// processor of the same name, output schema and state variables.
    static var name: String { get }

    /// The columns of the rows it gives, as DDL text: `user STRING, count BIGINT`.
    var outputSchema: String { get }

    /// The state variables, whose order is a part of the stored state; by default the stored properties that
    /// are such.
    var stateVariables: [any StateVariable] { get }

    /// Called once in a batch, before the rows.
    func open() throws

    /// Takes the rows of one key that a batch brings, in the order of the input.
    ///
    /// - Parameter key: the groupings.
    /// - Returns: rows of the output, a value for each column of `outputSchema`.
    func handleInputRows(key: Row, rows: [Row], state: KeyedState, timers: Timers) throws -> [OutputRow]

    /// Takes a timer that is due. It comes once, and is gone afterwards; one that is registered here comes in
    /// a later batch.
    ///
    /// - Parameter timerMs: the time it was registered for, milliseconds since the epoch.
    func handleExpiredTimer(
        key: Row, timerMs: Int64, state: KeyedState, timers: Timers
    ) throws -> [OutputRow]

    /// Called once in a batch, after the rows and timers; not in one that has failed.
    func close() throws
}

extension StatefulProcessor {
    /// The stored properties that are state variables, in the order of their declarations.
    public var stateVariables: [any StateVariable] {
        Mirror(reflecting: self).children.compactMap { $0.value as? any StateVariable }
    }

    /// Does nothing.
    public func open() {}

    /// Gives no rows.
    public func handleExpiredTimer(
        key: Row, timerMs: Int64, state: KeyedState, timers: Timers
    ) -> [OutputRow] { [] }

    /// Does nothing.
    public func close() {}
}

/// The timers of a key, and the times of the batch; to be used within a call of the processor.
///
/// Times are milliseconds since the epoch.
public struct Timers {
    let code: ProcessorIdentity
    let key: TransformKey

    /// The batch's timestamp: the same when the batch is computed again.
    public var processingTimeMs: Int64 { key.batch.timestampMs }

    /// The watermark of the batch, by which timers of event time are due; 0 without one.
    public var watermarkMs: Int64 { key.batch.watermarkMs }

    /// Has the processor called when that time is reached; a time that is past is due in this batch.
    ///
    /// A key has one timer for a time, however often it is registered.
    ///
    /// - Throws: `TidemarkError` in time mode none, and for a state that is damaged.
    public func register(atMs timerMs: Int64) throws { try set(timerMs, true) }

    /// Takes a timer back; nothing where there is none.
    ///
    /// - Throws: as `register(atMs:)`.
    public func delete(atMs timerMs: Int64) throws { try set(timerMs, false) }

    /// The key's timers, the earliest first.
    ///
    /// - Throws: `TidemarkError` for a state that is damaged.
    public func list() throws -> [Int64] { try key.state.timers() }

    private func set(_ timerMs: Int64, _ isThere: Bool) throws {
        guard code.timeMode != .none else { throw TidemarkError(.transformTimersAbsent, ["name": code.name]) }
        try key.state.setTimer(atMs: timerMs, isThere: isThere)
    }
}

/// What is known of a processor beside its code.
struct ProcessorIdentity: Sendable {
    let name: String
    let timeMode: TimeMode
    let output: Schema
    /// The names of the state variables, of which the first has the id 1.
    let variables: [String]
}
