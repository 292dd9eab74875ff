/// The first byte of every key in the main tree: which table the entry belongs to.
///
/// Bytes are never reused. None is 0x72, the first byte of the key "result", under which LMDB keeps the root
/// of the `result` tree; `state` is the highest. Tables marked reserved are not written yet.
package enum TableID: UInt8, Hashable, Sendable, CaseIterable {
    /// The commit record: one entry whose key is this byte alone.
    case commitRecord = 0x01
    /// Name to value: query id, source roots, totals.
    case meta = 0x10
    /// Plan versions.
    case plans = 0x18
    /// Committed batches, never trimmed.
    case batches = 0x20
    /// Input files by source and path.
    case files = 0x28
    /// Input files by source and inode: the path in `files`.
    case fileInodes = 0x29
    /// What each batch read.
    case slices = 0x30
    /// Input files that a batch found changed.
    case changes = 0x31
    /// Rejected records of a slice.
    case rejects = 0x38
    /// Late rows of a slice.
    case late = 0x39
    /// Output not yet known durable in the sink.
    case outbox = 0x40
    /// What entries were before a batch changed them; outside the digest.
    case history = 0x48
    /// Output rows of a query without sink, in the tree named "result".
    case result = 0x50
    /// Reserved: elements of set-valued aggregates.
    case elements = 0x60
    /// Expiry times of key-first layouts, and counters.
    case index = 0x68
    /// Operator state.
    case state = 0xF0

    /// The table's name in messages.
    package var name: String {
        switch self {
        case .commitRecord: "commit record"
        case .meta: "meta"
        case .plans: "plans"
        case .batches: "batches"
        case .files: "files"
        case .fileInodes: "files by inode"
        case .slices: "slices"
        case .changes: "changes"
        case .rejects: "rejects"
        case .late: "late"
        case .outbox: "outbox"
        case .history: "history"
        case .result: "result"
        case .elements: "elements"
        case .index: "index"
        case .state: "state"
        }
    }

    /// Whether a rollback puts the table back; the others are kept by batch, or say what the query is.
    var isRestorable: Bool {
        switch self {
        case .meta, .files, .fileInodes, .result, .elements, .index, .state: true
        case .commitRecord, .plans, .batches, .slices, .changes, .rejects, .late, .outbox, .history: false
        }
    }

    /// Whether the set digest covers the table.
    package var isInDigest: Bool { self != .commitRecord && self != .history }
}
