import TideDurableIO

/// Which of the files below a root belong to a source.
package struct FileSelection: Hashable, Sendable {
    /// nil for the root itself.
    package var pattern: PathPattern?
    /// What a file's name must match (`pathGlobFilter`).
    package var nameFilter: Glob?
    /// Whether directories within directories are looked into (`recursiveFileLookup`).
    package var isRecursive = false
    /// Columns whose values stand in the names of directories.
    package var partitions: PartitionLayout?

    package init() {}

    /// Every file that belongs to the source, with its facts.
    ///
    /// - Throws: `IOFailure`; `TidemarkError`.
    func files(in root: String) throws -> [(path: String, status: FileStatus)] {
        var found: [(path: String, status: FileStatus)] = []
        for path in try pattern?.paths(in: root) ?? [""] {
            guard let status = try FileSystem.status(joinPath(root, path)) else { continue }
            switch status.kind {
            case .file: if try isChosen(path, root) { found.append((path, status)) }
            case .directory: try collect(path, in: root, &found)
            case .other: continue
            }
        }
        // One file may be reached by several ways.
        var seen: Set<String> = []
        return pattern == nil ? found : found.filter { seen.insert($0.path).inserted }
    }

    private func isChosen(_ path: String, _ root: String) throws -> Bool {
        nameFilter?.matches(FileSystem.lastName(of: joinPath(root, path))) ?? true
    }

    private func collect(
        _ directory: String, in root: String, _ found: inout [(path: String, status: FileStatus)]
    ) throws {
        let place = joinPath(root, directory)
        for entry in try FileSystem.list(place) where !FileNames.isHidden(entry.name) {
            guard entry.isNameValid else { throw InputErrors.unreadableName(entry.name, in: place) }
            let path = directory.isEmpty ? entry.name : directory + "/" + entry.name
            guard let status = try FileSystem.status(joinPath(root, path)) else {
                if entry.isLink { throw InputErrors.danglingLink(joinPath(root, path)) }
                continue  // It went away since the directory was listed.
            }
            switch status.kind {
            case .file: if try isChosen(path, root) { found.append((path, status)) }
            case .directory:
                if isRecursive || partitions != nil {
                    try collect(path, in: root, &found)
                } else if entry.name.contains("=") {
                    throw InputErrors.partitionAppeared(entry.name, in: place)
                }
            case .other: continue
            }
        }
    }
}
