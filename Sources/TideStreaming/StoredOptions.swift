package import TideCheckpoint
package import TideConnectors
import TideModel

extension FileSourceOptions {
    /// The options a stored plan was made under.
    ///
    /// - Throws: `TidemarkError` when the record names none or one this version does not know.
    package init(stored record: PlanRecord) throws {
        guard let source = record.sources.first else {
            throw TidemarkError(.storedPlanDamaged, ["what": "names no source"])
        }
        try self.init(source.sortedOptions.map { (key: $0.name, value: $0.value, range: nil) })
    }
}
