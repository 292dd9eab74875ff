import Foundation
import TestSupport
import Testing
import TideColumnar
import TideDurableIO
import TideFormats
import TideInspection
import TideModel
import TidePlanning
import TideStreaming
@testable import Tidemark

/// Counts a user's rows; after ten seconds of event time without one gives the count and begins anew.
struct Counts: StatefulProcessor {
    static let name = "counts"
    let outputSchema = "user STRING, count BIGINT, ended TIMESTAMP"
    let count = ValueState<Int64>("count")

    func handleInputRows(
        key: Row, rows: [Row], state: KeyedState, timers: Timers
    ) throws -> [OutputRow] {
        try state[count].update((try state[count].get() ?? 0) + Int64(rows.count))
        let latestMs = try rows.map { try $0.get("time", as: Int64.self) / 1_000 }.max() ?? 0
        for timer in try timers.list() { try timers.delete(atMs: timer) }
        try timers.register(atMs: latestMs + 10_000)
        return []
    }

    func handleExpiredTimer(
        key: Row, timerMs: Int64, state: KeyedState, timers: Timers
    ) throws -> [OutputRow] {
        defer { _ = try? state[count].clear() }
        return [[key[0], try state[count].get(), timerMs * 1_000]]
    }
}

/// Keeps what it is told for five minutes of processing time, and gives what it has.
struct Remembered: StatefulProcessor {
    static let name = "remembered"
    let outputSchema = "user STRING, value INT, list ARRAY<INT>, map STRING"
    let value = ValueState<Int32>("value", timeToLive: .seconds(300))
    let list = ListState<Int32>("list", timeToLive: .seconds(300))
    let map = MapState<String, Int32>("map", timeToLive: .seconds(300))

    func handleInputRows(
        key: Row, rows: [Row], state: KeyedState, timers: Timers
    ) throws -> [OutputRow] {
        for row in rows {
            let n = try row.get("n", as: Int32.self)
            switch try row.get("action", as: String.self) {
            case "value": try state[value].update(n)
            case "list": try state[list].appendValue(n)
            case "map": try state[map].updateValue("k\(n)", n)
            default: break
            }
        }
        let pairs = try state[map].pairs().map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        return [[key[0], try state[value].get(), try state[list].get(), pairs]]
    }
}

/// Rings three times, by processing time.
struct Alarm: StatefulProcessor {
    static let name = "alarm"
    let outputSchema = "user STRING, rang BIGINT, afterMs BIGINT"
    let rang = ValueState<Int64>("rang")
    let startMs = ValueState<Int64>("startMs")
    var everyMs: Int64 = 60_000

    func handleInputRows(
        key: Row, rows: [Row], state: KeyedState, timers: Timers
    ) throws -> [OutputRow] {
        try state[startMs].update(timers.processingTimeMs)
        try timers.register(atMs: timers.processingTimeMs + everyMs)
        return []
    }

    func handleExpiredTimer(
        key: Row, timerMs: Int64, state: KeyedState, timers: Timers
    ) throws -> [OutputRow] {
        let count = (try state[rang].get() ?? 0) + 1
        try state[rang].update(count)
        if count < 3 { try timers.register(atMs: timerMs + everyMs) }
        return [[key[0], count, timers.processingTimeMs - (try state[startMs].get() ?? 0)]]
    }
}

@Suite struct TransformTests {
    private let directory: TemporaryDirectory
    private let run: TransformRun

    init() throws {
        directory = try TemporaryDirectory("tide-transform")
        run = try TransformRun(root: directory.path)
    }

    private static let files = [
        [TransformRun.line(20, "a"), TransformRun.line(21, "b"), TransformRun.line(22, "a")],
        [TransformRun.line(26, "b")], [TransformRun.line(38, "c")], [TransformRun.line(41, "c")],
        [TransformRun.line(60, "d"), TransformRun.line(10, "a")],
    ]

    private static let expected = [
        [], [], [],
        // The watermark, 38 s less 5 s, has reached 32 s.
        [#"{"user":"a","count":2,"ended":"2024-01-01T00:00:32.000Z"}"#],
        // It has reached 36 s, and the row of 10 s is late.
        [#"{"user":"b","count":2,"ended":"2024-01-01T00:00:36.000Z"}"#],
        [#"{"user":"c","count":2,"ended":"2024-01-01T00:00:51.000Z"}"#],
    ]

    @Test("event-time timers end what has been silent, once, whenever the program starts again")
    func restarts() throws {
        for (number, file) in Self.files.enumerated() {
            try run.land(number, file)
            try run.run(Counts())
        }
        // Batches without data between the runs fire the timers earlier than a run over all files does.
        #expect(try run.rows().flatMap(\.self) == Self.expected.flatMap(\.self))
        #expect(
            try run.state() == [
                #"{"operator":0,"variable":"timers","key":"[\"d\"]","entry":"1704067270000"}"#,
                #"{"operator":0,"variable":"count","key":"[\"d\"]","value":"1"}"#,
            ])
        let other = try TransformRun(root: directory.path("other"))
        for (number, file) in Self.files.enumerated() { try other.land(number, file) }
        let progress = try other.run(Counts())
        #expect(try other.rows() == Self.expected)
        #expect(progress.map { $0.stateOperators[0].numRowsDroppedByWatermark } == [0, 0, 0, 0, 1, 0])
        #expect(try other.run(Counts()).isEmpty)
    }

    @Test(
        "a kill at any step of a batch changes neither rows nor state",
        arguments: ["plan.after", "compute.after", "commit.merged", "commit.after", "log.after"], [1, 4, 5])
    func kills(point: String, visit: Int) async throws {
        for (number, file) in Self.files.enumerated() { try run.land(number, file) }
        let root = directory.path
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [root = root as String, point = point as String, visit = visit as Int] in
            setenv("TIDEMARK_FAILPOINT", "\(point):\(visit)", 1)
            try TransformRun(root: root).run(Counts())
        }
        try run.run(Counts())
        #expect(try run.rows() == Self.expected)
        #expect(try run.state().count == 2)
    }

    @Test("values, elements and pairs are over after their time to live, and gone from the state")
    func timeToLive() throws {
        var run = run
        run.watermark = nil
        run.timeMode = .processingTime
        func land(_ number: Int, afterSeconds: Int64, _ lines: [String]) throws -> [String] {
            run.clock.advance(microseconds: afterSeconds * 1_000_000)
            try run.land(number, lines)
            try run.run(Remembered())
            return try run.rows(ofBatch: Int64(number))
        }
        func line(_ user: String, _ action: String, _ n: Int = 0) -> String {
            TransformRun.line(0, user, action, n)
        }
        #expect(
            try land(
                0, afterSeconds: 0,
                [line("a", "value", 1), line("a", "list", 2), line("a", "map", 3)])
                == [#"{"user":"a","value":1,"list":[2],"map":"k3=3"}"#])
        #expect(
            try land(1, afterSeconds: 200, [line("a", "list", 4), line("a", "map", 5)])
                == [#"{"user":"a","value":1,"list":[2,4],"map":"k3=3 k5=5"}"#])
        #expect(
            try run.state().first
                == #"{"operator":0,"variable":"value","key":"[\"a\"]","value":"1","#
                + #""expires":"2023-11-14T22:18:20.000Z"}"#
        )
        // At the very time it is over.
        #expect(
            try land(2, afterSeconds: 100, [line("a", "look")])
                == [#"{"user":"a","list":[4],"map":"k5=5"}"#])
        #expect(try run.state().count == 2)
        #expect(
            try land(3, afterSeconds: 1, [line("a", "map", 5), line("a", "list", 6)])
                == [#"{"user":"a","list":[4,6],"map":"k5=5"}"#])
        #expect(
            try land(4, afterSeconds: 199, [line("b", "look")])
                == [#"{"user":"b","list":[],"map":""}"#])
        #expect(
            try land(5, afterSeconds: 1, [line("a", "look")])
                == [#"{"user":"a","list":[6],"map":"k5=5"}"#])
        #expect(
            try land(6, afterSeconds: 100, [line("b", "look")]) == [#"{"user":"b","list":[],"map":""}"#])
        #expect(try run.state().isEmpty)
    }

    @Test("processing-time timers make batches without data while a query waits, each once")
    func alarms() throws {
        var run = run
        run.watermark = nil
        run.timeMode = .processingTime
        run.trigger = .processingTime(microseconds: 0)
        try run.land(0, [TransformRun.line(0, "a")])
        let start = run.clock.nowMicroseconds()
        let clock = run.clock
        let progress = try run.run(Alarm(everyMs: 1_000)) { clock.nowMicroseconds() > start + 5_000_000 }
        #expect(progress.map(\.numInputRows) == [1, 0, 0, 0])
        let rows = try run.rows().flatMap(\.self)
        #expect(rows.count == 3)
        for (number, row) in rows.enumerated() {
            let json = try JSONValue(parsing: row)
            #expect(json["rang"]?.integer == Int64(number + 1))
            let afterMs = try #require(json["afterMs"]?.integer)
            #expect((1_000 * Int64(number + 1)..<1_000 * Int64(number + 1) + 100).contains(afterMs))
        }
    }

    @Test("a run that ends by itself fires the timers that were due when it began, and once has none")
    func dueAlarms() throws {
        var run = run
        run.watermark = nil
        run.timeMode = .processingTime
        try run.land(0, [TransformRun.line(0, "a")])
        #expect(try run.run(Alarm()).count == 1)
        #expect(try run.run(Alarm()).isEmpty)
        run.clock.advance(microseconds: 60_000_000)
        var once = run
        once.trigger = .once
        #expect(try once.run(Alarm()).isEmpty)
        #expect(try run.run(Alarm()).map(\.numInputRows) == [0])
        #expect(try run.rows(ofBatch: 1) == [#"{"user":"a","rang":1,"afterMs":60000}"#])
        run.clock.advance(microseconds: 300_000_000)
        // The second timer sets a third, which is past already: it waits for the next batch.
        #expect(try run.run(Alarm()).count == 2)
        #expect(
            try run.rows(ofBatch: 3) == [#"{"user":"a","rang":3,"afterMs":360000}"#])
    }

    @Test("update mode, other steps around the operator, keys of several columns and without one")
    func shapes() throws {
        var run = run
        run.outputMode = .update
        run.groupings = [.col("user"), (Column.col("n") + 1).alias("m")]
        try run.land(0, [TransformRun.line(20, "a", "x", 1), TransformRun.line(21, "a", "x", 2)])
        try run.land(1, [TransformRun.line(60, "a", "x", 3)])
        struct Keys: StatefulProcessor {
            static let name = "keys"
            let outputSchema = "user STRING, m INT, rows BIGINT, first STRUCT<time: TIMESTAMP, user: STRING>"

            func handleInputRows(
                key: Row, rows: [Row], state: KeyedState, timers: Timers
            ) throws -> [OutputRow] {
                let first = Value.structure([rows[0]["time"] ?? .null, rows[0]["user"] ?? .null])
                return [
                    [key["user"], try key.get("m", as: Int32.self), rows.count, first], [nil, nil, nil, nil],
                ]
            }
        }
        try run.run(Keys())
        #expect(
            try run.rows(ofBatch: 0) == [
                #"{"user":"a","m":2,"rows":1,"first":{"time":"2024-01-01T00:00:20.000Z","user":"a"}}"#, "{}",
                #"{"user":"a","m":3,"rows":1,"first":{"time":"2024-01-01T00:00:21.000Z","user":"a"}}"#, "{}",
            ])
        #expect(try run.state().isEmpty)
    }

    @Test("keys longer than the tables' keys keep state and timers apart")
    func longKeys() throws {
        let long = String(repeating: "k", count: 600)
        try run.land(
            0,
            ["a", "b"].enumerated().map { number, last in
                TransformRun.line(20 + number, long + last, "x", number)
            })
        try run.land(1, [TransformRun.line(25, long + "b", "y", 7), TransformRun.line(25, long, "z", 8)])
        try run.land(2, [TransformRun.line(60, "end")])
        try run.run(SparkUsers())
        let ended = try run.rows().flatMap(\.self).map { try JSONValue(parsing: $0) }
            .filter { $0["timer"] != nil }
            .map { row in
                let user = row["user"]?.string?.dropFirst(599) ?? ""
                let second = ((row["timer"]?.integer ?? 0) - TransformRun.midnightMs) / 1_000
                return "\(second) \(user) \(row["numbers"]?.string ?? "") \(row["actions"]?.string ?? "")"
            }
        #expect(
            ended == [
                "20 ka 0 x=1", "25 k 8 z=1", "25 kb 1,7 x=1,y=1", "30 ka 0 x=1", "35 k 8 z=1",
                "35 kb 1,7 x=1,y=1",
            ])
        #expect(try run.state().count { $0.contains(long) } == 0)
    }

    @Test("the stored plan has the operator by name and state, and another processor does not fit")
    func fit() throws {
        try run.land(0, Self.files[0])
        try run.run(Counts())
        let plan = try run.job(Counts()).query
        #expect(try LogicalPlan(json: plan.json) == plan)
        #expect(
            plan.explain().split(separator: "\n").first.map(String.init)
                == "TransformWithState counts by [user] to [user STRING, count BIGINT, ended TIMESTAMP], "
                + "time mode eventTime, append, state: value count")
        struct Others: StatefulProcessor {
            static let name = "others"
            let outputSchema = "user STRING, count BIGINT, ended TIMESTAMP"
            let count = ValueState<Int64>("count")
            func handleInputRows(key: Row, rows: [Row], state: KeyedState, timers: Timers) -> [OutputRow] {
                []
            }
        }
        let error = #expect(throws: TidemarkError.self) { try run.run(Others()) }
        #expect(error?.code == .jobDoesNotFit)
        #expect(error?.message.contains("the checkpoint has ") == true)
        #expect(error?.message.contains("TransformWithState counts by [user]") == true)
        #expect(error?.message.contains("TransformWithState others by [user]") == true)
    }

    @Test(
        "verify says that a program's code cannot be computed anew, with exit status 3",
        arguments: [true, false])
    func verify(isFast: Bool) throws {
        try run.land(0, Self.files[0])
        try run.run(Counts())
        let error = #expect(throws: TidemarkError.self) {
            try Verifier(checkpoint: run.checkpoint, isFast: isFast, movedRoots: []).verify()
        }
        #expect(error == TidemarkError(.verifyUserCode, ["name": "counts"]))
        #expect(error?.code.exitStatus == .badData)
        #expect(
            error?.message
                == "cannot verify: the query runs the processor 'counts', which is a program's own code")
    }
}
