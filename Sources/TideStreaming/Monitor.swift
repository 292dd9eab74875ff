import Glibc
import TideDurableIO

/// A value behind a lock, with threads that wait for it to change (Hoare's monitor, with
/// signal-and-continue).
// Safety: `value` is touched with the mutex held only; mutex and condition have addresses of their own, made
// and freed with the object.
package final class Monitor<Value: Sendable>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var value: Value

    package init(_ value: Value) {
        self.value = value
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // Waits last as long as they should while the wall clock is set.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Looks at the value.
    package func read<Result>(_ body: (Value) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(value)
    }

    /// Changes the value and wakes all who wait.
    package func update<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_broadcast(condition)
            pthread_mutex_unlock(mutex)
        }
        return try body(&value)
    }

    /// Blocks the thread until `ready` gives a result; nil when that takes longer than so many nanoseconds.
    package func wait<Result>(
        upToNanoseconds limit: UInt64? = nil, _ ready: (Value) throws -> Result?
    ) rethrows -> Result? {
        let deadline = limit.map(Self.deadline)
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = try ready(value) { return result }
            if var deadline {
                if pthread_cond_timedwait(condition, mutex, &deadline) == ETIMEDOUT {
                    return try ready(value)
                }
            } else {
                pthread_cond_wait(condition, mutex)
            }
        }
    }

    private static func deadline(_ nanoseconds: UInt64) -> timespec {
        // A century is as good as more, and fits.
        let sum = SystemClock().monotonicNanoseconds() + min(nanoseconds, 3_155_760_000_000_000_000)
        return timespec(tv_sec: Int(sum / 1_000_000_000), tv_nsec: Int(sum % 1_000_000_000))
    }
}
