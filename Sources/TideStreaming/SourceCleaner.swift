import TideConnectors
import TideDurableIO
import TideModel

/// Archives or deletes input files that committed batches have read to their end (`cleanSource`).
///
/// Cleaning again what was cleaned changes nothing. What cannot be cleaned stays, with a note: the result
/// does not depend on it.
struct SourceCleaner {
    let files: SourceFiles
    let mode: SourceCleaning.Mode

    /// Cleans the files that `slices`, of a committed batch, end; returns what the operator should know.
    func clean(_ slices: [Slice]) -> [String] {
        guard mode != .off else { return [] }
        return slices.filter(\.isLast).compactMap { slice in
            do {
                return try clean(slice).map { "'\(slice.path)' was read and stays where it is: \($0)" }
            } catch {
                return "'\(slice.path)' was read and stays where it is: \(error)"
            }
        }
    }

    /// Why the file stays; nil when it is gone.
    private func clean(_ slice: Slice) throws(IOFailure) -> String? {
        let path = files.path(of: slice.path)
        guard let status = try FileSystem.status(path) else { return nil }
        guard FileIdentity(status) == slice.identity else { return "it is not what was read any more" }
        guard let target = files.archived(slice.path) else {
            try FileSystem.remove(path)
            return nil
        }
        guard try FileSystem.status(target) == nil else { return "'\(target)' is there already" }
        _ = try FileSystem.createDirectory(FileSystem.parent(of: target))
        try FileSystem.rename(path, to: target)
        return nil
    }
}
