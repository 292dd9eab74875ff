package import TideDurableIO

/// What a disk may hold after the power was cut, at every moment of a recorded run at which something was
/// about to become durable, and at its end.
///
/// Of what was not durable each thing may be there or not. Of the combinations these are taken: all, none,
/// each recent thing missing alone, each there alone, the recent ones up to each, the last write torn at a
/// sector, and some at random; at most `statesPerMoment`, each image once.
package struct PowerCuts {
    /// A sync that the simulated disk does not obey: a mutant that the harness must catch.
    package struct Mutant: Hashable, Sendable {
        /// Shown to the user.
        package var name: String
        /// Files or directories whose syncs and durable writes do nothing, by the end of their paths.
        package var ignoredSuffix: String
        /// What the difference that it leads to says: one of these. Any other shows something else.
        package var signs: [String]

        package init(_ name: String, ignoring suffix: String, showing signs: [String]) {
            self.name = name
            ignoredSuffix = suffix
            self.signs = signs
        }

        func shows(_ difference: String) -> Bool { signs.contains { difference.contains($0) } }
    }

    /// A disk after the cut.
    package struct State: Sendable {
        /// The moment: the number of the call, from 0.
        package var moment: Int
        /// What was cut: which of the things that were not durable are there.
        package var choice: String
        /// By path below the recorded directory; nil for a directory.
        package var tree: [String: [UInt8]?]
        /// What had been seen before the cut, as a running system shows it.
        package var seen: [String: [UInt8]?]
    }

    private static let sectorBytes = 512
    private let calls: [RecordedCall]
    private let statesPerMoment: Int
    private let mutant: Mutant?
    private var random: SeededRandom

    /// - Parameters:
    ///   - recording: the recorder's bytes; nil is returned when they are none.
    ///   - mutant: a sync that is not obeyed.
    package init?(
        recording: [UInt8], statesPerMoment: Int, mutant: Mutant? = nil, seed: UInt64
    ) {
        guard let calls = RecordedCall.read(recording) else { return nil }
        self.init(calls, statesPerMoment: statesPerMoment, mutant: mutant, seed: seed)
    }

    init(_ calls: [RecordedCall], statesPerMoment: Int, mutant: Mutant? = nil, seed: UInt64) {
        self.calls = calls
        self.statesPerMoment = statesPerMoment
        self.mutant = mutant
        random = SeededRandom(seed: seed)
    }

    /// How many moments there are.
    var momentCount: Int { 1 + calls.count { SimulatedDisk.isSync($0) } }

    /// Gives each distinct state to `body` until it says false; returns how many there were, the moments, and
    /// the calls that the recorder could not follow.
    ///
    /// - Parameters:
    ///   - base: the disk as the recording began.
    ///   - range: the moments that are looked at, counted from 0; nil for all.
    package mutating func forEachState(
        from base: Base, moments range: Range<Int>? = nil, _ body: (State) throws -> Bool
    ) throws -> (states: Int, moments: Int, unknown: [String]) {
        var disk = base.disk
        var seenImages: Set<UInt64> = []
        var moments = 0
        var ignored: Set<UInt64> = []
        for (number, call) in calls.enumerated() {
            if SimulatedDisk.isSync(call) {
                if range?.contains(moments) ?? true {
                    guard try states(of: disk, at: number, &seenImages, body) else {
                        return (seenImages.count, moments, disk.unknown)
                    }
                }
                moments += 1
            }
            if let call = obeyed(call, &ignored) { disk.take(call) }
        }
        if range?.contains(moments) ?? true { _ = try states(of: disk, at: calls.count, &seenImages, body) }
        return (seenImages.count, moments + 1, disk.unknown)
    }

    /// The disk before a recording.
    package struct Base {
        fileprivate let disk: SimulatedDisk

        /// Reads the names of a directory that are followed.
        package init(root: String, existing: [String]) throws(IOFailure) {
            disk = try SimulatedDisk(root, existing: existing)
        }
    }

    /// The call as the disk takes it; nil for one that it does not obey.
    private func obeyed(_ call: RecordedCall, _ ignored: inout Set<UInt64>) -> RecordedCall? {
        guard let mutant else { return call }
        switch call {
        case .file(let path, let inode, _, _), .directory(let path, let inode):
            if path.hasSuffix(mutant.ignoredSuffix) { ignored.insert(inode) } else { ignored.remove(inode) }
            return call
        case .sync(let inode): return ignored.contains(inode) ? nil : call
        case .write(let inode, let offset, let bytes, true) where ignored.contains(inode):
            return .write(inode: inode, offset: offset, bytes: bytes, isDurable: false)
        default: return call
        }
    }

    private mutating func states(
        of disk: SimulatedDisk, at moment: Int, _ seenImages: inout Set<UInt64>,
        _ body: (State) throws -> Bool
    ) throws -> Bool {
        let seen = disk.current.tree
        for (choice, kept) in choices(disk.pending, recent: disk.seenAtSync) {
            var image = disk.durable
            kept.forEach { image.apply($0) }
            let tree = image.tree
            guard seenImages.insert(DiskImage.digest(tree)).inserted else { continue }
            let state = State(moment: moment, choice: choice, tree: tree, seen: seen)
            guard try body(state) else { return false }
        }
        return true
    }

    /// Which of the changes are kept.
    private mutating func choices(
        _ pending: [DiskImage.Change], recent: Int
    ) -> [(String, [DiskImage.Change])] {
        var found: [(String, [DiskImage.Change])] = [("all", pending), ("none", [])]
        if let last = pending.last, case .bytes(let object, let offset, let bytes) = last {
            for part in Set([Self.sectorBytes, bytes.count / 2 / Self.sectorBytes * Self.sectorBytes])
                .sorted()
            where part > 0 && part < bytes.count {
                let torn = DiskImage.Change.bytes(object, offset: offset, Array(bytes[..<part]))
                found.append(("torn after \(part) bytes", pending.dropLast() + [torn]))
            }
        }
        var others: [(String, [DiskImage.Change])] = []
        let old = Array(pending[..<min(recent, pending.count)])
        for index in old.count..<pending.count {
            others.append(("all but \(index)", Array(pending[..<index] + pending[(index + 1)...])))
            others.append(("only \(index)", [pending[index]]))
            others.append(("up to \(index)", Array(pending[...index])))
            others.append(("recent up to \(index)", Array(pending[old.count...index])))
        }
        for number in 0..<8 {
            others.append(("random \(number)", pending.filter { _ in Bool.random(using: &random) }))
        }
        others.shuffle(using: &random)
        return found + others.prefix(max(0, statesPerMoment - found.count))
    }
}
