import CTideSystem
package import TideDurableIO
import TideLMDB
import TideModel

extension CheckpointReader {
    /// Writes the state as the last commit left it to a new file, durable when it returns; also while a run
    /// goes on.
    ///
    /// Throws `TidemarkError` (`checkpointAbsent` before the birth) and `IOFailure` for the new file.
    package func copyState(to path: String) throws {
        try withEnvironment { environment in
            guard let environment else {
                throw TidemarkError(
                    .checkpointAbsent, ["path": root, "why": "nothing was ever committed there"])
            }
            try FileSystem.createSynced(path) { try environment.copy(toDescriptor: $0) }
        }
    }

    /// Reads a copy of the state: `data.mdb` in `directory`, where nobody else works; LMDB makes `lock.mdb`
    /// beside it. Messages name `root`.
    ///
    /// Throws `TidemarkError`: damage, and what the storage says.
    package static func ofCopy(in directory: String, root: String) throws -> CheckpointReader {
        try CheckpointFailure(root: root).translating("opening the copy") {
            try MetaPages.check(dataFile: FileSystem.join(directory, "data.mdb"))
            let environment = try LMDBEnvironment(path: directory, isReadOnly: true)
            return CheckpointReader(root: root, environment: environment)
        }
    }
}

/// How long a file is and what is in it.
package struct FileSeal: Hashable, Sendable {
    package var bytes: Int64
    /// CRC32C of the content.
    package var checksum: UInt32

    package init(bytes: Int64, checksum: UInt32) {
        self.bytes = bytes
        self.checksum = checksum
    }

    /// The seal of bytes in memory.
    // Safety: the array's bytes are used within the closure only.
    package init(of content: [UInt8]) {
        bytes = Int64(content.count)
        checksum = content.withUnsafeBytes { tide_crc32c(0, $0.baseAddress, $0.count) }
    }

    /// Reads all of a file. Throws `IOFailure`.
    // Safety: the buffer is the array's own and is used within the closures only.
    package init(of path: String) throws {
        let file = try InputFile(path)
        self.init(bytes: 0, checksum: 0)
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let offset = bytes
            let count = try buffer.withUnsafeMutableBytes { buffer in
                try file.read(at: offset, into: buffer)
            }
            if count == 0 { return }
            checksum = buffer.withUnsafeBytes { tide_crc32c(checksum, $0.baseAddress, count) }
            bytes += Int64(count)
        }
    }
}

/// Makes a checkpoint of a copy of a state.
package struct StateRestoration {
    private let directory: CheckpointDirectory
    private let run: RunIdentity
    private let clock: any WallClock

    /// A restoration to the directory `root`.
    package init(root: String, run: RunIdentity = RunIdentity(), clock: any WallClock = SystemClock()) {
        directory = CheckpointDirectory(layout: CheckpointLayout(root: root))
        self.run = run
        self.clock = clock
    }

    /// Copies `data.mdb` at `path` and has `check` look at the copy before it becomes the checkpoint's state:
    /// the rename is the birth. Logs and mirrors are written by the next start.
    ///
    /// Throws `TidemarkError` when there is a checkpoint or something else at the root, and what `check`
    /// throws; then there is no checkpoint.
    package func perform(copying path: String, check: (CheckpointReader) throws -> Void) throws {
        let layout = directory.layout
        try CheckpointFailure(root: layout.root).translating("restoring") {
            _ = try requireFree()
            try directory.prepare(allowsNetwork: false)
            let lock = try directory.lock(run: run, clock: clock)
            try directory.giveBirth(removeUnborn: try requireFree()) {
                try FileSystem.copySynced(path, to: layout.unbornStateData)
                try check(try CheckpointReader.ofCopy(in: layout.unbornState, root: layout.root))
            }
            _ = consume lock
        }
    }

    /// Whether the remains of a birth are to be removed.
    private func requireFree() throws -> Bool {
        guard case .birth(let removeUnborn) = try directory.decide() else {
            throw TidemarkError(.restoreOccupied, ["path": directory.layout.root])
        }
        return removeUnborn
    }
}
