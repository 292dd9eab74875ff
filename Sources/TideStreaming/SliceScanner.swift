package import TideColumnar
import TideConnectors
package import TideFormats
package import TideModel
import Synchronization

/// Reads slices on several threads: hashes and decodes block by block, and hands each batch of rows to a
/// consumer that belongs to the thread.
package struct SliceScanner: Sendable {
    package let root: String
    package let format: NDJSONFormat
    package let threads: Int
    /// Whether files must have the size and modification time of their slices.
    package let checksMetadata: Bool

    package init(root: String, format: NDJSONFormat, threads: Int, checksMetadata: Bool = true) {
        self.root = root
        self.checksMetadata = checksMetadata
        self.format = format
        self.threads = max(1, threads)
    }

    /// What one thread does with the rows it decoded.
    package protocol Consumer: AnyObject, SendableMetatype {
        /// - Parameter block: its number in reading order, all slices' blocks counted on.
        func consume(_ batch: RecordBatch, block: Int) throws
    }

    /// Scans all slices and returns the consumers, one a thread that ran, and what was found, slice by slice.
    ///
    /// Which rows a consumer sees depends on luck; their union does not. The error thrown is that of the
    /// earliest block that failed.
    package func scan<Worker: Consumer>(
        _ slices: [Slice], makeConsumer: @escaping @Sendable () throws -> Worker
    ) throws -> (consumers: [Worker], outcomes: [SliceOutcome]) {
        let units = slices.indices.flatMap { slice in
            (0..<SliceReader.blockCount(of: slices[slice])).map { Unit(slice: slice, block: $0) }
        }
        let shared = Shared<Worker>(unitCount: units.count)
        WorkerThreads.run(count: min(threads, max(1, units.count))) { _ in
            work(slices: slices, units: units, shared: shared, makeConsumer: makeConsumer)
        }
        return try shared.finish(slices: slices, units: units)
    }

    private struct Unit {
        let slice: Int
        let block: Int
    }

    private struct BlockOutcome {
        let hash: ContentHash
        let rows: Int64
        let rejects: RejectSummary
    }

    private func work<Worker: Consumer>(
        slices: [Slice], units: [Unit], shared: Shared<Worker>, makeConsumer: () throws -> Worker
    ) {
        var at = units.count
        do {
            let consumer = try makeConsumer()
            let decoder = NDJSONDecoder(format)
            var open: (slice: Int, reader: SliceReader)?
            while true {
                at = shared.takeNext()
                guard at < units.count else { break }
                let unit = units[at]
                if open?.slice != unit.slice {
                    open = (
                        unit.slice,
                        try SliceReader(root: root, slice: slices[unit.slice], checksMetadata: checksMetadata)
                    )
                }
                guard let reader = open?.reader else { break }
                let (outcome, rows) = try scan(unit.block, reader, decoder)
                if rows.count > 0 { try consumer.consume(rows, block: at) }
                shared.record(outcome, at: at)
            }
            shared.add(consumer)
        } catch {
            shared.fail(error, at: at)
        }
    }

    private func scan(
        _ block: Int, _ reader: SliceReader, _ decoder: NDJSONDecoder
    ) throws -> (BlockOutcome, RecordBatch) {
        let (hash, decoded) = try reader.decode(block, with: decoder)
        try reader.requireUnchanged()
        let outcome = BlockOutcome(hash: hash, rows: Int64(decoded.batch.count), rejects: decoded.rejects)
        return (outcome, decoded.batch)
    }

    /// What the threads share: the next unit, the results, the earliest failure.
    // Safety: all state that changes is behind the mutex or atomic; consumers are handed over when their
    // thread has done its last work and are touched by one thread at any time.
    private final class Shared<Worker: Consumer>: @unchecked Sendable {
        private struct State {
            var outcomes: [BlockOutcome?]
            var consumers: [Worker] = []
            var failure: (unit: Int, error: any Error)?
        }

        private let next = Atomic<Int>(0)
        private let hasFailed = Atomic<Bool>(false)
        private let mutex = Mutex<Void>(())
        private var state: State

        init(unitCount: Int) {
            state = State(outcomes: Array(repeating: nil, count: unitCount))
        }

        /// The next unit's number; past the last one when there is none or when a unit has failed.
        func takeNext() -> Int {
            if hasFailed.load(ordering: .relaxed) { return Int.max }
            return next.wrappingAdd(1, ordering: .relaxed).oldValue
        }

        func record(_ outcome: BlockOutcome, at unit: Int) {
            mutex.withLock { _ in state.outcomes[unit] = outcome }
        }

        func add(_ consumer: Worker) {
            mutex.withLock { _ in state.consumers.append(consumer) }
        }

        func fail(_ error: any Error, at unit: Int) {
            hasFailed.store(true, ordering: .relaxed)
            mutex.withLock { _ in
                if state.failure.map({ unit < $0.unit }) ?? true { state.failure = (unit, error) }
            }
        }

        /// The consumers and each slice's outcome; call when all threads have ended.
        func finish(slices: [Slice], units: [Unit]) throws -> (consumers: [Worker], outcomes: [SliceOutcome])
        {
            if let failure = state.failure { throw failure.error }
            var hashes = Array(repeating: [ContentHash](), count: slices.count)
            var outcomes = slices.map { _ in
                SliceOutcome(hash: SliceHash.combine([]), rows: 0, rejects: RejectSummary())
            }
            for (unit, outcome) in zip(units, state.outcomes) {
                guard let outcome else { preconditionFailure("block \(unit.block) was not scanned") }
                hashes[unit.slice].append(outcome.hash)
                outcomes[unit.slice].rows += outcome.rows
                outcomes[unit.slice].rejects.append(outcome.rejects)
            }
            for index in slices.indices { outcomes[index].hash = SliceHash.combine(hashes[index]) }
            return (state.consumers, outcomes)
        }
    }
}
