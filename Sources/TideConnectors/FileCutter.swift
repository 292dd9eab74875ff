import TideDurableIO
import TideModel

/// Cuts a file into slices at line ends.
package enum FileCutter {
    private static let windowBytes = 64 << 10

    /// The end of a slice of `file` that begins at `start` and holds at most `bytes` bytes, one line at
    /// least.
    ///
    /// - Throws: `TidemarkError` (`inputMissing`, `inputChanged`, `pathNotReadable`).
    package static func end(root: String, file: ListedFile, start: Int64, bytes: Int64) throws -> Int64 {
        let size = file.identity.sizeBytes
        let limit = start.addingReportingOverflow(bytes)
        guard !limit.overflow, limit.partialValue < size else { return size }
        do {
            let input = try InputFile(joinPath(root, file.path))
            if let end = try lastLineEnd(input, from: start, to: limit.partialValue) { return end }
            return try firstLineEnd(input, from: limit.partialValue, size: size)
        } catch let failure as IOFailure {
            throw InputErrors.cannotOpen(failure, path: joinPath(root, file.path))
        }
    }

    /// One past the file's last newline; 0 when there is none.
    ///
    /// - Throws: `TidemarkError` (`inputMissing`, `inputChanged`, `pathNotReadable`).
    package static func wholeLinesEnd(root: String, file: ListedFile) throws -> Int64 {
        do {
            let input = try InputFile(joinPath(root, file.path))
            return try lastLineEnd(input, from: 0, to: file.identity.sizeBytes) ?? 0
        } catch let failure as IOFailure {
            throw InputErrors.cannotOpen(failure, path: joinPath(root, file.path))
        }
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
