/// Stored bytes that are not what was written.
package struct DamagedBytes: Error, Hashable, Sendable {
    /// What was expected and what is there.
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}
