import TestSupport
import Testing
import TideModel
import TidePlanning
import TideStreaming
@testable import Tidemark

/// A processor made of closures.
private struct Made: StatefulProcessor {
    static let name = "made"
    var outputSchema = "user STRING, n INT"
    var stateVariables: [any StateVariable] = []
    var rows: @Sendable (Row, KeyedState, Timers) throws -> [OutputRow] = { _, _, _ in [] }
    var opens: @Sendable () throws -> Void = {}

    func open() throws { try opens() }

    func handleInputRows(
        key: Row, rows: [Row], state: KeyedState, timers: Timers
    ) throws -> [OutputRow] { try self.rows(key, state, timers) }
}

private struct Failure: Error, CustomStringConvertible {
    var description: String { "no more paper" }
}

/// What `transformWithState` refuses, and what ends a query.
@Suite struct TransformErrorTests {
    private let directory: TemporaryDirectory
    private var run: TransformRun

    init() throws {
        directory = try TemporaryDirectory("tide-transform")
        run = try TransformRun(root: directory.path)
        try run.land(0, [TransformRun.line(20, "a")])
    }

    private func expect(
        _ condition: ErrorCondition, _ text: String, sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) {
        let error = #expect(throws: TidemarkError.self, sourceLocation: sourceLocation) { try body() }
        #expect(error?.code == condition.code, sourceLocation: sourceLocation)
        #expect(error?.message == text, sourceLocation: sourceLocation)
    }

    private func refuses(
        _ condition: ErrorCondition, _ text: String, _ made: Made,
        sourceLocation: SourceLocation = #_sourceLocation, _ change: (inout TransformRun) -> Void = { _ in }
    ) {
        var run = run
        change(&run)
        let call = "groupBy(user).transformWithState(made): "
        expect(condition, call + text, sourceLocation: sourceLocation) { _ = try run.job(made) }
    }

    private func fails(
        _ condition: ErrorCondition, _ text: String, _ made: Made,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        expect(condition, text, sourceLocation: sourceLocation) { try run.run(made) }
    }

    @Test("a query is refused with what to write instead")
    func refused() throws {
        refuses(
            .transformWithoutWatermark,
            "processor 'made' in time mode eventTime needs a watermark, and the stream has none", Made()
        ) { $0.watermark = nil }
        refuses(
            .transformOutputMode,
            "processor 'made' gives rows in output mode 'complete', and the query runs in output mode "
                + "'complete'", Made()
        ) { $0.outputMode = .complete }
        expect(
            .transformOutputMode,
            "processor 'made' gives rows in output mode 'append', and the query runs in output mode 'update'"
        ) { _ = try run.job(Made(), mode: .update) }
        refuses(
            .transformOutputSchema,
            "the output schema of processor 'made' cannot be read: the type STRANGE is not supported",
            Made(outputSchema: "user STRANGE"))
    }

    @Test("state variables are refused that could not be told apart, or never be over")
    func variables() throws {
        let value = ValueState<Int64>("v")
        refuses(
            .transformVariable, "state variable 'v' of processor 'made' is there twice",
            Made(stateVariables: [value, ListState<String>("v")]))
        refuses(
            .transformVariable, "state variable '' of processor 'made' has no name",
            Made(stateVariables: [ValueState<Int64>("")]))
        refuses(
            .transformVariable,
            "state variable 'v' of processor 'made' has a time to live of less than a millisecond",
            Made(stateVariables: [ValueState<Int64>("v", timeToLive: .microseconds(10))]))
        refuses(
            .transformTimeToLive,
            "state variable 'm' of processor 'made' has a time to live, which goes by processing time",
            Made(stateVariables: [MapState<String, Int64>("m", timeToLive: .seconds(1))]))
    }

    @Test("a relation that does not stream is refused")
    func batch() throws {
        let session = try run.session()
        let users = session.read.schema("user STRING").json("in").groupBy("user")
        expect(
            .transformOfBatch,
            "groupBy(user).transformWithState(made): transformWithState of 'made' over a relation that does "
                + "not stream is not supported"
        ) { _ = try users.transformWithState(Made()).analyzed() }
    }

    @Test("an error of the program ends the query before anything of the batch is stored")
    func thrown() throws {
        fails(
            .transformFailed, "processor 'made' failed in handleInputRows: no more paper",
            Made(rows: { _, _, _ in throw Failure() }))
        fails(
            .transformFailed, "processor 'made' failed in open: no more paper",
            Made(opens: { throw Failure() }))
        fails(
            .rowValueType,
            "processor 'made', handleInputRows: column 'user' holds STRING, which is no Int64",
            Made(rows: { key, _, _ in [[try key.get("user", as: Int64.self), nil]] }))
        #expect(try run.run(Made(rows: { key, _, _ in [[key[0], 1]] })).map(\.batchId) == [0, 1])
        #expect(try run.rows() == [[#"{"user":"a","n":1}"#], []])
    }

    @Test("rows must fit the output schema")
    func rows() throws {
        let made = "processor 'made' gave a row that does not fit its output schema: "
        fails(
            .transformRow, made + "it has 1 values, and there are 2 columns",
            Made(rows: { _, _, _ in [["a"]] }))
        fails(
            .transformRow, made + "b is no INT, the type of n", Made(rows: { _, _, _ in [["a", "b"]] }))
        fails(
            .transformRow, made + "1099511627776 is no INT, the type of n",
            Made(rows: { _, _, _ in [["a", 1 << 40]] }))
    }

    @Test("a variable must be the processor's, timers need a time mode")
    func state() throws {
        let value = ValueState<Int64>("v")
        fails(
            .transformVariable,
            "processor 'made', handleInputRows: state variable 'v' of processor 'made' is not among its "
                + "stateVariables",
            Made(rows: { _, state, _ in [["a", try state[value].get()]] }))
        var timeless = try TransformRun(root: directory.path("timeless"))
        timeless.timeMode = .none
        try timeless.land(0, [TransformRun.line(20, "a")])
        let rings = Made(rows: { _, _, timers in
            try timers.register(atMs: 1)
            return []
        })
        expect(
            .transformTimersAbsent,
            "processor 'made', handleInputRows: processor 'made' uses a timer, and its time mode is none"
        ) { try timeless.run(rings) }
    }

    @Test("a value of another type than the one it was written as is refused, and named")
    func type() throws {
        let number = ValueState<Int64>("v")
        let text = ValueState<String>("v")
        let made = Made(
            stateVariables: [number],
            rows: { _, state, _ in
                try state[number].update(7)
                return [[try state[text].get(), nil]]
            })
        fails(
            .transformStateType,
            "processor 'made', handleInputRows: state variable 'v' of processor 'made' holds 7, which is no "
                + "String", made)
    }

    @Test("a plan from a checkpoint has no code to run")
    func codeAbsent() throws {
        let stored = try LogicalPlan(json: try run.job(Made()).query.json)
        guard case .transform(let transform, _) = stored else {
            Issue.record("no operator of a program")
            return
        }
        expect(
            .transformCodeAbsent, "the query runs the processor 'made', whose code only its program has"
        ) { _ = try transform.program() }
    }
}
