import Testing
import TideColumnar
import TideModel
import TidePlanning
import TideReference
import TideSQL

/// Streams over a table `events` of a time and an action.
@Suite struct ReferenceStreamTests {
    private let events = Catalog.Table(
        name: "events", schema: Schema([Field("time", .timestamp), Field("action", .string)]), canStream: true
    )
    private let context = EvaluationContext(zone: .utc, timestampUs: 0)
    private let hour: Int64 = 3_600_000_000

    private func plan(_ sql: String) throws -> LogicalPlan {
        let statements = try SQLParser.parseStatements(sql)
        guard case .select(let query) = statements.first?.statement else { throw TidemarkError(.textMissing) }
        return try Analyzer(catalog: Catalog([events]), zone: .utc).analyze(query)
    }

    private func run(
        _ stream: ReferenceStream, _ rows: [[Value]], wantsResult: Bool = true
    ) throws -> ReferenceBatch {
        try stream.run(
            context,
            rows: { index, scan, emit in
                #expect(index == 0)
                for row in rows { try emit(scan.required.map { row[$0] }) }
            }, tables: { _, _ in }, wantsResult: wantsResult)
    }

    private func row(_ minute: Int64, _ action: String) -> [Value] {
        [.timestamp(minute * 60_000_000), .string(UTF8String(action))]
    }

    @Test("batch by batch the groups grow; what stands above them sees all of them")
    func complete() throws {
        let plan = try plan(
            """
            SELECT action, date_format(window.end, 'HH:mm') AS t, count(*) AS n FROM STREAM events
            WHERE action <> 'Skip' GROUP BY action, window(time, '1 hour') ORDER BY n DESC, t LIMIT 2
            """)
        let stream = ReferenceStream(plan: plan, mode: .complete)
        let first = try run(stream, [row(5, "Open"), row(70, "Close"), row(0, "Skip")])
        #expect(
            first.rows == [
                [.string("Open"), .string("01:00"), .bigint(1)],
                [.string("Close"), .string("02:00"), .bigint(1)],
            ])
        #expect(try run(stream, [row(50, "Open")], wantsResult: false).rows == [])
        let last = try run(stream, [row(10, "Close"), [.null, .string("Open")]])
        #expect(
            last.rows == [
                [.string("Open"), .string("01:00"), .bigint(2)],
                [.string("Close"), .string("01:00"), .bigint(1)],
            ])
        let window = { (start: Int64) in Value.structure([.timestamp(start), .timestamp(start + hour)]) }
        #expect(
            try stream.groups() == [
                [
                    [.string("Close"), window(0), .bigint(1)], [.string("Close"), window(hour), .bigint(1)],
                    [.string("Open"), window(0), .bigint(2)],
                ]
            ])
        #expect(!stream.isOrdered)
    }

    @Test("a global aggregate has its row before the first record, and in each batch")
    func global() throws {
        let plan = try plan("SELECT count(*), max(action), sum(1) FROM STREAM events")
        for mode in [OutputMode.complete, .update] {
            let stream = ReferenceStream(plan: plan, mode: mode)
            #expect(try stream.groups() == [[[.bigint(0), .null, .null]]])
            #expect(try run(stream, []).rows == [[.bigint(0), .null, .null]])
            #expect(try run(stream, [row(0, "b")]).rows == [[.bigint(1), .string("b"), .bigint(1)]])
            #expect(try run(stream, []).rows == [[.bigint(1), .string("b"), .bigint(1)]])
        }
    }

    @Test("a sum beyond BIGINT is an error only where it is asked for")
    func overflow() throws {
        let plan = try plan("SELECT sum(9223372036854775807) AS s FROM STREAM events")
        let stream = ReferenceStream(plan: plan, mode: .complete)
        _ = try run(stream, [row(0, "a"), row(0, "a")], wantsResult: false)
        let error = #expect(throws: TidemarkError.self) { try stream.groups() }
        #expect(
            error?.message == "the sum 18446744073709551614 "
                + "of column sum(9223372036854775807) overflows BIGINT")
        #expect(throws: TidemarkError.self) { try run(stream, []) }
    }

    @Test("rows that nothing is kept of keep their order")
    func stateless() throws {
        let plan = try plan("SELECT upper(action) AS a FROM STREAM events WHERE action <> 'c'")
        let stream = ReferenceStream(plan: plan, mode: .append)
        #expect(stream.isOrdered)
        #expect(
            try run(stream, [row(0, "b"), row(0, "c"), row(0, "a")]).rows == [[.string("B")], [.string("A")]])
        #expect(try run(stream, [row(0, "b")]).rows == [[.string("B")]])
        #expect(try stream.groups() == [])
    }
}
