import TestSupport
import Testing
import TideColumnar
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

    private func message(_ made: Made) -> String? {
        #expect(throws: TidemarkError.self) { try run.run(made) }?.message
    }

    private func refusal(
        _ made: Made, _ change: (inout TransformRun) -> Void = { _ in }
    ) throws -> String? {
        var run = run
        change(&run)
        return #expect(throws: TidemarkError.self) { try run.job(made) }?.message
    }

    @Test("a query is refused with what to write instead")
    func refused() throws {
        let call = "groupBy(user).transformWithState(made): "
        #expect(
            try refusal(Made()) { $0.watermark = nil } == call
                + "processor 'made' in time mode eventTime needs a watermark, and the stream has none")
        #expect(
            try refusal(Made()) { $0.outputMode = .complete } == call
                + "processor 'made' gives rows in output mode 'complete', and the query runs in output mode "
                + "'complete'")
        #expect(
            try #expect(throws: TidemarkError.self) { try run.job(Made(), mode: .update) }?.message
                == "processor 'made' gives rows in output mode 'append', and the query runs in output mode "
                + "'update'")
        #expect(
            try refusal(Made(outputSchema: "user STRANGE"))?.hasPrefix(
                call + "the output schema of processor 'made' cannot be read: ") == true)
        let value = ValueState<Int64>("v")
        #expect(
            try refusal(Made(stateVariables: [value, ListState<String>("v")])) == call
                + "state variable 'v' of processor 'made' is there twice")
        #expect(
            try refusal(Made(stateVariables: [ValueState<Int64>("")])) == call
                + "state variable '' of processor 'made' has no name")
        let brief = ValueState<Int64>("v", timeToLive: .microseconds(10))
        #expect(
            try refusal(Made(stateVariables: [brief])) == call
                + "state variable 'v' of processor 'made' has a time to live of less than a millisecond")
        let mortal = MapState<String, Int64>("m", timeToLive: .seconds(1))
        #expect(
            try refusal(Made(stateVariables: [mortal])) == call
                + "state variable 'm' of processor 'made' has a time to live, which goes by processing time")
    }

    @Test("a relation that does not stream is refused")
    func batch() throws {
        let session = try run.session()
        let frame = session.read.schema("user STRING").json("in").groupBy("user").transformWithState(Made())
        let error = #expect(throws: TidemarkError.self) { try frame.analyzed() }
        #expect(
            error?.message
                == "groupBy(user).transformWithState(made): transformWithState of 'made' over a relation that "
                + "does not stream is not supported")
    }

    @Test("an error of the program ends the query before anything of the batch is stored")
    func thrown() throws {
        #expect(
            message(Made(rows: { _, _, _ in throw Failure() }))
                == "processor 'made' failed in handleInputRows: no more paper")
        #expect(
            message(Made(opens: { throw Failure() })) == "processor 'made' failed in open: no more paper")
        #expect(
            message(Made(rows: { key, _, _ in [[try key.get("user", as: Int64.self), nil]] }))
                == "processor 'made', handleInputRows: column 'user' holds STRING, which is no Int64")
        #expect(try run.run(Made(rows: { key, _, _ in [[key[0], 1]] })).map(\.batchId) == [0, 1])
        #expect(try run.rows() == [[#"{"user":"a","n":1}"#], []])
    }

    @Test("rows must fit the output schema")
    func rows() throws {
        #expect(
            message(Made(rows: { _, _, _ in [["a"]] }))
                == "processor 'made' gave a row that does not fit its output schema: it has 1 values, and there "
                + "are 2 columns")
        #expect(
            message(Made(rows: { _, _, _ in [["a", "b"]] }))
                == "processor 'made' gave a row that does not fit its output schema: b is no INT, the type of n"
        )
        #expect(
            message(Made(rows: { _, _, _ in [["a", 1 << 40]] }))
                == "processor 'made' gave a row that does not fit its output schema: 1099511627776 is no INT, the "
                + "type of n")
    }

    @Test("a variable must be the processor's, timers need a time mode, values their type")
    func state() throws {
        let value = ValueState<Int64>("v")
        #expect(
            message(Made(rows: { _, state, _ in [["a", try state[value].get()]] }))
                == "processor 'made', handleInputRows: state variable 'v' of processor 'made' is not among its "
                + "stateVariables")
        var timeless = try TransformRun(root: directory.path("timeless"))
        timeless.timeMode = .none
        try timeless.land(0, [TransformRun.line(20, "a")])
        let error = #expect(throws: TidemarkError.self) {
            try timeless.run(
                Made(rows: { _, _, timers in
                    try timers.register(atMs: 1)
                    return []
                }))
        }
        #expect(
            error?.message
                == "processor 'made', handleInputRows: processor 'made' uses a timer, and its time mode is none"
        )
    }

    @Test("a value of another type than the one it was written as is refused, and named")
    func type() throws {
        let number = ValueState<Int64>("v")
        let text = ValueState<String>("v")
        #expect(
            message(
                Made(
                    stateVariables: [number],
                    rows: { _, state, _ in
                        try state[number].update(7)
                        return [[try state[text].get(), nil]]
                    }))?.hasPrefix(
                    "processor 'made', handleInputRows: state variable 'v' of processor 'made' holds 7, which is "
                        + "no String: ") == true)
    }

    @Test("a plan from a checkpoint has no code to run")
    func codeAbsent() throws {
        let stored = try LogicalPlan(json: try run.job(Made()).query.json)
        guard case .transform(let transform, _) = stored else {
            Issue.record("no operator of a program")
            return
        }
        let error = #expect(throws: TidemarkError.self) { try transform.program() }
        #expect(error?.message == "the query runs the processor 'made', whose code only its program has")
        #expect(error?.code.exitStatus == .badData)
    }
}
