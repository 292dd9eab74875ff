/// Writes generated event files into a directory of their own.
package struct EventDirectory {
    private let path: String
    private let files: Int
    private let rows: Int
    private let seed: UInt64

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
        let marks = EventTimeline.files(files)
        try SampleDirectory(path: path).write(files: files, seed: seed) { file, seed in
            EventFile(marks: marks[file], rows: rows, seed: seed).bytes()
        }
    }
}
