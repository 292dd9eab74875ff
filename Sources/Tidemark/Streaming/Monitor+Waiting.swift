import Synchronization
import TideDurableIO
import TideStreaming

extension Monitor {
    /// Suspends the task until `ready` gives a result; nil when that takes longer than so many nanoseconds.
    ///
    /// A thread of its own waits for it, none of Swift's concurrency.
    ///
    /// - Throws: `CancellationError`, and what `ready` throws.
    func waiting<Result: Sendable>(
        upToNanoseconds limit: UInt64?, _ ready: @escaping @Sendable (Value) throws -> Result?
    ) async throws -> Result? {
        let isCancelled = Flag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                WorkerThreads.detach {
                    continuation.resume(
                        with: Swift.Result {
                            try self.wait(upToNanoseconds: limit) { value -> Result? in
                                if isCancelled.isSet { throw CancellationError() }
                                return try ready(value)
                            }
                        })
                }
            }
        } onCancel: {
            isCancelled.set()
            // Wakes the thread, which looks at the flag.
            update { _ in }
        }
    }

    /// Suspends the task until `isReady`, also when the task is cancelled.
    func waitingUncancelled(_ isReady: @escaping @Sendable (Value) -> Bool) async {
        await withCheckedContinuation { continuation in
            WorkerThreads.detach {
                _ = self.wait { isReady($0) ? true : nil }
                continuation.resume()
            }
        }
    }
}

/// Something that has happened or not.
private final class Flag: Sendable {
    private let value = Atomic<Bool>(false)

    var isSet: Bool { value.load(ordering: .acquiring) }

    func set() { value.store(true, ordering: .releasing) }
}
