package import TideDurableIO
package import TideModel

/// A file as listed below a source's root.
package struct ListedFile: Hashable, Sendable {
    /// Relative to the root; empty when the root is the file itself.
    package var path: String
    package var identity: FileIdentity

    package init(path: String, identity: FileIdentity) {
        self.path = path
        self.identity = identity
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
    /// First looks at unsettled files whose modification time lies in the future: when, and what they were.
    private var looks: [String: (atUs: Int64, identity: FileIdentity)] = [:]

    private var root: String { files.root }

    package init(_ files: SourceFiles, settleTimeUs: Int64, clock: any WallClock) {
        self.files = files
        self.settleTimeUs = settleTimeUs
        self.clock = clock
    }

    /// Lists the source now.
    ///
    /// A file is settled when it ends as a record does (in a newline, unless told otherwise), or when it was
    /// last modified `settleTimeUs` ago, or (modified in the future) when two looks that far apart saw the
    /// same size and time.
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

    private static func readingOrder(_ left: ListedFile, _ right: ListedFile) -> Bool {
        if left.identity.mtimeNs != right.identity.mtimeNs {
            return left.identity.mtimeNs < right.identity.mtimeNs
        }
        return left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
    }

    private func candidates() throws -> [ListedFile] {
        do {
            guard try FileSystem.status(root) != nil else { throw notFound() }
            return try files.selection.files(in: root).map {
                ListedFile(path: $0.path, identity: FileIdentity($0.status))
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
        if mtimeUs <= nowUs { return nowUs - mtimeUs >= settleTimeUs }
        if let look = looks[file.path], look.identity == file.identity {
            return nowUs - look.atUs >= settleTimeUs
        }
        looks[file.path] = (nowUs, file.identity)
        return false
    }

    /// Whether the last bytes of a file end a record; what is compressed, or one record, does not show it.
    private func endsWithRecord(_ file: ListedFile) throws -> Bool {
        let path = files.path(of: file.path)
        let end = files.text.separatorBytes
        let start = file.identity.sizeBytes - Int64(end.count)
        guard start >= 0, try files.text.unit(of: path) == .bytes else { return false }
        do {
            var last = [UInt8](repeating: 0, count: end.count)
            let input = try InputFile(path)
            // Safety: the span of a local array's own bytes.
            let got = try last.withUnsafeMutableBytes { try input.read(at: start, into: $0) }
            return got == end.count && last == end
        } catch let failure as IOFailure {
            throw InputErrors.cannotOpen(failure, path: path)
        }
    }
}

extension FileIdentity {
    /// The identity in a file's status.
    package init(_ status: FileStatus) {
        self.init(
            sizeBytes: status.sizeBytes, mtimeNs: status.mtimeNs, inode: status.inode, device: status.device)
    }
}
