import Testing
import TideDurableIO

@testable import TideStreaming

@Suite struct PausesTests {
    /// The waits that a change, told when `passed` microseconds have gone by since the last look, is followed
    /// by.
    private func waits(
        atLeast: Int64, passed: Int64, isAwake: Bool = true, isOver: Bool = false
    ) throws -> [UInt64] {
        let clock = ManualClock()
        clock.advance(microseconds: 5_000)
        let lookedAtNs = clock.monotonicNanoseconds()
        clock.advance(microseconds: passed)
        let wakeup = try #require(Wakeup())
        if isAwake { wakeup.wake() }
        var waits: [UInt64] = []
        Pauses(clock: clock, wait: { waits.append($0) }, wakeup: wakeup).untilChanged(
            [], lookedAtNs: lookedAtNs, atLeast: atLeast, atMost: isAwake ? 60_000_000 : 0, wakeup,
            unless: { isOver })
        return waits
    }

    @Test("after a change the rest of the time between looks goes by, and no more")
    func rest() throws {
        #expect(try waits(atLeast: 1_000, passed: 400) == [600_000])
        #expect(try waits(atLeast: 250_000, passed: 1_000) == [249_000_000])
        #expect(try waits(atLeast: 1_000, passed: 1_000) == [])
        #expect(try waits(atLeast: 1_000, passed: 400, isAwake: false) == [])
        #expect(try waits(atLeast: 1_000, passed: 400, isOver: true) == [])
    }

    @Test("a wait lasts until its time, in as many pieces as it is cut into, or until the run is to end")
    func pieces() {
        let clock = ManualClock()
        var waits: [UInt64] = []
        let pauses = Pauses(
            clock: clock,
            wait: {
                waits.append($0)
                clock.advance(microseconds: Int64(min($0 / 1_000, 400)))
            }, wakeup: nil)
        pauses.microseconds(1_000) { false }
        #expect(waits == [1_000_000, 600_000, 200_000])
        pauses.microseconds(1_000) { waits.count == 4 }
        #expect(waits.count == 4)
    }
}
