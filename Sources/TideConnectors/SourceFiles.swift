import TideDurableIO

/// Where a source's files lie, which of them belong to it, and how their content divides into records.
package struct SourceFiles: Hashable, Sendable {
    /// Absolute path of the directory or file.
    package var root: String
    package var text: TextFormat
    package var selection: FileSelection
    /// Where files go when they are read, absolute: below it each keeps its whole path. nil for nowhere.
    package var archive: String?
    /// Whether files may get longer while they are read.
    package var mayGrow: Bool
    let openContents = OpenContents()

    package init(
        root: String, text: TextFormat = .lines, selection: FileSelection = FileSelection(),
        archive: String? = nil, mayGrow: Bool = false
    ) {
        self.root = root
        self.text = text
        self.selection = selection
        self.archive = archive
        self.mayGrow = mayGrow
    }

    /// The absolute path of a file below the root.
    package func path(of path: String) -> String { joinPath(root, path) }

    /// Where the file goes when it is archived.
    package func archived(_ path: String) -> String? { archive.map { $0 + self.path(of: path) } }

    /// Where the file is: below the root, or in the archive. nil when it is gone.
    ///
    /// - Throws: `IOFailure`.
    package func locate(_ path: String) throws -> String? {
        for place in [self.path(of: path)] + (archived(path).map { [$0] } ?? [])
        where try FileSystem.status(place) != nil {
            return place
        }
        return nil
    }
}
