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

    /// Where a look for files goes, relative to the root.
    enum Place {
        /// A directory in which files are chosen by their names, or the root that is a file.
        case files(String)
        /// A directory in which the pattern picks names.
        case pattern(String)
        /// A link: what it leads to may change without a trace beside the link.
        case link(String)
    }

    /// Every file that belongs to the source, with its facts.
    ///
    /// - Parameter visit: told of each place before it is looked into.
    /// - Throws: `IOFailure`; `TidemarkError`.
    func files(
        in root: String, visit: (Place) -> Void = { _ in }
    ) throws -> [(path: String, status: FileStatus)] {
        var found: [(path: String, status: FileStatus)] = []
        for path in try pattern?.paths(in: root, visit: { visit(.pattern($0)) }) ?? [""] {
            if !path.isEmpty, try FileSystem.isLink(joinPath(root, path)) { visit(.link(path)) }
            guard let status = try FileSystem.status(joinPath(root, path)) else { continue }
            switch status.kind {
            case .file:
                if path.isEmpty { visit(.files(path)) }
                if isChosen(FileSystem.lastName(of: joinPath(root, path))) { found.append((path, status)) }
            case .directory: try collect(path, in: root, visit, &found)
            case .other: continue
            }
        }
        // One file may be reached by several ways.
        var seen: Set<String> = []
        return pattern == nil ? found : found.filter { seen.insert($0.path).inserted }
    }

    /// Whether a file belongs to the source by its name.
    func isChosen(_ name: String) -> Bool { nameFilter?.matches(name) ?? true }

    /// Whether directories within directories are looked into.
    var goesDeeper: Bool { isRecursive || partitions != nil }

    private func collect(
        _ directory: String, in root: String, _ visit: (Place) -> Void,
        _ found: inout [(path: String, status: FileStatus)]
    ) throws {
        let place = joinPath(root, directory)
        visit(.files(directory))
        for (entry, status) in try FileSystem.listWithStatus(place, where: { !FileNames.isHidden($0) }) {
            guard entry.isNameValid else { throw InputErrors.unreadableName(entry.name, in: place) }
            let path = directory.isEmpty ? entry.name : directory + "/" + entry.name
            if entry.isLink { visit(.link(path)) }
            guard let status else {
                if entry.isLink { throw InputErrors.danglingLink(joinPath(root, path)) }
                continue  // It went away since the directory was listed.
            }
            switch status.kind {
            case .file: if isChosen(entry.name) { found.append((path, status)) }
            case .directory:
                if goesDeeper {
                    try collect(path, in: root, visit, &found)
                } else if entry.name.contains("=") {
                    throw InputErrors.partitionAppeared(entry.name, in: place)
                }
            case .other: continue
            }
        }
    }
}
