import Testing
import TideModel

@testable import TideStreaming

@Suite struct TriggerSchedulerTests {
    @Test(
        "due times are multiples of the interval since the epoch",
        arguments: [
            (10, 100, 100, 10), (10, 101, 105, 5), (10, 109, 110, 0), (10, 101, 125, 0), (0, 101, 125, 0),
            (10, -3, -3, 3), (.max, 5, 6, .max - 6), (.max, -5, -5, 5),
            // The clock was put back.
            (10, 101, -86_400, 10), (10, 100, 99, 10),
        ])
    func waits(interval: Int64, start: Int64, now: Int64, expected: Int64) {
        let scheduler = TriggerScheduler(.processingTime(microseconds: interval))
        #expect(scheduler.wait(startUs: start, nowUs: now) == expected)
        #expect(scheduler.isUnending)
    }

    @Test("available-now and once end and never wait")
    func ending() {
        for trigger in [Trigger.availableNow, .once] {
            #expect(TriggerScheduler(trigger).wait(startUs: 5, nowUs: 6) == 0)
            #expect(!TriggerScheduler(trigger).isUnending)
        }
    }
}
