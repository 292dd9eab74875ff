package import TideColumnar
package import TideModel

/// `transformWithState`: a program's code gives rows for the rows of each key and for its timers, and keeps
/// a state for each key.
package struct StatefulTransform: Hashable, Sendable {
    /// A state variable of the processor; its id is its place among them, from 1.
    package struct Variable: Hashable, Sendable {
        package enum Kind: String, Hashable, Sendable { case value, list, map }

        package var name: String
        package var kind: Kind
        /// How long after the batch that wrote it a value is there, milliseconds; nil for ever.
        package var timeToLiveMs: Int64?

        package init(name: String, kind: Kind, timeToLiveMs: Int64? = nil) {
            self.name = name
            self.kind = kind
            self.timeToLiveMs = timeToLiveMs
        }
    }

    /// The processor's stable name.
    package var name: String
    /// The key.
    package var groupings: [NamedExpression]
    package var output: Schema
    package var timeMode: TimeMode
    /// Append or update: that of the query.
    package var mode: OutputMode
    package var variables: [Variable]
    /// What is run; not a part of the stored plan.
    package var code: Code

    package init(
        name: String, groupings: [NamedExpression] = [], output: Schema, timeMode: TimeMode,
        mode: OutputMode, variables: [Variable], code: (any TransformCode)? = nil
    ) {
        self.name = name
        self.groupings = groupings
        self.output = output
        self.timeMode = timeMode
        self.mode = mode
        self.variables = variables
        self.code = Code(code: code)
    }

    /// A program's code; nil for a plan that was read from a checkpoint. All code of a name counts as equal.
    package struct Code: Hashable, Sendable {
        fileprivate let code: (any TransformCode)?

        package static func == (left: Code, right: Code) -> Bool { true }
        package func hash(into hasher: inout Hasher) {}
    }

    package var keySchema: Schema { Schema(groupings.map(\.field)) }

    /// The program's code.
    ///
    /// - Throws: `unsupported` where there is none.
    package func program() throws -> any TransformCode {
        guard let code = code.code else { throw TidemarkError(.transformCodeAbsent, ["name": name]) }
        return code
    }
}

/// What a program runs for the keys of a batch.
package protocol TransformCode: Sendable {
    /// Called once in a batch, before anything else.
    func open() throws

    /// The output for a key's rows of the batch, which are there in the order of the input.
    func rows(_ rows: [[Value]], of key: TransformKey) throws -> [[Value]]

    /// The output for a timer of a key.
    func rows(ofTimerMs timerMs: Int64, of key: TransformKey) throws -> [[Value]]

    /// Called once in a batch, after everything else.
    func close() throws
}

/// A key in a batch.
package struct TransformKey {
    package let values: [Value]
    /// Of the key's values.
    package let schema: Schema
    /// Of the rows that come in.
    package let input: Schema
    package let state: any TransformState
    package let batch: TransformClock

    package init(
        _ values: [Value], of transform: StatefulTransform, input: Schema, state: any TransformState,
        batch: TransformClock
    ) {
        self.values = values
        schema = transform.keySchema
        self.input = input
        self.state = state
        self.batch = batch
    }
}

/// The times of a batch, in milliseconds since the epoch.
package struct TransformClock: Sendable {
    package let timestampMs: Int64
    /// 0 without a watermark.
    package let watermarkMs: Int64

    package init(timestampMs: Int64, watermarkMs: Int64) {
        self.timestampMs = timestampMs
        self.watermarkMs = watermarkMs
    }

    /// The time that timers go by; nil without timers.
    package func timerMs(_ mode: TimeMode) -> Int64? {
        switch mode {
        case .none: nil
        case .processingTime: timestampMs
        case .eventTime: watermarkMs
        }
    }
}

/// The state of one key: entries of variables, each found by bytes of its own, and timers.
///
/// What is written is seen by the next read. An entry whose time to live is over is not there.
package protocol TransformState: AnyObject {
    /// An entry of a variable, counted from 1; nil when there is none.
    func value(_ variable: Int, _ entry: [UInt8]) throws -> [UInt8]?

    /// All entries of a variable, in bytewise order.
    func entries(_ variable: Int) throws -> [(entry: [UInt8], value: [UInt8])]

    /// Sets an entry, and begins its time to live anew; removes it with nil.
    func set(_ variable: Int, _ entry: [UInt8], _ value: [UInt8]?) throws

    /// The key's timers, milliseconds since the epoch, the earliest first.
    func timers() throws -> [Int64]

    /// Has a timer or none at that time.
    func setTimer(atMs timerMs: Int64, isThere: Bool) throws
}

extension StatefulTransform {
    /// The step in a line, for people and for telling two queries apart.
    var line: String {
        let state = variables.map { variable in
            "\(variable.kind.rawValue) \(variable.name)"
                + (variable.timeToLiveMs.map { " for \($0) ms" } ?? "")
        }
        return "TransformWithState \(name) by [\(groupings.map(\.sql).joined(separator: ", "))]"
            + " to [\(output.ddl)], time mode \(timeMode.rawValue), \(mode.rawValue)"
            + (state.isEmpty ? "" : ", state: \(state.joined(separator: ", "))")
    }

    /// Throws `streamingQuery` unless the query's output mode is the one the rows are given in.
    func requireMode(_ mode: OutputMode) throws {
        guard mode == self.mode, mode != .complete else {
            throw TidemarkError(
                .transformOutputMode,
                ["name": name, "given": self.mode.rawValue, "mode": mode.rawValue])
        }
    }
}
