package import TideColumnar
import TideDurableIO
import TideModel

/// The columns whose values stand in the names of directories: `day=2024-05-01/hour=7`.
package struct PartitionLayout: Hashable, Sendable {
    /// In the order of the directories.
    package let columns: [String]
    /// Names of the path below the root that are no part of a partition.
    private let skipped: Int
    /// Names at the root's end that are (`basePath`).
    private let taken: Int

    package init(columns: [String], skipped: Int, taken: Int) {
        self.columns = columns
        self.skipped = skipped
        self.taken = taken
    }

    /// What stands for NULL in a directory's name, as Hive has it.
    private static let null = "__HIVE_DEFAULT_PARTITION__"

    /// A column and its value as written in a path; nil for NULL.
    package typealias Entry = (name: String, text: String?)

    /// The columns and values in the directories of a file's path.
    ///
    /// - Throws: `TidemarkError` (`invalidSchema`) for a name without column or value.
    package func entries(root: String, path: String) throws -> [Entry] {
        let above = root.split(separator: "/").suffix(taken)
        let names = above + path.split(separator: "/").dropLast().dropFirst(skipped)
        var entries: [Entry] = []
        for name in names.reversed() {
            if let entry = try Self.entry(String(name), path: joinPath(root, path)) {
                entries.append(entry)
            } else if !entries.isEmpty {
                break
            }
        }
        return entries.reversed()
    }

    /// The values of the columns, in their order, for the rows of one file.
    ///
    /// - Throws: `TidemarkError` (`invalidSchema`) where the path has other columns, or text that is no value
    ///   of its column's type.
    package func values(
        root: String, path: String, types: [DataType], zone: ZoneRules
    ) throws -> [Value] {
        let entries = try entries(root: root, path: path)
        guard entries.map({ $0.name.lowercased() }) == columns.map({ $0.lowercased() }) else {
            throw InputErrors.partitionsDiffer(joinPath(root, path), columns, entries.map(\.name))
        }
        return try zip(entries, types).map { entry, type in
            guard let text = entry.text else { return .null }
            guard let value = PartitionValue.read(text, type, zone) else {
                throw TidemarkError(
                    .partitionValueWrong,
                    [
                        "path": joinPath(root, path), "value": text, "column": entry.name,
                        "type": type.sqlName,
                    ])
            }
            return value
        }
    }

    /// nil for a name that is no `column=value`.
    private static func entry(_ name: String, path: String) throws -> Entry? {
        guard let equals = name.firstIndex(of: "=") else { return nil }
        let column = unescaped(name[..<equals])
        let value = unescaped(name[name.index(after: equals)...])
        if column.isEmpty || value.isEmpty {
            throw TidemarkError(
                .partitionNameWrong,
                ["path": path, "name": name, "what": column.isEmpty ? "column" : "value"])
        }
        return (column, value == null ? nil : value)
    }

    /// `%41` as the byte it stands for; what is no such code stays.
    private static func unescaped(_ text: Substring) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let code = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                result.append(code)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
