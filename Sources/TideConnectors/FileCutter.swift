import TideDurableIO
package import TideModel

/// Cuts a file into slices at the ends of records.
package enum FileCutter {
    private static let windowBytes = 64 << 10

    /// Where a slice ends.
    package struct Cut: Hashable, Sendable {
        package var end: Int64
        /// Whether nothing of the file's content follows.
        package var isLast: Bool

        package init(end: Int64, isLast: Bool) {
            self.end = end
            self.isLast = isLast
        }
    }

    /// The end of a slice of `file` that begins at `start` and holds at most `bytes` bytes, one record at
    /// least; of a slice in `unit`s that is a whole file, the content's end.
    ///
    /// - Throws: `TidemarkError` (`inputMissing`, `inputChanged`, `pathNotReadable`, `malformedRecord`).
    package static func cut(
        _ files: SourceFiles, _ file: ListedFile, unit: SliceUnit, start: Int64, bytes: Int64
    ) throws -> Cut {
        let path = files.path(of: file.path)
        do {
            let input = try InputFile(path)
            if unit == .bytes, files.text.isPlain {
                let end = try lineEnd(input, size: file.identity.sizeBytes, start: start, bytes: bytes)
                return Cut(end: end, isLast: end == file.identity.sizeBytes)
            }
            let content = try files.openContents.take(input, path: path, unit: unit, from: start)
            if unit == .wholeFile { return Cut(end: try content.length(), isLast: true) }
            let cut = try recordCut(content, files.text, path, start: start, bytes: bytes)
            files.openContents.giveBack(content, from: cut.end)
            return cut
        } catch let failure as IOFailure {
            throw InputErrors.cannotOpen(failure, path: path)
        }
    }

    /// One past the file's last newline behind `start`, where a line begins; `start` when there is none.
    ///
    /// - Throws: `TidemarkError` (`inputMissing`, `inputChanged`, `pathNotReadable`).
    package static func wholeLinesEnd(
        _ files: SourceFiles, _ file: ListedFile, from start: Int64 = 0
    ) throws -> Int64 {
        let path = files.path(of: file.path)
        do {
            let input = try InputFile(path)
            return try lastLineEnd(input, from: start, to: file.identity.sizeBytes) ?? start
        } catch let failure as IOFailure {
            throw InputErrors.cannotOpen(failure, path: path)
        }
    }

    /// Whether what ends a record stands right before `position` of the file's content.
    ///
    /// - Throws: `TidemarkError` (`inputMissing`, `inputChanged`, `pathNotReadable`).
    package static func hasSeparator(
        _ files: SourceFiles, _ file: ListedFile, before position: Int64
    ) throws -> Bool {
        let path = files.path(of: file.path)
        let separator = files.text.separatorBytes
        let start = position - Int64(separator.count)
        guard start >= 0 else { return false }
        do {
            let content = try files.openContents.take(
                try InputFile(path), path: path, unit: try files.text.unit(of: path), from: start)
            var bytes = [UInt8](repeating: 0, count: separator.count)
            // Safety: the span of a local array's own bytes.
            let got = try bytes.withUnsafeMutableBytes { try content.read(at: start, into: $0) }
            return got == separator.count && bytes == separator
        } catch let failure as IOFailure {
            throw InputErrors.cannotOpen(failure, path: path)
        }
    }

    /// Whether `position` is within a record: what ends one stands neither before nor behind it.
    ///
    /// - Throws: as `hasSeparator`.
    package static func isWithinRecord(
        _ files: SourceFiles, _ file: ListedFile, _ position: Int64
    ) throws -> Bool {
        if try position == 0 || hasSeparator(files, file, before: position) { return false }
        return try !hasSeparator(files, file, before: position + Int64(files.text.separatorBytes.count))
    }

    /// From the front: the last record that ends within the bytes, or else the first.
    private static func recordCut(
        _ content: FileContent, _ text: TextFormat, _ path: String, start: Int64, bytes: Int64
    ) throws -> Cut {
        var cutter = RecordCutter(text, from: start)
        let limit = start.addingReportingOverflow(bytes)
        var end = start
        while let (record, isTooLong) = try cutter.next(
            longest: SliceReader.lineBytesMax,
            {
                content.release(before: min($0, end))
                return try content.read(at: $0, into: $1)
            })
        {
            if isTooLong { throw InputErrors.lineTooLong(path, offset: record.offset) }
            if end > start, !limit.overflow, record.end > limit.partialValue { break }
            end = record.end
        }
        return Cut(end: end, isLast: try !content.hasByte(at: end))
    }

    private static func lineEnd(
        _ input: InputFile, size: Int64, start: Int64, bytes: Int64
    ) throws -> Int64 {
        let limit = start.addingReportingOverflow(bytes)
        guard !limit.overflow, limit.partialValue < size else { return size }
        if let end = try lastLineEnd(input, from: start, to: limit.partialValue) { return end }
        return try firstLineEnd(input, from: limit.partialValue, size: size)
    }

    /// One past the last newline in `start ..< limit`.
    private static func lastLineEnd(_ input: InputFile, from start: Int64, to limit: Int64) throws -> Int64? {
        var end = limit
        while end > start {
            let begin = max(start, end - Int64(windowBytes))
            let window = try read(input, from: begin, to: end)
            if let newline = window.lastIndex(of: UInt8(ascii: "\n")) { return begin + Int64(newline) + 1 }
            end = begin
        }
        return nil
    }

    /// One past the first newline at or after `start`; the file's size when there is none.
    private static func firstLineEnd(_ input: InputFile, from start: Int64, size: Int64) throws -> Int64 {
        var begin = start
        while begin < size {
            let end = min(size, begin + Int64(windowBytes))
            let window = try read(input, from: begin, to: end)
            if let newline = window.firstIndex(of: UInt8(ascii: "\n")) { return begin + Int64(newline) + 1 }
            begin = end
        }
        return size
    }

    private static func read(_ input: InputFile, from start: Int64, to end: Int64) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(end - start))
        // Safety: the span of a local array's own bytes.
        let got = try bytes.withUnsafeMutableBytes { try input.read(at: start, into: $0) }
        bytes.removeLast(bytes.count - got)
        return bytes
    }
}
