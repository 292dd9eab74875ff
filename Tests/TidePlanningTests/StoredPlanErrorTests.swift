import TestSupport
import Testing
import TideFormats
import TideModel
import TidePlanning

/// What is said of a stored plan that is none, word for word.
@Suite("Errors of stored plans")
struct StoredPlanErrorTests {
    private static let restore =
        "\n  next: restore the checkpoint from a backup, or start again with a new one"

    @Test(
        "damage names the part",
        arguments: [
            (
                "{\"version\":1}", ErrorCondition.storedPlanDamaged,
                "error [CHECKPOINT_DAMAGED]: the stored plan has no plan" + restore
            ),
            (
                "{\"version\":\"x\"}", .storedPlanDamaged,
                "error [CHECKPOINT_DAMAGED]: the stored plan has a wrong value for version" + restore
            ),
            (
                "{\"version\":99}", .storedPlanNewer,
                "error [CHECKPOINT_FORMAT_TOO_NEW]: the stored plan has the format 99, newer than 1\n"
                    + "  next: use the tidemark that wrote the checkpoint, or a newer one"
            ),
        ])
    func plan(json: String, condition: ErrorCondition, text: String) throws {
        let error = try #require(throws: TidemarkError.self) {
            _ = try LogicalPlan(json: try JSONValue(parsing: json))
        }
        #expect("\(error)" == text)
        #expect(condition.fits(text))
    }
}
