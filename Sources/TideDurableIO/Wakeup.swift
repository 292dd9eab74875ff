import CTideSystem
import Glibc

/// Lets one thread wait for changes, a signal or another thread, whichever is first.
package final class Wakeup: Sendable {
    private let descriptor: Int32
    private let hearsSignals: Bool

    /// nil where the process may open no more descriptors.
    ///
    /// - Parameter hearsSignals: whether `SignalFlag` ends a wait.
    package init?(hearsSignals: Bool = false) {
        var number: Int32 = -1
        guard tide_wakeup_make(&number) == 0 else { return nil }
        descriptor = number
        self.hearsSignals = hearsSignals
    }

    deinit { close(descriptor) }

    /// Ends the wait under way, or the next one.
    // Safety: eight bytes of a local variable are read. A counter that is full wakes as well.
    package func wake() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    /// Waits until `wake()` is or was called, a watch has something to tell or, where they are heard, a
    /// signal was received; at most so long.
    ///
    /// - Returns: whether it was one of these.
    // Safety: eight bytes of a local variable are written; the array's storage is the call's own.
    @discardableResult
    package func wait(upToNanoseconds nanoseconds: UInt64, or watches: [DirectoryWatch] = []) -> Bool {
        let numbers = [descriptor, hearsSignals ? tide_signals_descriptor() : -1] + watches.map(\.descriptor)
        var waited = numbers.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let isReady = tide_readable_wait(&waited, waited.count, nanoseconds) != 0
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
        return isReady
    }
}
