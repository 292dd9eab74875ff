package import TideDurableIO

/// Watches the places that a listing of a source went to, so that the next look need only go where something
/// has changed since.
package struct SourceWatch {
    /// What has changed.
    package enum Changes: Hashable, Sendable {
        /// These files, relative to the root; empty when nothing has.
        case files(Set<String>)
        /// More than files tell, or it is not known: the source is to be listed.
        case unknown
    }

    private struct Place: Hashable {
        /// The directory, relative to the root.
        var path: String
        var isOfPattern = false
        var isOfFiles = false
    }

    /// Where changes are told.
    package let watch: DirectoryWatch
    private let files: SourceFiles
    /// By the absolute paths of directories.
    private var places: [String: Place] = [:]
    private var visited: [String: Place] = [:]
    private var isEachWatched = false
    /// Whether a place cannot be watched, now or later: then none is.
    private var isRefused = false
    /// What the root was when the last listing began: a link to it may lead elsewhere by now.
    private var root: InodeIdentity?
    /// Whether all is watched that the last listing saw.
    package private(set) var isComplete = false

    /// nil where the kernel has no more watches to give.
    package init?(_ files: SourceFiles) {
        guard let watch = DirectoryWatch(tellsEachWrite: files.mayGrow) else { return nil }
        self.watch = watch
        self.files = files
    }

    /// A listing begins, which sees whatever has changed so far.
    mutating func beginListing() {
        _ = watch.takeChanges()
        visited = [:]
        isEachWatched = !isRefused
        isComplete = false
        root = rootNow
    }

    private var rootNow: InodeIdentity? { (try? FileSystem.status(files.root))?.identity }

    /// The listing is about to look into a place.
    mutating func visit(_ place: FileSelection.Place) {
        switch place {
        case .files(let path): add(path) { $0.isOfFiles = true }
        case .pattern(let path): add(path) { $0.isOfPattern = true }
        case .link: isEachWatched = false
        }
    }

    private mutating func add(_ path: String, _ mark: (inout Place) -> Void) {
        if isRefused { return }
        let place = files.path(of: path)
        if visited[place] == nil {
            let addition = watch.add(place)
            if addition != .watched { isEachWatched = false }
            if addition == .refused { isRefused = true }
        }
        mark(&visited[place, default: Place(path: path)])
    }

    /// The listing has been everywhere.
    mutating func endListing() {
        if isRefused {
            // What is watched in vain, others may need.
            for place in places.keys { watch.remove(place) }
            for place in visited.keys { watch.remove(place) }
            visited = [:]
        }
        for place in places.keys where visited[place] == nil { watch.remove(place) }
        places = visited
        isComplete = isEachWatched
    }

    /// What has changed since the last call, or since the listing began.
    mutating func takeChanges() -> Changes {
        let changes = watch.takeChanges()
        guard isComplete, !changes.isIncomplete, changes.places.isEmpty, root != nil, root == rootNow else {
            return .unknown
        }
        for (path, names) in changes.directories {
            guard let place = places[path] else { continue }
            if place.isOfPattern || files.selection.goesDeeper { return .unknown }
            // Where none is expected, a partition directory is refused.
            if names.contains(where: { !FileNames.isHidden($0) && $0.contains("=") }) { return .unknown }
        }
        var changed: Set<String> = []
        for (path, names) in changes.files {
            guard let place = places[path] else { continue }
            for name in names where !FileNames.isHidden(name) && files.selection.isChosen(name) {
                let file = place.path.isEmpty ? name : place.path + "/" + name
                if place.isOfFiles || files.selection.pattern?.matches(file) ?? false { changed.insert(file) }
            }
        }
        return .files(changed)
    }
}
