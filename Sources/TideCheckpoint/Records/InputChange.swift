/// An input file that was no more what earlier batches had read of it, in the batch that went on without it
/// or read it from its start.
package struct InputChange: Hashable, Sendable, TableRecord {
    package static let table = TableID.changes
    package static let version: UInt8 = 1

    /// What had become of the file.
    package enum Finding: UInt8, Hashable, Sendable, CaseIterable {
        /// Fewer bytes than were read.
        case shorter = 1
        /// Not the bytes that were read.
        case otherBytes = 2
        /// Not there any more, and not read to its end.
        case gone = 3
        /// Longer, and the last line that was read was not a whole one.
        case lineWentOn = 4
    }

    /// What the batch did.
    package enum Remedy: UInt8, Hashable, Sendable, CaseIterable {
        /// Left the rest of the file unread.
        case skipped = 1
        /// Read the file from its start as a new one.
        case readAsNew = 2
    }

    package var batch: Int64
    /// Index of the source in the query.
    package var source: UInt16
    /// Path relative to the source's root.
    package var path: String
    package var finding: Finding
    package var remedy: Remedy
    /// Bytes of its content that earlier batches read, and which these were.
    package var position: Int64
    package var readBy: ClosedRange<Int64>

    package init(
        batch: Int64, source: UInt16 = 0, path: String, finding: Finding, remedy: Remedy, position: Int64,
        readBy: ClosedRange<Int64>
    ) {
        self.batch = batch
        self.source = source
        self.path = path
        self.finding = finding
        self.remedy = remedy
        self.position = position
        self.readBy = readBy
    }

    package var key: [UInt8] {
        var writer = ByteWriter()
        writer.write(bigEndian: batch)
        writer.write(bigEndian: source)
        writer.write(raw: path.utf8)
        return writer.bytes
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(finding.rawValue)
        writer.write(remedy.rawValue)
        writer.write(position)
        writer.write(readBy.lowerBound)
        writer.write(readBy.upperBound)
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        batch = try key.readBigEndian()
        source = try key.readBigEndian()
        path = try ByteReader.text(key.readRest())
        let (found, done): (UInt8, UInt8) = (try fields.read(), try fields.read())
        guard let finding = Finding(rawValue: found), let remedy = Remedy(rawValue: done) else {
            throw DamagedBytes("unknown change \(found) of an input file, met by \(done)")
        }
        self.finding = finding
        self.remedy = remedy
        position = try fields.read()
        let (first, last): (Int64, Int64) = (try fields.read(), try fields.read())
        guard first <= last else { throw DamagedBytes("a file read by batches \(first) to \(last)") }
        readBy = first...last
    }

    /// The change in words that follow the file's name.
    package var text: String {
        switch finding {
        case .shorter: "is shorter than the \(position) bytes that were read of it"
        case .otherBytes: "no longer begins with the \(position) bytes that were read of it"
        case .gone: "is gone, \(position) bytes of it were read"
        case .lineWentOn: "goes on in the line that was read as its last, up to byte \(position)"
        }
    }
}
