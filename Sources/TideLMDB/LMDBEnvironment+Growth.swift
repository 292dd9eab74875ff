import TideDurableIO

extension LMDBEnvironment {
    /// The least room that is made, and the most at once.
    private static let stepBytes: ClosedRange<Int64> = (256 << 10)...(64 << 20)
    private static let chunkBytes: Int64 = 4 << 20

    /// Makes `data.mdb` long enough for the next commit: by zeros up to an eighth more than is in use, at
    /// least 256 KiB and at most 64 MiB, or eight commits like the next, when less than a quarter of that is
    /// left, or less than `bytes`, of the next.
    ///
    /// So a full disk is found here, with no transaction open and nothing to undo. The zeros are durable when
    /// this returns; LMDB writes over them. To be called between transactions.
    ///
    /// - Throws: `LMDBError`; `IOFailure` (ENOSPC among them), after which what was written stays.
    package func reserve(atLeast bytes: Int64 = 0) throws {
        let data = FileSystem.join(path, "data.mdb")
        let used = try fileBytes()
        let length = try FileSystem.status(data)?.sizeBytes ?? 0
        let step = min(max(used / 8, 8 * bytes, Self.stepBytes.lowerBound), Self.stepBytes.upperBound)
        guard length - used < max(step / 4, bytes) else { return }
        let end = (used + max(step, bytes) + 4_095) / 4_096 * 4_096
        var start = max(length, used)
        while start < end {
            let count = min(end - start, Self.chunkBytes)
            try FileSystem.overwrite([UInt8](repeating: 0, count: Int(count)), at: start, of: data)
            start += count
        }
    }
}
