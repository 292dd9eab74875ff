package import TideFormats

/// How one source's slices become rows.
package struct SourceInput: Hashable, Sendable {
    package let files: SourceFiles
    package let format: NDJSONFormat

    package init(_ files: SourceFiles, format: NDJSONFormat) {
        self.files = files
        self.format = format
    }
}
