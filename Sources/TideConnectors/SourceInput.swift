package import TideFormats

/// How one source's slices become rows.
package struct SourceInput: Hashable, Sendable {
    /// Absolute path of the directory or file.
    package let root: String
    package let format: NDJSONFormat

    package init(root: String, format: NDJSONFormat) {
        self.root = root
        self.format = format
    }
}
