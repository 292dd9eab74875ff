import TideDurableIO
import TideModel

/// Writes generated event files into a directory of their own.
package struct EventDirectory {
    private let path: String
    private let files: Int
    private let rows: Int
    private let seed: UInt64

    /// The time of last change of file 0, 2016-08-01 00:00:00 UTC; each further file is a second younger.
    private static let firstModificationSeconds: Int64 = 1_470_009_600
    /// An odd constant without structure, so that files do not share their random numbers.
    private static let seedStep: UInt64 = 0xD1B5_4A32_D192_ED03

    /// - Parameters:
    ///   - path: the directory to fill.
    ///   - files: how many files, at least 1.
    ///   - rows: lines in each, at least 1.
    ///   - seed: varies where within the counts each event falls.
    package init(
        path: String, files: Int = EventTimeline.publishedFiles, rows: Int = EventTimeline.publishedRows,
        seed: UInt64 = 1
    ) {
        self.path = path
        self.files = files
        self.rows = rows
        self.seed = seed
    }

    /// Makes the directory when it is absent and writes the files in order.
    ///
    /// - Throws: `TidemarkError` (`directoryNotEmpty`), or the failure of the file system.
    package func write() throws {
        try prepare()
        for (index, marks) in EventTimeline.files(files).enumerated() {
            let file = EventFile(
                marks: marks, rows: rows, seed: seed &+ UInt64(index) &* Self.seedStep)
            let target = FileSystem.join(path, "file-\(index).json")
            try FileSystem.writeAtomically(file.bytes(), to: target, isDurable: false)
            let seconds = Self.firstModificationSeconds + Int64(index)
            try FileSystem.setModificationTime(target, ns: seconds * 1_000_000_000)
        }
    }

    private func prepare() throws {
        try FileSystem.createDirectory(path)
        guard try FileSystem.list(path).isEmpty else {
            throw TidemarkError(.eventsMixed, ["path": path])
        }
    }
}
