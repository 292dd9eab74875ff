/// Writes the records of a web server's access log, about 260 bytes each, into a directory of their own.
///
/// A record is wide, nested and escaped in every way that JSON knows; a query wants a field or two of it.
package struct AccessDirectory {
    private let path: String
    private let files: Int
    private let rows: Int
    private let seed: UInt64

    /// - Parameters:
    ///   - path: the directory to fill.
    ///   - files: how many files, at least 1.
    ///   - rows: lines in each, at least 1.
    ///   - seed: varies every field but the time's pace of ten records a second.
    package init(path: String, files: Int, rows: Int, seed: UInt64 = 1) {
        self.path = path
        self.files = files
        self.rows = rows
        self.seed = seed
    }

    /// Makes the directory when it is absent and writes the files in order.
    ///
    /// - Throws: `TidemarkError` (`directoryNotEmpty`), or the failure of the file system.
    package func write() throws {
        let record = AccessRecord()
        try SampleDirectory(path: path).write(files: files, seed: seed) { file, seed in
            var random = SplitMix64(state: seed)
            var bytes: [UInt8] = []
            bytes.reserveCapacity(rows * AccessRecord.greatestLength)
            for row in 0..<rows {
                record.append(to: &bytes, number: UInt64(file) * UInt64(rows) + UInt64(row), &random)
            }
            return bytes
        }
    }
}
