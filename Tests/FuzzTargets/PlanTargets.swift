import TideFormats
import TideModel
import TidePlanning

extension FuzzTarget {
    /// Stored plans: a plan that is stored as it is read, or an error of the catalogue.
    static let plans = FuzzTarget(
        name: "plans", maximumBytes: 8_192,
        words: [
            "\"step\":\"scan\"", "\"child\":{", "\"children\":[", "\"type\":\"bigint\"", "\"literal\":",
            "\"column\":",
            "\"field\":", "\"call\":\"", "\"cast\":", "\"case\":[", "\"array\":", "\"map\":[",
            "-9223372036854775808",
            "9223372036854775807", "null", "[]", "{}",
        ],
        seeds: { repository in
            try repository.queries().compactMap { query in
                try? SmallTables.plan(query).json.bytes
            }
        },
        trial: { _ in
            { input in
                do {
                    guard let json = try? JSONValue(parsing: input) else { return nil }
                    let plan = try LogicalPlan(json: json)
                    _ = plan.explain()
                    let again = try LogicalPlan(json: plan.json)
                    return again == plan ? nil : "the plan is stored otherwise"
                } catch is TidemarkError {
                    return nil
                } catch {
                    return "\(error)"
                }
            }
        })
}
