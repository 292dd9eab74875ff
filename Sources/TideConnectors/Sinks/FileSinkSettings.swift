package import TideModel

/// Where a query writes files, and how; checked against the columns of its result by ``FileRenderer``.
package struct FileSinkSettings: Hashable, Sendable {
    package var options: FileSinkOptions
    /// The directory, absolute.
    package var root: String
    package var mode: OutputMode
    /// As written.
    package var partitionColumns: [String]
    /// Where they are written, for errors.
    package var partitionRange: SourceRange?
    /// Whether names are made durable with each batch (`--sink-durability each`), not every 16 or second.
    package var syncsEachBatch = false

    package init(
        _ options: FileSinkOptions, root: String, mode: OutputMode, partitionColumns: [String] = [],
        partitionRange: SourceRange? = nil
    ) {
        self.options = options
        self.root = root
        self.mode = mode
        self.partitionColumns = partitionColumns
        self.partitionRange = partitionRange
    }
}
