package import TideModel

extension LogicalPlan {
    /// Throws `streamingQuery` for a query that cannot stream in that mode.
    package func requireStreamable(_ mode: OutputMode) throws {
    }
}
