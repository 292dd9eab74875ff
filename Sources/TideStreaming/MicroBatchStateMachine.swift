/// The order of a micro-batch's steps, as a value: what happened goes in, what to do next comes out.
///
/// Steps of batch N: plan (slices/N, offsets/N), compute, commit (the one LMDB transaction), drain to the
/// sink, log (commits/N). Only the commit makes N durable; whatever fails before it leaves N - 1 as the
/// last batch.
package struct MicroBatchStateMachine: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        /// Nothing recovered yet.
        case starting
        /// Between batches; `last` is the last committed batch, -1 for none.
        case idle(last: Int64)
        case planned(Int64)
        case computed(Int64)
        case committed(Int64)
        case drained(Int64)
        /// The end: everything up to `last` is durable and logged.
        case finished(last: Int64)
        /// The end after a failure; `last` is the last batch known to be committed.
        case failed(last: Int64)
    }

    package enum Event: Hashable, Sendable {
        /// The checkpoint is open; `hasPlan` when a plan of batch `last + 1` survived and still fits.
        case recovered(last: Int64, hasPlan: Bool)
        /// A batch was planned and its plan is written.
        case planned
        /// There is nothing to read now.
        case nothingNew
        case computed
        case committed
        case drained
        case logged
        /// Somebody asked for the end (a signal, the last batch allowed, nothing more to come).
        case stopRequested
        /// A step failed.
        case failed
    }

    package enum Action: Hashable, Sendable {
        /// Find out what batch N reads; then `planned` or `nothingNew`.
        case plan(Int64)
        case compute(Int64)
        case commit(Int64)
        case drain(Int64)
        case log(Int64)
        /// Wait for data or for the next trigger, then plan batch N.
        case wait(next: Int64)
        /// Mark the checkpoint clean and close it.
        case close
        /// Leave the checkpoint as it is: the next start recovers.
        case abandon
    }

    package private(set) var state = State.starting
    /// A stop asked for while a batch is in hand waits for the batch's end.
    package private(set) var isStopping = false

    package init() {}

    /// Takes an event; an event that cannot happen in the present state is a defect of the driver.
    package mutating func handle(_ event: Event) -> Action {
        switch (state, event) {
        case (_, .failed):
            state = .failed(last: lastCommitted)
            return .abandon
        case (.starting, .recovered(let last, let hasPlan)):
            state = hasPlan ? .planned(last + 1) : .idle(last: last)
            if hasPlan { return .compute(last + 1) }
            return isStopping ? finish(last) : .plan(last + 1)
        case (.starting, .stopRequested):
            isStopping = true
            return .abandon
        case (.idle(let last), .stopRequested):
            return finish(last)
        case (.idle(let last), .nothingNew):
            return .wait(next: last + 1)
        case (.idle(let last), .planned):
            state = .planned(last + 1)
            return .compute(last + 1)
        case (.planned(let batch), .computed):
            state = .computed(batch)
            return .commit(batch)
        case (.computed(let batch), .committed):
            state = .committed(batch)
            return .drain(batch)
        case (.committed(let batch), .drained):
            state = .drained(batch)
            return .log(batch)
        case (.drained(let batch), .logged):
            state = .idle(last: batch)
            return isStopping ? finish(batch) : .plan(batch + 1)
        case (.planned(let batch), .stopRequested):
            isStopping = true
            return .compute(batch)
        case (.computed(let batch), .stopRequested):
            isStopping = true
            return .commit(batch)
        case (.committed(let batch), .stopRequested):
            isStopping = true
            return .drain(batch)
        case (.drained(let batch), .stopRequested):
            isStopping = true
            return .log(batch)
        default:
            preconditionFailure("micro-batch event \(event) in state \(state)")
        }
    }

    /// The last batch known to be committed, -1 for none.
    package var lastCommitted: Int64 {
        switch state {
        case .starting: -1
        case .idle(let last), .finished(let last), .failed(let last): last
        case .planned(let batch), .computed(let batch): batch - 1
        case .committed(let batch), .drained(let batch): batch
        }
    }

    private mutating func finish(_ last: Int64) -> Action {
        state = .finished(last: last)
        return .close
    }
}
