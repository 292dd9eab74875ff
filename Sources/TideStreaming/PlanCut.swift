import TideConnectors
import TideModel

/// That a batch would change more of the state than one commit shall: its plan is cut.
struct TooManyChanges: Error {}

extension SourceQueues {
    /// A plan's slices in two parts of about half the bytes each, cut at the end of a record; nil where there
    /// is no second part: of one record, or of a file that is one.
    func halves(of slices: [Slice]) throws -> (first: [Slice], rest: [Slice])? {
        var bytesLeft = slices.reduce(0) { $0 + $1.sizeBytes } / 2
        var first: [Slice] = []
        for (index, slice) in slices.enumerated() {
            let rest = slices[(index + 1)...]
            if slice.sizeBytes <= bytesLeft {
                first.append(slice)
                bytesLeft -= slice.sizeBytes
                continue
            }
            if let (head, tail) = try parts(of: slice, bytes: bytesLeft), first.isEmpty || bytesLeft > 0 {
                return (first + [head], [tail] + rest)
            }
            if !first.isEmpty { return (first, [slice] + rest) }
            return rest.isEmpty ? nil : ([slice], Array(rest))
        }
        return nil
    }

    /// A slice in two, the first part with at most so many bytes, one record at least; nil for one that has
    /// no parts.
    private func parts(of slice: Slice, bytes: Int64) throws -> (Slice, Slice)? {
        guard slice.unit != .wholeFile else { return nil }
        let file = ListedFile(path: slice.path, identity: slice.identity)
        let cut = try FileCutter.cut(
            files[slice.source], file, unit: slice.unit, start: slice.start, bytes: bytes)
        guard cut.end < slice.end else { return nil }
        let head = Slice(
            source: slice.source, path: slice.path, start: slice.start, end: cut.end,
            identity: slice.identity, unit: slice.unit)
        var tail = slice
        tail.start = cut.end
        return (head, tail)
    }
}
