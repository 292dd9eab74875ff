/// What a file was when it was listed; change is judged by content, these only hint at it.
package struct FileIdentity: Hashable, Sendable {
    package var sizeBytes: Int64
    /// Nanoseconds since the epoch.
    package var mtimeNs: Int64
    package var inode: UInt64
    package var device: UInt64

    package init(sizeBytes: Int64, mtimeNs: Int64, inode: UInt64, device: UInt64) {
        self.sizeBytes = sizeBytes
        self.mtimeNs = mtimeNs
        self.inode = inode
        self.device = device
    }

    /// Whether it is the same file, under whatever name.
    package func isSameFile(as other: FileIdentity) -> Bool {
        inode == other.inode && device == other.device
    }

    /// Whether it is the same file, and longer.
    package func isGrown(from older: FileIdentity) -> Bool {
        isSameFile(as: older) && sizeBytes > older.sizeBytes
    }
}

/// What a slice's start and end count; the raw values are stored.
package enum SliceUnit: UInt8, Hashable, Sendable, CaseIterable {
    /// Bytes of the file as it is.
    case bytes = 1
    /// Bytes of what the file decompresses to.
    case decompressedBytes = 2
    /// Bytes of the content, decompressed where the file's name says so, of which there is no part: the file
    /// is one record.
    case wholeFile = 3

    package var name: String {
        switch self {
        case .bytes: "bytes"
        case .decompressedBytes: "decompressed bytes"
        case .wholeFile: "whole file"
        }
    }
}

/// A piece of an input file cut at the ends of records: `start ..< end`.
package struct Slice: Hashable, Sendable {
    /// The end of a slice that reaches to the end of a content whose length is not known; never stored.
    package static let openEnd = Int64.max

    /// Index of the source in the query; 0 with a single source.
    package var source: Int
    /// Path relative to the source's root.
    package var path: String
    package var start: Int64
    package var end: Int64
    package var identity: FileIdentity
    package var unit: SliceUnit
    private var endsContent: Bool

    /// - Parameter isLast: whether nothing of the content follows; a slice of bytes tells by its end.
    package init(
        source: Int = 0, path: String, start: Int64, end: Int64, identity: FileIdentity,
        unit: SliceUnit = .bytes, isLast: Bool = false
    ) {
        self.unit = unit
        endsContent = unit != .bytes && isLast
        self.source = source
        self.path = path
        self.start = start
        self.end = end
        self.identity = identity
    }

    package var sizeBytes: Int64 { end - start }

    /// Whether nothing of the file's content follows.
    package var isLast: Bool { unit == .bytes ? end == identity.sizeBytes : endsContent }
}

/// 128 bits of XXH3 over a slice's bytes (how they are combined: `SliceHash`).
package struct ContentHash: Hashable, Sendable {
    package var low: UInt64
    package var high: UInt64

    package init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }
}

/// Why a line or one of its fields was rejected.
package enum RejectReason: UInt8, Hashable, Sendable, CaseIterable {
    /// Not a JSON object (nor an array of them).
    case malformedJSON = 1
    /// A field's value does not fit its type; the other fields were kept.
    case fieldDoesNotFit = 2
    /// The record is not valid UTF-8.
    case invalidUTF8 = 3
    /// Nested deeper, or with a longer number or string, than the reader accepts.
    case tooLarge = 4

    package var name: String {
        switch self {
        case .malformedJSON: "malformed-json"
        case .fieldDoesNotFit: "field-does-not-fit"
        case .invalidUTF8: "invalid-utf8"
        case .tooLarge: "too-large"
        }
    }
}

/// One rejected record: where its line starts in its file.
package struct Reject: Hashable, Sendable {
    /// Byte offset of the line's start in the file.
    package var offset: Int64
    package var reason: RejectReason

    package init(offset: Int64, reason: RejectReason) {
        self.offset = offset
        self.reason = reason
    }
}

/// Rejects of one slice: exact counts, and the first 1,000 positions in file order.
package struct RejectSummary: Hashable, Sendable {
    package static let positionsKept = 1_000
    package private(set) var counts: [RejectReason: Int64] = [:]
    package private(set) var positions: [Reject] = []

    package init() {}

    package init(counts: [RejectReason: Int64], positions: [Reject]) {
        self.counts = counts
        self.positions = positions
    }

    /// Rejected records.
    package var total: Int64 { counts.values.reduce(0, +) }

    /// Adds one reject; call in file order.
    package mutating func add(_ reject: Reject) {
        counts[reject.reason, default: 0] += 1
        if positions.count < Self.positionsKept { positions.append(reject) }
    }

    /// Adds the summary of the bytes that follow.
    package mutating func append(_ next: RejectSummary) {
        counts.merge(next.counts, uniquingKeysWith: +)
        positions.append(contentsOf: next.positions.prefix(Self.positionsKept - positions.count))
    }
}

/// A row that came behind the watermark.
package struct LateRow: Hashable, Sendable {
    /// Its number among the rows that its slice gave, from 0.
    package var row: Int64
    /// Its event time in microseconds; of a window its end.
    package var timeUs: Int64

    package init(row: Int64, timeUs: Int64) {
        self.row = row
        self.timeUs = timeUs
    }
}

/// Late rows of one slice, each once for every window it came too late for: how many, and where the first
/// 1,000 are, in reading order.
package struct LateSummary: Hashable, Sendable {
    package private(set) var count: Int64 = 0
    package private(set) var positions: [LateRow] = []

    package init() {}

    package init(count: Int64, positions: [LateRow]) {
        self.count = count
        self.positions = positions
    }

    /// Adds the summary of what follows `rows` rows.
    package mutating func append(_ next: LateSummary, behind rows: Int64) {
        count += next.count
        for late in next.positions.prefix(RejectSummary.positionsKept - positions.count) {
            positions.append(LateRow(row: rows + late.row, timeUs: late.timeUs))
        }
    }
}

/// What reading a slice found; stored with the batch.
package struct SliceOutcome: Hashable, Sendable {
    package var hash: ContentHash
    /// Rows the slice gave, rejected ones included where the mode keeps them.
    package var rows: Int64
    package var rejects: RejectSummary
    package var late = LateSummary()

    package init(hash: ContentHash, rows: Int64, rejects: RejectSummary) {
        self.hash = hash
        self.rows = rows
        self.rejects = rejects
    }
}
