import TideDurableIO

/// Where a source's files lie, and how their content divides into records.
package struct SourceFiles: Hashable, Sendable {
    /// Absolute path of the directory or file.
    package var root: String
    package var text: TextFormat

    package init(root: String, text: TextFormat = .lines) {
        self.root = root
        self.text = text
    }

    /// The absolute path of a file below the root.
    package func path(of path: String) -> String { joinPath(root, path) }
}

/// `root/path`; `root` itself when the source is a single file and `path` is empty.
package func joinPath(_ root: String, _ path: String) -> String {
    path.isEmpty ? root : FileSystem.join(root, path)
}
