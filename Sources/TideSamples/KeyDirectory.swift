/// Writes rows of many keys, `{"time":1469500000,"key":1234567}`, into a directory of their own.
package struct KeyDirectory {
    /// How the keys follow each other.
    package enum Order: String, CaseIterable, Sendable {
        /// Each key at random places among all rows.
        case random
        /// Keys rise with time: a row's key is one of the 1,000 that are current.
        case time
    }

    private let path: String
    private let files: Int
    private let rows: Int
    private let distinct: Int
    private let order: Order
    private let seed: UInt64

    /// How many keys are current at a time (`Order.time`).
    private static let currentKeys: UInt64 = 1_000
    /// The second of the first row, 2016-07-26 02:26:40 UTC.
    private static let firstSecond: UInt64 = 1_469_500_000
    private static let rowsPerSecond: UInt64 = 1_000

    /// - Parameters:
    ///   - path: the directory to fill.
    ///   - files: how many files, at least 1.
    ///   - rows: lines in each, at least 1.
    ///   - distinct: how many keys, at least 1. Each has as many rows as any other, give or take one; where
    ///     there are fewer rows than keys, a key has one row or none.
    ///   - order: how the keys follow each other.
    ///   - seed: varies their order.
    package init(path: String, files: Int, rows: Int, distinct: Int, order: Order, seed: UInt64 = 1) {
        self.path = path
        self.files = files
        self.rows = rows
        self.distinct = distinct
        self.order = order
        self.seed = seed
    }

    /// Makes the directory when it is absent and writes the files in order.
    ///
    /// - Throws: `TidemarkError` (`directoryNotEmpty`), or the failure of the file system.
    package func write() throws {
        // A file's own seed is not used: the keys are shuffled over all files.
        try SampleDirectory(path: path).write(files: files, seed: seed) { file, _ in bytes(of: file) }
    }

    private func bytes(of file: Int) -> [UInt8] {
        let total = UInt64(files) * UInt64(rows)
        let distinct = UInt64(distinct)
        let span = order == .random ? total : min(max(Self.currentKeys * total / distinct, 1), total)
        let first = UInt64(file) * UInt64(rows)
        var lines = KeyLines(capacity: rows)
        var block = UInt64.max
        var start: UInt64 = 0
        var places = Permutation(count: 1, seed: 0)
        for row in first..<first + UInt64(rows) {
            if row / span != block {
                block = row / span
                start = block * span
                places = Permutation(count: min(span, total - start), seed: SplitMix64.mixed(seed) &+ block)
            }
            let place = start + places[row - start]
            let key = total.dividingFullWidth(place.multipliedFullWidth(by: distinct)).quotient
            lines.append(second: Self.firstSecond + row / Self.rowsPerSecond, key: key)
        }
        return lines.bytes
    }
}

/// Lines in a buffer; the text before the key is made anew only when the second changes.
private struct KeyLines {
    private(set) var bytes: [UInt8] = []
    private var head: [UInt8] = []
    private var second = UInt64.max

    init(capacity rows: Int) {
        bytes.reserveCapacity(rows * #"{"time":1469500000,"key":1234567}"#.utf8.count + rows)
    }

    mutating func append(second: UInt64, key: UInt64) {
        if second != self.second {
            self.second = second
            head = Array(#"{"time":"#.utf8)
            head.append(decimal: second)
            head += Array(#","key":"#.utf8)
        }
        bytes.append(contentsOf: head)
        bytes.append(decimal: key)
        bytes.append(UInt8(ascii: "}"))
        bytes.append(UInt8(ascii: "\n"))
    }
}
