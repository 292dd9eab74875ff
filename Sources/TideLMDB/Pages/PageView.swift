import Glibc

/// A page of a tree as mdb.c lays it out (MDB_page and MDB_node, 64 bits, little endian).
///
/// Header: page number (8 bytes), padding (2), flags (2), `lower` and `upper` (2 each), or for overflow pages
/// their number (4). Then a 2-byte offset for each node, in key order, up to `lower`; the nodes fill the page
/// from `upper` to its end.
// Safety: the bytes are those of a buffer that outlives the view, a whole page of them. After `problem` has
// found nothing, every node lies within the page.
struct PageView {
    static let headerSize = 16
    static let branch: UInt16 = 1
    static let leaf: UInt16 = 2
    static let overflow: UInt16 = 4

    let bytes: UnsafeRawBufferPointer

    func integer<Integer: FixedWidthInteger>(_ offset: Int, _ type: Integer.Type) -> Integer {
        Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
    }

    var number: UInt64 { integer(0, UInt64.self) }
    var flags: UInt16 { integer(10, UInt16.self) }
    /// Pages of an overflow run.
    var overflowPages: UInt64 { UInt64(integer(12, UInt32.self)) }
    private var lower: Int { Int(integer(12, UInt16.self)) }
    private var upper: Int { Int(integer(14, UInt16.self)) }
    var nodeCount: Int { (lower - Self.headerSize) / 2 }

    func node(_ index: Int) -> PageNode {
        PageNode(page: bytes, offset: Int(integer(Self.headerSize + 2 * index, UInt16.self)))
    }

    /// What is wrong with the header.
    func headerProblem(number expected: UInt64, kind: UInt16) -> String? {
        guard number == expected else { return "its header says page \(number)" }
        guard flags == kind else {
            let names = [Self.branch: "branch", Self.leaf: "leaf", Self.overflow: "overflow"]
            return "flags 0x\(String(flags, radix: 16)), a \(names[kind] ?? "") page (0x"
                + "\(String(kind, radix: 16))) belongs here"
        }
        return nil
    }

    /// What is wrong with the page: header, places and sizes of its nodes. Not the order of the keys.
    func problem(number: UInt64, kind: UInt16) -> String? {
        if let problem = headerProblem(number: number, kind: kind) { return problem }
        let (lower, upper, size) = (lower, upper, MetaPages.pageSize)
        guard lower > Self.headerSize, lower <= upper, upper <= size, lower % 2 == 0, upper % 2 == 0 else {
            return "lower bound \(lower) and upper bound \(upper) cannot be"
        }
        return placesProblem(count: nodeCount, upper: upper) ?? nodesProblem(isLeaf: kind == Self.leaf)
    }

    /// Nodes fill the page from `upper` to its end without a gap, each with one offset.
    private func placesProblem(count: Int, upper: Int) -> String? {
        let size = MetaPages.pageSize
        // A bit for each two bytes: nodes begin at even offsets.
        var starts = InlineArray<32, UInt64>(repeating: 0)
        for index in 0..<count {
            let offset = Int(integer(Self.headerSize + 2 * index, UInt16.self))
            guard offset >= upper, offset <= size - PageNode.headerSize, offset % 2 == 0 else {
                return "node \(index) at byte \(offset), outside \(upper) to \(size)"
            }
            let bit = UInt64(1) << UInt64(offset / 2 % 64)
            guard starts[offset / 128] & bit == 0 else { return "two nodes at byte \(offset)" }
            starts[offset / 128] |= bit
        }
        let isLeaf = flags == Self.leaf
        var (next, seen) = (upper, 0)
        while next < size {
            guard starts[next / 128] & UInt64(1) << UInt64(next / 2 % 64) != 0 else {
                return "no node begins at byte \(next), where one ends"
            }
            let end = next + PageNode(page: bytes, offset: next).size(isLeaf: isLeaf)
            guard end <= size else { return "the node at byte \(next) ends at byte \(end)" }
            (next, seen) = (end, seen + 1)
        }
        return seen == count ? nil : "\(count) nodes, but \(seen) fill the page"
    }

    private func nodesProblem(isLeaf: Bool) -> String? {
        for index in 0..<nodeCount {
            let node = node(index)
            // The first key of a branch page is never compared.
            guard (1...511).contains(node.keyCount) || !isLeaf && index == 0 else {
                return "the key of node \(index) has \(node.keyCount) bytes, 1 to 511 expected"
            }
            guard isLeaf else { continue }
            switch node.flags {
            case 0, PageNode.bigData: break
            case PageNode.subTree:
                if node.valueCount != TreeRecord.size {
                    return "node \(index), the record of a tree, has \(node.valueCount) bytes"
                }
            default: return "node \(index) has the flags 0x\(String(node.flags, radix: 16))"
            }
        }
        return nil
    }
}

/// A node: MDB_node in mdb.c. Low and high word of the value's size or of the child's number (2 bytes each),
/// flags or the child's top word (2), size of the key (2), key, and value or number of its overflow page.
// Safety: as in PageView; key and value are read only when the page's check has found nothing.
struct PageNode {
    static let headerSize = 8
    /// F_BIGDATA: the value is in overflow pages.
    static let bigData: UInt16 = 1
    /// F_SUBDATA: the value is the record of a tree.
    static let subTree: UInt16 = 2

    let page: UnsafeRawBufferPointer
    let offset: Int

    private func integer<Integer: FixedWidthInteger>(_ place: Int, _ type: Integer.Type) -> Integer {
        Integer(littleEndian: page.loadUnaligned(fromByteOffset: offset + place, as: type))
    }

    var flags: UInt16 { integer(4, UInt16.self) }
    var keyCount: Int { Int(integer(6, UInt16.self)) }
    /// Bytes of the value, in the page or in overflow pages.
    var valueCount: Int { Int(integer(0, UInt32.self)) }
    /// The page a node of a branch page leads to.
    var child: UInt64 { UInt64(integer(0, UInt32.self)) | UInt64(flags) << 32 }

    /// Bytes it takes of the page; even.
    func size(isLeaf: Bool) -> Int {
        let value = isLeaf ? (flags & Self.bigData != 0 ? 8 : valueCount) : 0
        return (Self.headerSize + keyCount + value + 1) / 2 * 2
    }

    var key: UnsafeRawBufferPointer { slice(offset + Self.headerSize, keyCount) }
    /// The value where it is in the page.
    var value: UnsafeRawBufferPointer { slice(offset + Self.headerSize + keyCount, valueCount) }
    /// The first overflow page of the value.
    var overflowPage: UInt64 { integer(Self.headerSize + keyCount, UInt64.self) }

    private func slice(_ start: Int, _ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: page[start..<start + count])
    }
}

/// How the keys of a tree are ordered.
enum KeyOrder {
    /// Bytewise, a shorter key before its extensions.
    case bytes
    /// As 8-byte integers: the tree of free pages.
    case integers

    /// Negative, zero or positive as `left` is before, at or after `right`. Integers have 8 bytes.
    // Safety: memcmp reads as many bytes as both buffers have.
    func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        switch self {
        case .bytes:
            let common = min(left.count, right.count)
            if common > 0, let left = left.baseAddress, let right = right.baseAddress {
                let order = memcmp(left, right, common)
                if order != 0 { return Int(order) }
            }
            return left.count - right.count
        case .integers:
            let first = UInt64(littleEndian: left.loadUnaligned(as: UInt64.self))
            let second = UInt64(littleEndian: right.loadUnaligned(as: UInt64.self))
            return first < second ? -1 : first > second ? 1 : 0
        }
    }
}
