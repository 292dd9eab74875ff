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
    /// First looks at unsettled files: when, by the clock that only grows, and what they were.
    private var looks: [String: (atNs: UInt64, identity: FileIdentity)] = [:]

    private var root: String { files.root }

    package init(_ files: SourceFiles, settleTimeUs: Int64, clock: any WallClock) {
        self.files = files
        self.settleTimeUs = settleTimeUs
        self.clock = clock
    }

    /// Lists the source now.
    ///
    /// A file is settled when it ends as a record does (in a newline, unless told otherwise), when it was
    /// last modified `settleTimeUs` ago, or when two looks that far apart saw the same size and time: its
    /// time may lie in the future, and the clock may stand still or have been put back.
    /// - Parameter isKnown: files for which this holds are settled without being opened.
    /// - Throws: `TidemarkError` (`pathNotFound`, `pathNotReadable`, `invalidSchema` for a partition
    ///   directory where none is expected).
    package mutating func list(isKnown: (ListedFile) throws -> Bool = { _ in false }) throws -> Listing {
        var listing = Listing(settled: [], unsettled: [])
        let nowUs = clock.nowMicroseconds()
        for file in try candidates() {
            if try isKnown(file) || isSettled(file, nowUs: nowUs) {
                listing.settled.append(file)
            } else {
                listing.unsettled.append(file)
            }
        }
        let unsettled = Set(listing.unsettled.map(\.path))
        looks = looks.filter { unsettled.contains($0.key) }
        listing.settled.sort(by: Self.readingOrder)
        return listing
    }

    package static func readingOrder(_ left: ListedFile, _ right: ListedFile) -> Bool {
        if left.identity.mtimeNs != right.identity.mtimeNs {
            return left.identity.mtimeNs < right.identity.mtimeNs
        }
        return left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
    }

    private func candidates() throws -> [ListedFile] {
        do {
            guard try FileSystem.status(root) != nil else { throw notFound() }
            return try files.selection.files(in: root).map {
                ListedFile(
                    path: $0.path, identity: FileIdentity($0.status), ctimeNs: $0.status.ctimeNs)
            }
        } catch let failure as IOFailure {
            if failure.isAbsent { throw notFound() }
            throw TidemarkError(.inputNotListable, ["path": root, "failure": "\(failure)"])
        }
    }

    private func notFound() -> TidemarkError {
        TidemarkError(.inputAbsent, ["path": root])
    }

    private mutating func isSettled(_ file: ListedFile, nowUs: Int64) throws -> Bool {
        if try endsWithRecord(file) { return true }
        let mtimeUs = file.identity.mtimeNs / 1_000
        if mtimeUs <= nowUs, nowUs - mtimeUs >= settleTimeUs { return true }
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
