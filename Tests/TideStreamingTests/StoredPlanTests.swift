import TestSupport
import Testing
import TideCheckpoint
import TideModel
import TideStreaming

/// What is said of a plan record that cannot be used, word for word.
@Suite("Stored plans")
struct StoredPlanTests {
    private static let record = PlanRecord(
        jobText: "", tableName: "t", timeZone: "Mars/Olympus", fingerprint: "", planJSON: "{x", sources: [])

    @Test("a plan that is no JSON, and a zone that is not here") func unusable() throws {
        let damaged = try #require(throws: TidemarkError.self) { _ = try Self.record.query() }
        #expect(
            "\(damaged)" == """
                error [CHECKPOINT_DAMAGED]: the stored plan is no JSON: unexpected character at byte 1
                  next: restore the checkpoint from a backup, or start again with a new one
                """)
        #expect(ErrorCondition.storedPlanDamaged.fits("\(damaged)"))
        let zone = try #require(throws: TidemarkError.self) { _ = try Self.record.zone() }
        #expect(
            "\(zone)" == """
                error [PATH_NOT_FOUND]: the checkpoint's time zone 'Mars/Olympus' is not on this machine: \
                unknown time zone 'Mars/Olympus'
                  next: install the package tzdata, then run the same command again
                """)
        #expect(ErrorCondition.storedZoneUnknown.fits("\(zone)"))
    }
}
