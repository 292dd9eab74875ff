import TideDurableIO

/// What a disk may hold after the power was cut: all that was flushed, and of what was written since the last
/// flush all, none, some, or the last write up to a sector. Requests are those of a recording.
package struct DiskCuts {
    /// A moment and a choice.
    package struct Cut: Hashable, Sendable {
        /// So many requests were made.
        var moment: Int
        var choice: Choice
        /// From which what is kept is drawn.
        var seed: UInt64
    }

    /// What of the writes since the last flush is there.
    package enum Choice: String, Hashable, Sendable, CaseIterable {
        case all, none, random, torn
    }

    private static let sectorBytes = 512
    let requests: [RecordingDisk.Request]

    /// Cuts at `count` moments spread over the recording, those before flushes first of all, each with the
    /// choices in turn.
    func cuts(count: Int, random: inout SeededRandom) -> [Cut] {
        let flushes = requests.indices.filter { requests[$0] == .flush }
        var moments = flushes + [requests.count]
        while moments.count < count, !requests.isEmpty {
            moments.append(Int.random(in: 1...requests.count, using: &random))
        }
        let stride = max(1, moments.count / max(1, count))
        return moments.enumerated().filter { $0.offset % stride == 0 }.prefix(count).enumerated().map {
            Cut(
                moment: $1.element, choice: Choice.allCases[$0 % Choice.allCases.count], seed: random.next())
        }
    }

    /// What of the requests is on the disk after a cut, in their order.
    func kept(_ cut: Cut) -> [RecordingDisk.Request] {
        let made = requests[..<min(cut.moment, requests.count)]
        let flushed = (made.lastIndex(of: .flush) ?? -1) + 1
        var pending = Array(made[flushed...])
        switch cut.choice {
        case .all: break
        case .none: pending = []
        case .random:
            var random = SeededRandom(seed: cut.seed)
            pending = pending.filter { _ in Bool.random(using: &random) }
        case .torn:
            if case .write(let offset, let bytes)? = pending.last {
                let sectors = bytes.count / Self.sectorBytes / 2
                pending[pending.count - 1] = .write(
                    offset: offset, Array(bytes.prefix(sectors * Self.sectorBytes)))
            }
        }
        return made[..<flushed] + pending
    }

    /// Makes an image what the disk is after a cut.
    ///
    /// - Parameter base: the image before the recording.
    func lay(_ cut: Cut, over base: String, to image: String) throws(IOFailure) {
        let file = try DiskImageFile(copying: base, to: image)
        for request in kept(cut) { try file.take(request) }
    }
}
