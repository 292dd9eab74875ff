import TideDurableIO
import TideModel

/// A path with wildcards, cut into the directory it starts at and the patterns of the names below.
package struct PathPattern: Hashable, Sendable {
    /// A name, or a pattern for one.
    private enum Step: Hashable, Sendable {
        case name(String)
        case glob(Glob)
    }

    /// As written.
    package let text: String
    /// The leading part of the path that has no wildcards.
    package let root: String
    /// Ways from the root down; one that is empty is the root itself.
    private let ways: [[Step]]

    /// - Throws: `TidemarkError` (`invalidOption`).
    package init(_ path: String) throws {
        text = path
        let names = path.split(separator: "/", omittingEmptySubsequences: false)
        // A choice between paths reaches over the slashes in it.
        let fixed = names.prefix { !Glob.isPattern($0) }
        root = fixed.count == names.count ? path : fixed.joined(separator: "/")
        let pattern = names[fixed.endIndex...].joined(separator: "/")
        if pattern.isEmpty {
            ways = [[]]
            return
        }
        ways = try Self.expanded(pattern).map { way in
            try way.split(separator: "/").filter { $0 != "." }.map {
                Glob.isPattern($0) ? .glob(try Glob(String($0))) : .name(String($0))
            }
        }
    }

    /// Whether there are wildcards.
    package var isPattern: Bool { ways != [[]] }

    /// How many names stand between the root and what the pattern names; nil where that differs.
    package var depth: Int? {
        let depths = Set(ways.map(\.count))
        return depths.count == 1 ? depths.first : nil
    }

    /// The paths below the root that are there, each once; empty for the root itself.
    ///
    /// - Parameter visit: told of each directory, relative to the root, before it is looked into.
    /// - Throws: `IOFailure`; `TidemarkError` for a name that is not UTF-8.
    package func paths(in root: String, visit: (String) -> Void = { _ in }) throws -> [String] {
        var found: [String] = []
        for way in ways { try expand(way[...], at: "", in: root, visit, &found) }
        return Array(Set(found)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether a path below the root is one that the pattern names.
    package func matches(_ path: String) -> Bool {
        let names = path.split(separator: "/")
        return ways.contains { way in
            way.count == names.count
                && zip(way, names).allSatisfy { step, name in
                    switch step {
                    case .name(let wanted): wanted == name
                    case .glob(let glob): glob.matches(String(name))
                    }
                }
        }
    }

    private func expand(
        _ way: ArraySlice<Step>, at path: String, in root: String, _ visit: (String) -> Void,
        _ found: inout [String]
    ) throws {
        guard let step = way.first else {
            if try path.isEmpty || FileSystem.status(joinPath(root, path)) != nil { found.append(path) }
            return
        }
        func below(_ name: String) -> String { path.isEmpty ? name : path + "/" + name }
        let directory = joinPath(root, path)
        guard try FileSystem.status(directory)?.kind == .directory else { return }
        visit(path)
        switch step {
        case .name(let name): try expand(way.dropFirst(), at: below(name), in: root, visit, &found)
        case .glob(let glob):
            for entry in try FileSystem.list(directory) where glob.matches(entry.name) {
                guard entry.isNameValid else { throw InputErrors.unreadableName(entry.name, in: directory) }
                let isLast = way.count == 1
                if isLast ? FileNames.isHidden(entry.name) : entry.kind != .directory { continue }
                try expand(way.dropFirst(), at: below(entry.name), in: root, visit, &found)
            }
        }
    }

    /// The pattern with each choice that has a slash in it written out.
    private static func expanded(_ pattern: String) throws -> [String] {
        var depth = 0
        var open: String.Index?
        var commas: [String.Index] = []
        var hasSlash = false
        var index = pattern.startIndex
        while index < pattern.endIndex {
            switch pattern[index] {
            case "\\": index = pattern.index(after: index, orEnd: pattern.endIndex)
            case "{":
                if depth == 0 {
                    open = index
                    commas = []
                    hasSlash = false
                }
                depth += 1
            case ",": if depth == 1 { commas.append(index) }
            case "/": if depth > 0 { hasSlash = true }
            case "}" where depth > 0:
                depth -= 1
                if depth == 0, hasSlash, let open {
                    let ends = commas + [index]
                    let starts = [pattern.index(after: open)] + commas.map { pattern.index(after: $0) }
                    return try zip(starts, ends).flatMap { start, end in
                        try expanded(
                            pattern[..<open] + pattern[start..<end]
                                + pattern[pattern.index(after: index)...])
                    }
                }
            default: break
            }
            if index < pattern.endIndex { index = pattern.index(after: index) }
        }
        return [pattern]
    }

    private static func expanded(_ pattern: Substring) throws -> [String] { try expanded(String(pattern)) }
}

extension String {
    /// The index after `index`, at most `end`.
    fileprivate func index(after index: Index, orEnd end: Index) -> Index {
        index < end ? self.index(after: index) : end
    }
}

/// Names that are not data.
enum FileNames {
    /// Spark's rule.
    static func isHidden(_ name: String) -> Bool {
        switch name.utf8.first {
        case UInt8(ascii: "."): true
        case UInt8(ascii: "_"): !name.utf8.contains(UInt8(ascii: "=")) || isBeingCopied(name)
        default: isBeingCopied(name)
        }
    }

    private static func isBeingCopied(_ name: String) -> Bool {
        name.utf8.last == UInt8(ascii: "_") && name.hasSuffix("._COPYING_")
    }
}
