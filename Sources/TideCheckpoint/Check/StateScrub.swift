import Glibc
import TideDurableIO
import TideLMDB
import TideModel

/// A data file that is read as fast as a run allows that goes on beside it.
private struct PacedPages: PageSource {
    let file: PageFile
    /// Told how many bytes were read; false to end the reading.
    let pace: (Int) -> Bool

    var path: String { file.path }
    func byteCount() throws(IOFailure) -> UInt64 { try file.byteCount() }

    // Safety: the buffer is the caller's and is filled before the call returns.
    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(IOFailure) -> Int {
        guard pace(buffer.count) else {
            throw IOFailure(operation: "pread", path: path, errno: ECANCELED)
        }
        return try file.read(at: offset, into: buffer)
    }
}

extension CheckpointReader {
    /// Reads every page and entry of the last commit, while runs and commits go on; returns its batch, or nil
    /// when the reading was ended.
    ///
    /// - Parameter pace: told how many bytes are about to be read; may wait, and ends the reading by false.
    /// - Throws: `TidemarkError` (`checkpointDamaged`) that names the first page that is not whole.
    package func scrub(pace: @escaping (Int) -> Bool) throws -> Int64? {
        var isEnded = false
        let layout = CheckpointLayout(root: root)
        func look() throws -> StateCheck? {
            let pages = PacedPages(file: try PageFile(layout.stateData)) { bytes in
                if !isEnded, !pace(bytes) { isEnded = true }
                return !isEnded
            }
            do { return try StateCheck.run(try PageState(pages)).check } catch {
                guard isEnded else { throw error }
                return nil
            }
        }
        // The snapshot keeps commits from using the pages again that are read here.
        return try snapshot { snapshot in
            var check = try look()
            // A meta page that is being written may look damaged; damage stays.
            if !isEnded, let first = check, first.findings.count > 0 { check = try look() }
            guard !isEnded, let check else { return nil }
            let whole = try snapshot.scrub().map { "; it was whole at the end of batch \($0.batch)" }
            if let damage = check.damage(root: layout.root, whole ?? "") { throw damage }
            return check.record?.lastBatch
        }
    }
}

extension StateCheck {
    /// An error that names the first finding, with `note` behind it; nil where there is none.
    func damage(root: String, _ note: String = "") -> TidemarkError? {
        guard let first = findings.kept.first else { return nil }
        let page = first.page.map { " page \($0)" } ?? ""
        let more = findings.count > 1 ? ", and \(findings.count - 1) more findings" : ""
        return CheckpointFailure(root: root).damaged("\(first.file)\(page): \(first.what)\(more)\(note)")
    }
}
