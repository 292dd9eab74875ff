import Foundation
import Testing
import TideDurableIO

@Suite("Signal flag")
struct SignalFlagTests {
    @Test(
        "the first signal is recorded and ends the wait; the second ends the process",
        arguments: [SIGINT, SIGTERM])
    func twoSignals(second: Int32) async {
        await #expect(processExitsWith: .exitCode(128 + second)) { [second] in
            try SignalFlag.install()
            try SignalFlag.install()
            #expect(SignalFlag.received == nil)
            #expect(SignalFlag.wait(upToNanoseconds: 1_000_000) == false)
            // Worker threads block these signals, so they are sent to the process, not raised in the thread.
            kill(getpid(), SIGTERM)
            #expect(SignalFlag.wait(upToNanoseconds: 60_000_000_000))
            #expect(SignalFlag.received == SIGTERM)
            kill(getpid(), second)
            pause()
        }
    }

    @Test("a signal wakes a thread that waits")
    func wakes() async {
        await #expect(processExitsWith: .exitCode(7)) {
            try SignalFlag.install()
            Thread.detachNewThread { kill(getpid(), SIGINT) }
            let start = SystemClock().monotonicNanoseconds()
            #expect(SignalFlag.wait(upToNanoseconds: 60_000_000_000))
            #expect(SystemClock().monotonicNanoseconds() - start < 30_000_000_000)
            #expect(SignalFlag.received == SIGINT)
            exit(7)
        }
    }
}
