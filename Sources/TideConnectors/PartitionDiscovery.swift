package import TideColumnar
import TideDurableIO
import TideModel

/// Finds the partition columns of a source in the directories that are there.
package enum PartitionDiscovery {
    /// What the directories say: the columns in their order, with the types their values have.
    package struct Found: Hashable, Sendable {
        package var layout: PartitionLayout
        package var fields: [Field]
    }

    /// Looks through the directories below a root; nil when none has the name `column=value`.
    ///
    /// - Parameters:
    ///   - selection: without partitions.
    ///   - basePath: where the names begin that are partitions, absolute; nil for what the path names.
    /// - Throws: `TidemarkError` (`invalidSchema`) where directories have different columns.
    package static func find(
        root: String, selection: FileSelection, basePath: String?, zone: ZoneRules
    ) throws -> Found? {
        let (skipped, taken) = try base(root, selection, basePath)
        let probe = PartitionLayout(columns: [], skipped: skipped, taken: taken)
        var columns: [String]?
        var first = ""
        var values: [[String?]] = []
        do {
            guard try FileSystem.status(root) != nil else { return nil }
            for path in try directories(root, selection) {
                let entries = try probe.entries(root: root, path: path)
                let names = entries.map(\.name)
                guard let known = columns else {
                    (columns, first) = (names, path)
                    values = entries.map { [$0.text] }
                    continue
                }
                guard names.map({ $0.lowercased() }) == known.map({ $0.lowercased() }) else {
                    // A file within a directory that is no partition is not read, where none is.
                    let isPlain = { (path: String) in !path.contains("=") }
                    if isPlain(first), isPlain(path) { continue }
                    throw InputErrors.partitionsDiffer(joinPath(root, path), known, names)
                }
                for (index, entry) in entries.enumerated() { values[index].append(entry.text) }
            }
        } catch is IOFailure {
            // What cannot be looked at is told by whoever reads the files.
            return nil
        }
        guard let columns, !columns.isEmpty else { return nil }
        let fields = zip(columns, values).map { Field($0, PartitionValue.type(of: $1, zone)) }
        return Found(
            layout: PartitionLayout(columns: columns, skipped: skipped, taken: taken), fields: fields)
    }

    /// A file of each directory that has one.
    private static func directories(_ root: String, _ selection: FileSelection) throws -> [String] {
        var found: [String] = []
        func look(_ directory: String) throws {
            var hasFile = false
            for entry in try FileSystem.list(joinPath(root, directory)) where !FileNames.isHidden(entry.name)
            {
                let path = directory.isEmpty ? entry.name : directory + "/" + entry.name
                if entry.kind == .directory, entry.isNameValid { try look(path) }
                guard entry.kind == .file, !hasFile, selection.nameFilter?.matches(entry.name) ?? true else {
                    continue
                }
                found.append(path)
                hasFile = true
            }
        }
        for path in try selection.pattern?.paths(in: root) ?? [""] {
            switch try FileSystem.status(joinPath(root, path))?.kind {
            case .directory: try look(path)
            case .file where !path.isEmpty: found.append(path)
            default: continue
            }
        }
        return found
    }

    /// Names below the root that are skipped, and names at its end that are taken, by `basePath`.
    static func base(
        _ root: String, _ selection: FileSelection, _ basePath: String?
    ) throws -> (skipped: Int, taken: Int) {
        guard let basePath else { return (selection.pattern?.depth ?? 0, 0) }
        let base = basePath.split(separator: "/")
        let parts = root.split(separator: "/")
        guard zip(base, parts).allSatisfy({ $0 == $1 }), base.count <= parts.count || selection.pattern != nil
        else { throw TidemarkError(.basePathElsewhere, ["base": basePath, "path": root]) }
        return (max(0, base.count - parts.count), max(0, parts.count - base.count))
    }
}
