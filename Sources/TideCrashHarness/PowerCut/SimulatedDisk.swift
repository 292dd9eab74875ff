import TideDurableIO

/// A disk under a recorded run: what is durable, and what has been done and may be lost.
///
/// Stricter than a file system of today: the bytes of a file, its size and each name are separate things;
/// syncing a file makes its bytes and size durable but not its name, for which its directory must be synced.
/// A rename is kept whole or lost whole.
struct SimulatedDisk {
    private let root: String
    /// What is on the disk for certain.
    private(set) var durable = DiskImage()
    /// What may be there too, in the order in which it was done.
    private(set) var pending: [DiskImage.Change] = []
    /// How many of `pending` were there at the last sync.
    private(set) var seenAtSync = 0
    /// As the running system shows it.
    private(set) var current = DiskImage()
    private var objects: [UInt64: DiskImage.Object] = [:]
    private var next = 1
    /// Calls that could not be followed, by name.
    private(set) var unknown: [String] = []

    /// - Parameters:
    ///   - root: the recorded directory.
    ///   - names: what of it was there before, all durable; nothing else of it is followed unless it is made.
    init(_ root: String, existing names: [String] = []) throws(IOFailure) {
        self.root = root
        if let inode = try FileSystem.status(root)?.inode { objects[inode] = DiskImage.root }
        for name in names { try add(FileSystem.join(root, name), name, to: DiskImage.root) }
        current = durable
    }

    private mutating func add(_ path: String, _ name: String, to parent: DiskImage.Object) throws(IOFailure) {
        guard let status = try FileSystem.status(path) else { return }
        let object = number(status.inode)
        durable.apply(.names([(parent, name, object)]))
        guard status.kind == .directory else { return durable.addFile(object, try FileSystem.readFile(path)) }
        durable.addDirectory(object)
        for entry in try FileSystem.list(path) {
            try add(FileSystem.join(path, entry.name), entry.name, to: object)
        }
    }

    private mutating func number(_ inode: UInt64) -> DiskImage.Object {
        defer { next += 1 }
        objects[inode] = next
        return next
    }

    /// What a call makes durable when it returns, before it is taken: a moment to cut the power. Nothing for
    /// a call that syncs nothing.
    static func isSync(_ call: RecordedCall) -> Bool {
        switch call {
        case .sync, .syncAll: true
        case .write(_, _, _, let isDurable): isDurable
        default: false
        }
    }

    /// Takes what a call did.
    mutating func take(_ call: RecordedCall) {
        switch call {
        case .file(let path, let inode, let isMade, let isEmptied):
            if isMade {
                guard let (parent, name) = place(path) else { return lost("open of \(path)") }
                let object = number(inode)
                durable.addFile(object)
                current.addFile(object)
                change(.names([(parent, name, object)]))
            } else if isEmptied, let object = objects[inode] {
                change(.size(object, 0))
            }
        case .write(let inode, let offset, let bytes, let isDurable):
            guard let object = objects[inode] else { return }
            let isLonger = offset + bytes.count > current.files[object]?.count ?? 0
            if isLonger { change(.size(object, offset + bytes.count)) }
            change(.bytes(object, offset: offset, bytes))
            if isDurable {
                let count = isLonger ? 2 : 1
                pending.suffix(count).forEach { durable.apply($0) }
                pending.removeLast(count)
                seenAtSync = pending.count
            }
        case .truncate(let inode, let size): objects[inode].map { change(.size($0, size)) }
        case .sync(let inode): objects[inode].map { object in settle { $0.owner == object } }
        case .syncAll: settle { _ in true }
        case .rename(let path, let target): move(path, to: target, keepsOld: false)
        case .link(let path, let target): move(path, to: target, keepsOld: true)
        case .remove(let path): place(path).map { change(.names([($0.parent, $0.name, nil)])) }
        case .directory(let path, let inode):
            guard let (parent, name) = place(path) else { return lost("mkdir of \(path)") }
            let object = number(inode)
            durable.addDirectory(object)
            current.addDirectory(object)
            change(.names([(parent, name, object)]))
        case .unknown(let name): lost(name)
        }
    }

    private mutating func lost(_ call: String) { unknown.append(call) }

    private mutating func change(_ change: DiskImage.Change) {
        current.apply(change)
        pending.append(change)
    }

    /// Makes the changes durable that a sync is about.
    private mutating func settle(_ isMeant: (DiskImage.Change) -> Bool) {
        for change in pending where isMeant(change) { durable.apply(change) }
        pending.removeAll(where: isMeant)
        seenAtSync = pending.count
    }

    private mutating func move(_ path: String, to target: String, keepsOld: Bool) {
        guard let from = place(path), let to = place(target),
            let object = current.directories[from.parent]?[from.name]
        else { return lost("rename of \(path)") }
        let new = (directory: to.parent, name: to.name, object: Optional(object))
        change(.names(keepsOld ? [new] : [new, (from.parent, from.name, nil)]))
    }

    private func place(_ path: String) -> (parent: DiskImage.Object, name: String)? {
        guard path.hasPrefix(root + "/") else { return nil }
        var names = path.dropFirst(root.count + 1).split(separator: "/").map(String.init)
        guard let name = names.popLast(), let parent = current.object(names) else { return nil }
        return (parent, name)
    }
}
