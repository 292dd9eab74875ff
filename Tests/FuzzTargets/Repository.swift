import TideDurableIO
import TideFormats

/// The files of the repository that inputs are made of.
package struct Repository: Sendable {
    /// Its directory.
    package let root: String

    /// The repository at `root`.
    package init(root: String) { self.root = root }

    /// The repository of this source file.
    package init() {
        root = FileSystem.parent(of: FileSystem.parent(of: FileSystem.parent(of: #filePath)))
    }

    func bytes(_ path: String) throws -> [UInt8] { try FileSystem.readFile(FileSystem.join(root, path)) }

    /// The files of a directory, by name.
    func files(_ directory: String) throws -> [[UInt8]] {
        try names(directory).map { try bytes("\(directory)/\($0)") }
    }

    private func names(_ directory: String) throws -> [String] {
        try FileSystem.list(FileSystem.join(root, directory)).filter { $0.kind == .file }.map(\.name).sorted()
    }

    func lines(_ path: String) throws -> [[UInt8]] {
        try bytes(path).split(separator: UInt8(ascii: "\n")).map { Array($0) }
    }

    /// The text under a key in each line of a file of JSON objects.
    func texts(_ path: String, key: String) throws -> [String] {
        try lines(path).compactMap { try JSONValue(parsing: $0)[key]?.string }
    }

    /// The queries of the scenarios that were run by Spark.
    func queries() throws -> [String] {
        try files("Tests/Conformance/streams").compactMap { file in
            (try? JSONValue(parsing: file))?["sql"]?.string
        }
    }

    /// Inputs that once failed, or are to be tried for another reason.
    package func fixtures(of target: FuzzTarget) throws -> [[UInt8]] {
        let directory = "Tests/FuzzTests/Fixtures/\(target.name)"
        guard try FileSystem.status(FileSystem.join(root, directory)) != nil else { return [] }
        return try files(directory)
    }
}
