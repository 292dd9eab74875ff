import TideColumnar
import TideModel

/// A pattern of LIKE: `%` stands for any characters, `_` for one, behind the escape both for themselves.
struct LikePattern {
    private enum Element: Hashable {
        case byte(UInt8)
        case one
        case any
    }

    private var elements: [Element] = []

    /// - Throws: `invalidArgument` for an escape before anything but `%`, `_` and itself, as in Spark.
    init(_ pattern: [UInt8], escape: [UInt8]) throws {
        var rest = pattern[...]
        while let byte = rest.first {
            if !escape.isEmpty, rest.starts(with: escape) {
                rest = rest.dropFirst(escape.count)
                guard let next = rest.first,
                    next == UInt8(ascii: "%") || next == UInt8(ascii: "_") || rest.starts(with: escape)
                else {
                    throw TidemarkError(
                        .likeEscape,
                        [
                            "pattern": UTF8String(bytes: pattern).text,
                            "escape": UTF8String(bytes: escape).text,
                        ])
                }
                let count = rest.starts(with: escape) ? escape.count : 1
                elements += rest.prefix(count).map { .byte($0) }
                rest = rest.dropFirst(count)
                continue
            }
            rest.removeFirst()
            switch byte {
            case UInt8(ascii: "%"): if elements.last != .any { elements.append(.any) }
            case UInt8(ascii: "_"): elements.append(.one)
            default: elements.append(.byte(byte))
            }
        }
    }

    /// Goes back to the last `%` only: what came before it is matched for good (Kirk Krauss, 2008).
    func matches(_ text: [UInt8]) -> Bool {
        var (position, index) = (0, 0)
        var retry: (position: Int, index: Int)?
        while position < text.count {
            if index < elements.count, elements[index] == .any {
                retry = (position, index)
                index += 1
            } else if let next = step(index, text, position) {
                (position, index) = (next, index + 1)
            } else if let back = retry {
                let next = Self.end(of: back.position, in: text)
                retry = (next, back.index)
                (position, index) = (next, back.index + 1)
            } else {
                return false
            }
        }
        return elements[index...].allSatisfy { $0 == .any }
    }

    /// The byte behind what the element takes at `position`; nil when it takes nothing there.
    private func step(_ index: Int, _ text: [UInt8], _ position: Int) -> Int? {
        guard index < elements.count else { return nil }
        switch elements[index] {
        case .byte(let byte): return text[position] == byte ? position + 1 : nil
        case .one: return Self.end(of: position, in: text)
        case .any: return position
        }
    }

    /// The byte behind the character at `position`.
    private static func end(of position: Int, in text: [UInt8]) -> Int {
        var end = position + 1
        while end < text.count, !Characters.isStart(text[end]) { end += 1 }
        return end
    }
}
