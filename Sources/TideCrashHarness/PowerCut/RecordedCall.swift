import CTideRecord

/// A call that changed or synced something below the recorded directory, as the preloaded recorder tells it.
///
/// Paths are absolute. A number is an inode's.
enum RecordedCall: Hashable, Sendable {
    /// A file was opened to be written: it was made, or emptied.
    case file(path: String, inode: UInt64, isMade: Bool, isEmptied: Bool)
    /// Bytes written; `isDurable` when they were on the disk as the call returned.
    case write(inode: UInt64, offset: Int, bytes: [UInt8], isDurable: Bool)
    case truncate(inode: UInt64, size: Int)
    case sync(inode: UInt64)
    case rename(path: String, target: String)
    /// The name of a file or of an empty directory is gone.
    case remove(path: String)
    case directory(path: String, inode: UInt64)
    case link(path: String, target: String)
    case syncAll
    /// A call that the recorder cannot tell of.
    case unknown(String)

    /// The calls of a recorder's file, in the order in which they took effect; nil when the bytes are none.
    static func read(_ bytes: [UInt8]) -> [RecordedCall]? {
        var calls: [RecordedCall] = []
        var position = 0
        while position < bytes.count {
            guard let call = next(bytes, &position) else { return nil }
            calls.append(call)
        }
        return calls
    }

    private static func next(_ bytes: [UInt8], _ position: inout Int) -> RecordedCall? {
        let headBytes = MemoryLayout<tide_record>.size
        guard bytes.count - position >= headBytes else { return nil }
        // Safety: the bytes of the head are there, and a record is plain numbers.
        let head = bytes.withUnsafeBytes {
            $0.loadUnaligned(fromByteOffset: position, as: tide_record.self)
        }
        position += headBytes
        func take(_ count: Int) -> [UInt8]? {
            guard bytes.count - position >= count else { return nil }
            defer { position += count }
            return Array(bytes[position..<(position + count)])
        }
        let isWrite = head.call == TIDE_RECORD_WRITE.rawValue
        guard let length = Int(exactly: head.length), let offset = Int(exactly: head.offset),
            let path = take(Int(head.path_length)), let target = take(Int(head.target_length)),
            let data = take(isWrite ? length : 0)
        else { return nil }
        let (pathText, targetText) = (
            String(decoding: path, as: UTF8.self), String(decoding: target, as: UTF8.self)
        )
        func has(_ flag: Int32) -> Bool { head.flags & UInt32(flag) != 0 }
        switch tide_record_call(head.call) {
        case TIDE_RECORD_FILE:
            return .file(
                path: pathText, inode: head.inode, isMade: has(TIDE_RECORD_MADE),
                isEmptied: has(TIDE_RECORD_EMPTIED))
        case TIDE_RECORD_WRITE:
            return .write(
                inode: head.inode, offset: offset, bytes: data, isDurable: has(TIDE_RECORD_DURABLE))
        case TIDE_RECORD_TRUNCATE: return .truncate(inode: head.inode, size: offset)
        case TIDE_RECORD_SYNC: return .sync(inode: head.inode)
        case TIDE_RECORD_RENAME: return .rename(path: pathText, target: targetText)
        case TIDE_RECORD_REMOVE: return .remove(path: pathText)
        case TIDE_RECORD_DIRECTORY: return .directory(path: pathText, inode: head.inode)
        case TIDE_RECORD_LINK: return .link(path: pathText, target: targetText)
        case TIDE_RECORD_SYNC_ALL: return .syncAll
        case TIDE_RECORD_UNKNOWN: return .unknown(pathText)
        default: return nil
        }
    }
}
