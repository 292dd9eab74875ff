package import TideCheckpoint
package import TideColumnar
package import TideConnectors
package import TideFormats
import TideModel
package import TidePlanning

extension FileSourceOptions {
    /// The options of one source that a stored plan was made under.
    ///
    /// - Throws: `TidemarkError` when the record has no source of that index, or names an option that this
    ///   version does not know.
    package init(stored record: PlanRecord, source: Int = 0) throws {
        guard record.sources.indices.contains(source) else {
            throw TidemarkError(
                .storedPlanDamaged, ["what": source == 0 ? "names no source" : "names no source \(source)"])
        }
        try self.init(
            record.sources[source].sortedOptions.map { (key: $0.name, value: $0.value, range: nil) })
    }

    /// How a scan of the files at a root is done.
    ///
    /// - Throws: `TidemarkError` (`invalidOption`) where `basePath` is elsewhere.
    package func input(root: String, _ scan: Scan, zone: ZoneRules) throws -> SourceInput {
        SourceInput(try files(root: root), format: format(of: scan, zone: zone))
    }

    /// How the lines become the rows of a scan.
    package func format(of scan: Scan, zone: ZoneRules) -> NDJSONFormat {
        NDJSONFormat(
            schema: scan.tableSchema, required: scan.required, mode: mode, corruptColumn: corruptColumn,
            zone: zone, leniency: leniency)
    }
}
