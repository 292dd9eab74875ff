/// A file that is not as it was written.
package struct Damage: Hashable, Sendable {
    /// What the files are taken from.
    package enum Stage: String, Sendable, CaseIterable {
        /// What an undisturbed run leaves.
        case finished
        /// What a run leaves that was killed half-way.
        case half
    }

    /// What happens to the file; pages have 4,096 bytes.
    package enum Change: Hashable, Sendable {
        /// A bit is turned over.
        case flip(bit: Int)
        /// Only so many bytes are left.
        case cut(bytes: Int)
        /// So many bytes of 0xA5 come behind the last.
        case grow(bytes: Int)
        /// A page of zeros.
        case zero(page: Int)
        /// Two pages trade places.
        case swap(page: Int, with: Int)
        /// A page as it was in the half-done checkpoint: a lost write.
        case oldPage(Int)
        /// The file as it was in the half-done checkpoint.
        case old
        /// The file of another checkpoint of the same job.
        case foreign
        /// No file.
        case missing
        /// A directory in its place.
        case directory

        var name: String {
            switch self {
            case .flip: "flip"
            case .cut: "cut"
            case .grow: "grow"
            case .zero: "zero"
            case .swap: "swap"
            case .oldPage: "old-page"
            case .old: "old"
            case .foreign: "foreign"
            case .missing: "missing"
            case .directory: "directory"
            }
        }

        var numbers: [Int] {
            switch self {
            case .flip(let number), .cut(let number), .grow(let number), .zero(let number),
                .oldPage(let number):
                [number]
            case .swap(let page, let other): [page, other]
            case .old, .foreign, .missing, .directory: []
            }
        }

        init?(name: String, numbers: [Int]) {
            switch (name, numbers.count) {
            case ("flip", 1): self = .flip(bit: numbers[0])
            case ("cut", 1): self = .cut(bytes: numbers[0])
            case ("grow", 1): self = .grow(bytes: numbers[0])
            case ("zero", 1): self = .zero(page: numbers[0])
            case ("swap", 2): self = .swap(page: numbers[0], with: numbers[1])
            case ("old-page", 1): self = .oldPage(numbers[0])
            case ("old", 0): self = .old
            case ("foreign", 0): self = .foreign
            case ("missing", 0): self = .missing
            case ("directory", 0): self = .directory
            default: return nil
            }
        }
    }

    static let pageBytes = 4_096
    /// LMDB's file.
    static let stateFile = "ck/state/data.mdb"

    /// What the files are taken from.
    package let stage: Stage
    /// The file, below the job's directory.
    package let file: String
    /// What happens to it.
    package let change: Change

    /// Makes a damage.
    package init(_ stage: Stage, _ file: String, _ change: Change) {
        self.stage = stage
        self.file = file
        self.change = change
    }

    var kind: String { "\(stage.rawValue) \(change.name)" }

    /// Whether a page has another one's bytes, or older ones, whose checksums are right, or is asked for in
    /// the place of another: a write that was lost or went astray, a bit of a page number. A walk through
    /// all pages finds it, a reading of single values need not.
    ///
    /// - Parameter bytes: the file before.
    func leadsAstray(in bytes: [UInt8]) -> Bool {
        switch change {
        case .oldPage, .swap: true
        case .flip(let bit):
            file == Self.stateFile
                && Self.isBranch(bytes[Self.range(of: bit / 8 / Self.pageBytes, in: bytes)])
        default: false
        }
    }

    /// Whether the page's flags call it one of LMDB's branch pages, whose nodes are page numbers.
    private static func isBranch(_ page: ArraySlice<UInt8>) -> Bool {
        page.count == pageBytes && page[page.startIndex + 10] & 0x01 != 0
    }

    init?(parsing text: String) {
        guard let slash = text.firstIndex(of: "/"), let sign = text.lastIndex(of: "="), slash < sign,
            let stage = Stage(rawValue: String(text[..<slash]))
        else { return nil }
        let words = text[text.index(after: sign)...].split(separator: ":")
        let numbers = words.dropFirst().map { Int($0) ?? -1 }
        guard let name = words.first, numbers.allSatisfy({ $0 >= 0 }),
            let change = Change(name: String(name), numbers: numbers)
        else { return nil }
        self.init(stage, String(text[text.index(after: slash)..<sign]), change)
    }

    /// The file's bytes after a change that keeps the file; nil where the change leaves none. `old` and
    /// `foreign` are the file in the half-done and in the other checkpoint.
    func apply(to bytes: [UInt8], old: [UInt8]?, foreign: [UInt8]?) -> [UInt8]? {
        var bytes = bytes
        switch change {
        case .flip(let bit):
            if bit / 8 < bytes.count { bytes[bit / 8] ^= 1 << (bit % 8) }
        case .cut(let count): bytes.removeLast(max(0, bytes.count - count))
        case .grow(let count): bytes += [UInt8](repeating: 0xA5, count: count)
        case .zero(let page):
            let range = Self.range(of: page, in: bytes)
            bytes.replaceSubrange(range, with: [UInt8](repeating: 0, count: range.count))
        case .swap(let page, let other):
            let (first, second) = (Self.range(of: page, in: bytes), Self.range(of: other, in: bytes))
            guard first.count == second.count else { return bytes }
            let content = Array(bytes[first])
            bytes.replaceSubrange(first, with: Array(bytes[second]))
            bytes.replaceSubrange(second, with: content)
        case .oldPage(let page):
            let (range, source) = (Self.range(of: page, in: bytes), old ?? [])
            if range.upperBound <= source.count { bytes.replaceSubrange(range, with: source[range]) }
        case .old: return old
        case .foreign: return foreign
        case .missing, .directory: return nil
        }
        return bytes
    }

    /// Whether it makes a difference to its file, of which the others are as in `apply`.
    func changes(_ bytes: [UInt8], old: [UInt8]?, foreign: [UInt8]?) -> Bool {
        switch change {
        case .old: old != nil && old != bytes
        case .foreign: foreign != nil && foreign != bytes
        default: apply(to: bytes, old: old, foreign: foreign) != bytes
        }
    }

    private static func range(of page: Int, in bytes: [UInt8]) -> Range<Int> {
        let start = min(page * pageBytes, bytes.count)
        return start..<min(start + pageBytes, bytes.count)
    }
}

extension Damage: CustomStringConvertible {
    /// `finished/ck/state/data.mdb=flip:12345`.
    package var description: String {
        "\(stage.rawValue)/\(file)="
            + ([change.name] + change.numbers.map(String.init)).joined(separator: ":")
    }
}
