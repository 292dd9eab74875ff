/// What a commit cost, and what the state is after it.
package struct CommitMeasure: Hashable, Sendable {
    /// Nanoseconds to merge the delta into the state.
    package var mergeNs: UInt64 = 0
    /// Nanoseconds of the commit alone: writing the pages and both barriers.
    package var commitNs: UInt64 = 0
    package var state = StateSize()
    /// Rows appended to the result; nil for a batch that appends none.
    package var appendedRows: Int64?

    package init() {}
}

/// How large the state is.
package struct StateSize: Hashable, Sendable {
    /// Entries of the table `state`.
    package var entries: Int64 = 0
    /// Those of each operator that has any, by its id.
    package var operators: [UInt8: Int64] = [:]
    /// Bytes of the main tree's pages but for the history: those of the state and of the smaller tables.
    package var usedBytes: Int64 = 0
    /// Bytes of `state/data.mdb` in use, free pages included.
    package var fileBytes: Int64 = 0

    package init() {}
}
