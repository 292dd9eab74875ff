/// A file of a mirrored log as it is found.
package enum LogFile<Content: Hashable & Sendable>: Hashable, Sendable {
    /// There is no file.
    case absent
    /// Empty, cut short or filled with zeros, as a power cut leaves a file that was never synced.
    case torn
    case whole(Content)

    /// The content of a whole file.
    package var content: Content? {
        if case .whole(let content) = self { content } else { nil }
    }
}

/// The content of a file of a mirrored log.
package protocol LogText: Hashable, Sendable {
    /// The file's bytes.
    var bytes: [UInt8] { get }
    /// Reads ``bytes`` back; nil when they are not whole.
    init?(bytes: [UInt8])
}

extension LogText {
    /// What a file's bytes are; nil when there is no file.
    package static func read(_ bytes: [UInt8]?) -> LogFile<Self> {
        guard let bytes else { return .absent }
        return Self(bytes: bytes).map { .whole($0) } ?? .torn
    }
}

/// The lines of a text, split at line feeds.
func logLines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
}
