import Synchronization
import TideDurableIO
package import TideModel

/// Reads slices on several threads, block by block; what is done with a block is a worker's, one a thread.
package struct BlockScan: Sendable {
    /// What one thread does with its blocks, those of a slice that is read front to back in their order.
    package protocol Worker: AnyObject, SendableMetatype {
        associatedtype Outcome: Sendable
        /// - Parameters:
        ///   - block: its number in the reader's slice.
        ///   - place: grows in reading order, through all slices' blocks.
        func scan(_ block: Int, of reader: SliceReader, place: Int) throws -> Outcome
    }

    /// By the index of the source.
    package let sources: [SourceFiles]
    package let threads: Int
    /// Whether files must have the size and modification time of their slices.
    package let checksMetadata: Bool

    package init(_ sources: [SourceFiles], threads: Int, checksMetadata: Bool = true) {
        self.sources = sources
        self.threads = max(1, threads)
        self.checksMetadata = checksMetadata
    }

    /// Reads all blocks; returns the workers, one a thread that ran, and each slice's outcomes in the order
    /// of its blocks.
    ///
    /// Which blocks a worker sees depends on luck; their union does not. The error thrown is that of the
    /// earliest block that failed.
    package func run<Each: Worker>(
        _ slices: [Slice], makeWorker: @escaping @Sendable () throws -> Each
    ) throws -> (workers: [Each], outcomes: [[Each.Outcome]]) {
        let units = slices.indices.flatMap { index in
            let slice = slices[index]
            guard let count = SliceReader.blockCount(of: slice, sources[slice.source].text) else {
                return [Unit(slice: index, block: nil)]
            }
            return (0..<count).map { Unit(slice: index, block: $0) }
        }
        let shared = Shared<Each>(unitCount: units.count)
        WorkerThreads.run(count: min(threads, max(1, units.count))) { _ in
            work(slices: slices, units: units, shared: shared, makeWorker: makeWorker)
        }
        return try shared.finish(slices: slices, units: units)
    }

    private struct Unit {
        let slice: Int
        /// nil for all blocks of the slice, one after the other.
        let block: Int?
    }

    private func work<Each: Worker>(
        slices: [Slice], units: [Unit], shared: Shared<Each>, makeWorker: () throws -> Each
    ) {
        var at = units.count
        do {
            let worker = try makeWorker()
            var open: (slice: Int, reader: SliceReader)?
            while true {
                at = shared.takeNext()
                guard at < units.count else { break }
                let unit = units[at]
                if open?.slice != unit.slice {
                    let slice = slices[unit.slice]
                    let reader = try SliceReader(
                        sources[slice.source], slice: slice, checksMetadata: checksMetadata)
                    open = (unit.slice, reader)
                }
                guard let reader = open?.reader else { break }
                var outcomes: [Each.Outcome] = []
                var block = unit.block ?? 0
                while try unit.block.map({ $0 == block }) ?? reader.hasBlock(block) {
                    let place = at << 32 | (block - (unit.block ?? 0))
                    outcomes.append(try worker.scan(block, of: reader, place: place))
                    block += 1
                }
                shared.record(outcomes, at: at)
            }
            shared.add(worker)
        } catch {
            shared.fail(error, at: at)
        }
    }

    /// What the threads share: the next unit, the results, the earliest failure.
    // Safety: all state that changes is behind the mutex or atomic; workers are handed over when their
    // thread has done its last work and are touched by one thread at any time.
    private final class Shared<Each: Worker>: @unchecked Sendable {
        private struct State {
            var outcomes: [[Each.Outcome]?]
            var workers: [Each] = []
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

        func record(_ outcomes: [Each.Outcome], at unit: Int) {
            mutex.withLock { _ in state.outcomes[unit] = outcomes }
        }

        func add(_ worker: Each) {
            mutex.withLock { _ in state.workers.append(worker) }
        }

        func fail(_ error: any Error, at unit: Int) {
            hasFailed.store(true, ordering: .relaxed)
            mutex.withLock { _ in
                if state.failure.map({ unit < $0.unit }) ?? true { state.failure = (unit, error) }
            }
        }

        /// The workers and each slice's outcomes; call when all threads have ended.
        func finish(
            slices: [Slice], units: [Unit]
        ) throws -> (workers: [Each], outcomes: [[Each.Outcome]]) {
            if let failure = state.failure { throw failure.error }
            var outcomes: [[Each.Outcome]] = slices.map { _ in [] }
            for (unit, found) in zip(units, state.outcomes) {
                guard let found else { preconditionFailure("a block of slice \(unit.slice) was not scanned") }
                outcomes[unit.slice] += found
            }
            return (state.workers, outcomes)
        }
    }
}
