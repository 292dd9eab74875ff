import Synchronization
import TideDurableIO
import TideModel

/// Compressed contents that were read to some place and can be read on from there, so that a file is
/// decompressed once however many slices it is cut into.
///
/// All values are equal: what is open is no part of what a source reads.
package final class OpenContents: Hashable, Sendable {
    private static let kept = 4

    private struct State {
        /// The one given back last is the last.
        var contents: [FileContent] = []
        var opened = 0
    }

    private let state = Mutex(State())

    /// How often a content was begun at its front.
    var opened: Int { state.withLock { $0.opened } }

    package static func == (left: OpenContents, right: OpenContents) -> Bool { true }

    package func hash(into hasher: inout Hasher) {}

    /// The content of a file of which slices are in `unit`s, for the caller alone.
    ///
    /// - Parameters:
    ///   - path: the file, as messages name it.
    ///   - start: nothing before it will be read.
    /// - Throws: `IOFailure`; `TidemarkError` (`unsupported`) for a compression that is not read.
    func take(_ file: InputFile, path: String, unit: SliceUnit, from start: Int64) throws -> FileContent {
        guard unit != .bytes, let compression = try Compression(path: path) else {
            return FileContent(file, path: path)
        }
        let source = FileContent.Compressed(
            compression: compression, identity: FileIdentity(try file.status()))
        return state.withLock { state in
            let index = state.contents.lastIndex {
                $0.path == path && $0.compressed == source && $0.start <= start
            }
            if let index { return state.contents.remove(at: index) }
            state.opened += 1
            return FileContent(file, path: path, source)
        }
    }

    /// Takes a content back, of which nothing before `start` will be read again.
    func giveBack(_ content: FileContent, from start: Int64) {
        content.release(before: start)
        guard content.compressed != nil, content.start == start, !content.isRead else { return }
        state.withLock { state in
            state.contents.append(content)
            if state.contents.count > Self.kept { state.contents.removeFirst() }
        }
    }
}
