package import TideCheckpoint
package import TideColumnar
package import TideConnectors
package import TideFormats
import TideModel
package import TidePlanning

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
    /// How the lines become the rows of a scan.
    package func format(of scan: Scan, zone: ZoneRules) -> NDJSONFormat {
        NDJSONFormat(
            schema: scan.tableSchema, required: scan.required, mode: mode, corruptColumn: corruptColumn,
            zone: zone)
    }
}
