import Foundation
import TideSamples
import Tidemark

/// The notebook "Structured Streaming using the Python DataFrames API", cell by cell, over its own figures.
///
/// `swift run notebook [FIGURES.json]` prints each cell and its table; it ends with status 1 at the first
/// figure that is not the published one.
@main
struct Notebook {
    let session: Session
    let figures: Figures
    /// Where all 50 files are, and where they land one by one.
    let events: String
    let landing: String

    static func main() async throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("tidemark-notebook-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(
            atPath: directory + "/landing", withIntermediateDirectories: true)
        let notebook = Notebook(
            session: try Session(),
            figures: try Figures(path: CommandLine.arguments.dropFirst().first ?? Figures.path),
            events: directory + "/events", landing: directory + "/landing")
        do {
            try EventDirectory(path: notebook.events).write()
            try await notebook.batchCells()
            try await notebook.streamCells()
            print("\nevery published figure is met")
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(1)
        }
    }

    func cell(_ number: Int, _ title: String) {
        print("\nIn [\(number)]: \(title)")
    }

    /// Shows a table and compares its rows, as JSON objects in this order, with the published ones.
    func show(_ table: DataFrame, _ rows: Int = 20, equals published: [String]) async throws {
        try await table.show(rows, truncate: false)
        try expect(try await table.toJSON(), published)
    }

    func expect<Figure: Equatable>(_ found: Figure, _ published: Figure, line: Int = #line) throws {
        guard found == published else {
            throw Difference(text: "line \(line): found \(found), published \(published)")
        }
    }
}

/// A figure that is not the published one.
struct Difference: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
}
