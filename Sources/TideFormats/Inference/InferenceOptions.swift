/// How the columns of JSON lines are inferred; Spark's options and defaults.
package struct InferenceOptions: Hashable, Sendable {
    /// Numbers and booleans are STRING.
    package var primitivesAsString = false
    /// A field that is NULL, or an empty array, in every line is no column (`dropFieldIfAllNull`).
    package var dropsNullFields = false
    /// Strings that are timestamps are TIMESTAMP (`inferTimestamp`).
    package var infersTimestamps = false
    /// The part of the lines that is looked at, above 0 and at most 1. Which lines follows from where they
    /// start in their files, so that the same files give the same columns.
    package var samplingRatio = 1.0
    /// What counts as JSON beside what the standard says.
    package var leniency = JSONLeniency.standard

    package init() {}
}
