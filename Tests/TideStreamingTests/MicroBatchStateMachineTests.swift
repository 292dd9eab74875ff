import Testing

@testable import TideStreaming

/// The protocol's order, enumerated: every state with every event it may meet.
@Suite struct MicroBatchStateMachineTests {
    typealias Machine = MicroBatchStateMachine

    /// A machine brought to `state` by the events that lead there.
    private func machine(after events: [Machine.Event]) -> Machine {
        var machine = Machine()
        for event in events { _ = machine.handle(event) }
        return machine
    }

    private static let start = Machine.Event.recovered(last: 6, hasPlan: false)

    @Test(
        "each step follows from the one before",
        arguments: [
            ([], start, Machine.Action.plan(7)),
            ([], .recovered(last: 6, hasPlan: true), .compute(7)),
            ([], .recovered(last: -1, hasPlan: false), .plan(0)),
            ([start], .nothingNew, .wait(next: 7)),
            ([start], .planned, .compute(7)),
            ([start, .planned], .computed, .commit(7)),
            ([start, .planned, .computed], .committed, .drain(7)),
            ([start, .planned, .computed, .committed], .drained, .log(7)),
            ([start, .planned, .computed, .committed, .drained], .logged, .plan(8)),
            ([start], .stopRequested, .close),
        ] as [([Machine.Event], Machine.Event, Machine.Action)])
    func order(events: [Machine.Event], event: Machine.Event, expected: Machine.Action) {
        var machine = machine(after: events)
        #expect(machine.handle(event) == expected)
    }

    @Test("a stop asked for in the middle of a batch finishes the batch first")
    func stopWaitsForTheBatch() {
        let steps: [(Machine.Event, Machine.Action)] = [
            (.planned, .compute(7)), (.computed, .commit(7)), (.committed, .drain(7)), (.drained, .log(7)),
        ]
        for stopAfter in steps.indices {
            var machine = machine(after: [Self.start])
            for (index, step) in steps.enumerated() {
                #expect(machine.handle(step.0) == step.1)
                if index == stopAfter { #expect(machine.handle(.stopRequested) == step.1) }
            }
            #expect(machine.handle(.logged) == .close)
            #expect(machine.state == .finished(last: 7))
        }
    }

    @Test("a failure before the commit leaves the batch before, a failure after it the batch itself")
    func failureKnowsTheLastBatch() {
        let path: [Machine.Event] = [Self.start, .planned, .computed, .committed, .drained]
        let last: [Int64] = [-1, 6, 6, 6, 7, 7]
        for count in 0...path.count {
            var machine = machine(after: Array(path.prefix(count)))
            #expect(machine.handle(.failed) == .abandon)
            #expect(machine.state == .failed(last: last[count]), "after \(count) events")
        }
    }
}
