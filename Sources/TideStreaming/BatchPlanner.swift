package import TideConnectors
package import TideModel

/// A listed file of which something is still to be read.
package struct UnreadFile: Hashable, Sendable {
    package var path: String
    package var identity: FileIdentity
    /// Where in the content the earlier batches ended.
    package var position: Int64
    package var unit: SliceUnit
    /// Up to where it may be read now: the last line of a file that is still being written waits. Of a
    /// compressed file this does not show.
    package var end: Int64
    /// Time of last change, nanoseconds since the epoch; 0 where it is not known.
    package var ctimeNs: Int64

    package init(
        path: String, identity: FileIdentity, position: Int64, unit: SliceUnit = .bytes, end: Int64? = nil,
        ctimeNs: Int64 = 0
    ) {
        self.end = end ?? identity.sizeBytes
        self.ctimeNs = ctimeNs
        self.unit = unit
        self.path = path
        self.identity = identity
        self.position = position
    }

    /// How much is left to read. What a compressed file holds shows when it is read: until then it counts as
    /// it lies on disk.
    package var unreadBytes: Int64 {
        unit == .decompressedBytes ? identity.sizeBytes : end - position
    }
}

/// Decides what a batch reads of one source: a function of what is unread and of the limits, of nothing else.
///
/// So a killed run and an undisturbed one plan the same batches over the same files.
package struct BatchPlanner: Hashable, Sendable {
    /// Index of the source in the query.
    package var source: Int
    package var maxFiles: Int?
    package var maxBytes: Int64

    package init(source: Int = 0, maxFiles: Int?, maxBytes: Int64) {
        self.source = source
        self.maxFiles = maxFiles
        self.maxBytes = maxBytes
    }

    /// The slices of the next batch, empty when nothing is unread.
    ///
    /// A partly read file counts as one file. A file that exceeds the bytes left is cut at the end of a
    /// record; the first slice of a batch has one record at least, however long.
    /// - Parameters:
    ///   - unread: in reading order, a partly read file first.
    ///   - cut: where the slice of `file` ends that holds at most `bytes` bytes, one record at least.
    package func slices(
        of unread: some Sequence<UnreadFile>,
        cut: (_ file: UnreadFile, _ bytes: Int64) throws -> FileCutter.Cut
    ) rethrows -> [Slice] {
        var slices: [Slice] = []
        var bytesLeft = maxBytes
        for file in unread {
            if let maxFiles, slices.count >= maxFiles { break }
            if file.unit == .bytes, file.unreadBytes <= bytesLeft {
                slices.append(slice(of: file, to: FileCutter.Cut(end: file.end, isLast: true)))
                bytesLeft -= file.unreadBytes
                continue
            }
            guard bytesLeft > 0 else { break }
            let cut = try cut(file, bytesLeft)
            let bytes = cut.end - file.position
            guard slices.isEmpty || bytes <= bytesLeft else { break }
            slices.append(slice(of: file, to: cut))
            bytesLeft -= bytes
            if !cut.isLast { break }
        }
        return slices
    }

    private func slice(of file: UnreadFile, to cut: FileCutter.Cut) -> Slice {
        Slice(
            source: source, path: file.path, start: file.position, end: cut.end, identity: file.identity,
            unit: file.unit, isLast: cut.isLast)
    }
}
