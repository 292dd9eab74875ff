/// One name in a directory.
package struct DirectoryEntry: Hashable, Sendable {
    /// The name. When it is not UTF-8, the repaired text, which opens nothing: see `isNameValid`.
    package let name: String
    /// What the entry is, after following a link.
    package let kind: FileKind
    /// Whether the entry is a symbolic link.
    package let isLink: Bool
    /// Whether `name` is the name on disk; false for a name that is not UTF-8.
    package let isNameValid: Bool
}
