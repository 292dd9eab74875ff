package import TideDurableIO
package import TideModel

/// A file as listed below a source's root.
package struct ListedFile: Hashable, Sendable {
    /// Relative to the root; empty when the root is the file itself.
    package var path: String
    package var identity: FileIdentity
    /// Time of last change, nanoseconds since the epoch; 0 where it is not known.
    package var ctimeNs: Int64

    package init(path: String, identity: FileIdentity, ctimeNs: Int64 = 0) {
        self.path = path
        self.identity = identity
        self.ctimeNs = ctimeNs
    }

    fileprivate init(_ path: String, _ status: FileStatus) {
        self.init(path: path, identity: FileIdentity(status), ctimeNs: status.ctimeNs)
    }
}

/// One look at a source's directory.
package struct Listing: Sendable {
    /// Whole files in reading order: modification time, then path.
    package var settled: [ListedFile]
    /// Files that may still be growing, left out.
    package var unsettled: [ListedFile]
}

/// Lists a directory of input files and tells whole ones from those still being written.
package struct FileDiscovery {
    private let files: SourceFiles
    private let settleTimeUs: Int64
    private let clock: any WallClock
    private var watch: SourceWatch?
    /// First looks at unsettled files: when, by the clock that only grows, and what they were.
    private var looks: [String: (atNs: UInt64, identity: FileIdentity)] = [:]

    private var root: String { files.root }

    /// - Parameter watch: told where a listing goes; then `changes()` says what a look may be limited to.
    package init(
        _ files: SourceFiles, settleTimeUs: Int64, clock: any WallClock, watch: SourceWatch? = nil
    ) {
        self.files = files
        self.settleTimeUs = settleTimeUs
        self.clock = clock
        self.watch = watch
    }

    /// Whether all that the last listing saw is watched, so that no other listing is needed.
    package var isWatching: Bool { watch?.isComplete ?? false }

    /// What has changed since the last call, as far as it is watched.
    package mutating func changes() -> SourceWatch.Changes { watch?.takeChanges() ?? .unknown }

    /// Lists the source now.
    ///
    /// A file is settled when it ends as a record does (in a newline, unless told otherwise), when it was
    /// last modified `settleTimeUs` ago, or when two looks that far apart saw the same size and time: its
    /// time may lie in the future, and the clock may stand still or have been put back.
    /// - Parameter isKnown: files for which this holds are settled without being opened.
    /// - Throws: `TidemarkError` (`pathNotFound`, `pathNotReadable`, `invalidSchema` for a partition
    ///   directory where none is expected).
    package mutating func list(isKnown: (ListedFile) throws -> Bool = { _ in false }) throws -> Listing {
        try listing(of: candidates(), isKnown)
    }

    /// Looks at some files only; nil where one of the paths leads to more than a file, and all is to be
    /// listed.
    ///
    /// - Parameter paths: relative to the root; those too that the last look found unsettled.
    /// - Throws: as `list`.
    package mutating func look(
        at paths: Set<String>, isKnown: (ListedFile) throws -> Bool = { _ in false }
    ) throws -> Listing? {
        var found: [ListedFile] = []
        do throws(IOFailure) {
            for path in paths {
                let place = files.path(of: path)
                if try FileSystem.isLink(place) { return nil }
                guard let status = try FileSystem.status(place) else { continue }
                if status.kind == .directory { return nil }
                if status.kind == .file { found.append(ListedFile(path, status)) }
            }
        } catch {
            throw notListable(error)
        }
        return try listing(of: found, isKnown)
    }

    private mutating func listing(
        of files: [ListedFile], _ isKnown: (ListedFile) throws -> Bool
    ) throws -> Listing {
        var listing = Listing(settled: [], unsettled: [])
        let nowUs = clock.nowMicroseconds()
        for file in files {
            if try isSettled(file, nowUs: nowUs, isKnown) {
                listing.settled.append(file)
            } else {
                listing.unsettled.append(file)
            }
        }
        let unsettled = Set(listing.unsettled.map(\.path))
        looks = looks.filter { unsettled.contains($0.key) }
        listing.settled.sort(by: Self.readingOrder)
        listing.unsettled.sort { $0.path.isBytewise(before: $1.path) }
        return listing
    }

    package static func readingOrder(_ left: ListedFile, _ right: ListedFile) -> Bool {
        if left.identity.mtimeNs != right.identity.mtimeNs {
            return left.identity.mtimeNs < right.identity.mtimeNs
        }
        return left.path.isBytewise(before: right.path)
    }

    private mutating func candidates() throws -> [ListedFile] {
        watch?.beginListing()
        var watch = watch
        do {
            guard try FileSystem.status(root) != nil else { throw notFound() }
            let found = try files.selection.files(in: root) { watch?.visit($0) }
            watch?.endListing()
            self.watch = watch
            return found.map { ListedFile($0.path, $0.status) }
        } catch let failure as IOFailure {
            throw notListable(failure)
        }
    }

    private func notListable(_ failure: IOFailure) -> TidemarkError {
        if failure.isAbsent { return notFound() }
        return TidemarkError(.inputNotListable, ["path": root, "failure": "\(failure)"])
    }

    private func notFound() -> TidemarkError {
        TidemarkError(.inputAbsent, ["path": root])
    }

    private mutating func isSettled(
        _ file: ListedFile, nowUs: Int64, _ isKnown: (ListedFile) throws -> Bool
    ) throws -> Bool {
        // What is old enough need not be opened.
        let mtimeUs = file.identity.mtimeNs / 1_000
        if mtimeUs <= nowUs, nowUs - mtimeUs >= settleTimeUs { return true }
        if try isKnown(file) || endsWithRecord(file) { return true }
        let nowNs = clock.monotonicNanoseconds()
        if let look = looks[file.path], look.identity == file.identity {
            return Int64((nowNs - look.atNs) / 1_000) >= settleTimeUs
        }
        looks[file.path] = (nowNs, file.identity)
        return false
    }

    /// Whether the last bytes of a file end a record; what is compressed, or one record, does not show it.
    private func endsWithRecord(_ file: ListedFile) throws -> Bool {
        guard file.identity.sizeBytes > 0, try files.text.unit(of: files.path(of: file.path)) == .bytes
        else { return false }
        return try FileCutter.hasSeparator(files, file, before: file.identity.sizeBytes)
    }
}

extension FileIdentity {
    /// The identity in a file's status.
    package init(_ status: FileStatus) {
        self.init(
            sizeBytes: status.sizeBytes, mtimeNs: status.mtimeNs, inode: status.inode, device: status.device)
    }
}
