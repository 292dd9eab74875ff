package import TideDurableIO

/// The one entry that says what is committed; every transaction writes it anew.
package struct CommitRecord: Hashable, Sendable {
    /// The format this engine writes and the newest it reads.
    package static let newestFormat: UInt32 = 1
    /// Bits of ``features`` this engine knows: none yet.
    package static let knownFeatures: UInt64 = 0
    /// The key in the main tree.
    package static let key = [TableID.commitRecord.rawValue]

    /// Format of the whole environment.
    package var format: UInt32 = CommitRecord.newestFormat
    /// What a reader has to know to read this checkpoint, a bit each.
    package var features: UInt64 = 0
    /// Grows with every start; a transaction of an older run is refused.
    package var epoch: UInt64 = 0
    /// The last committed batch, -1 when there is none.
    package var lastBatch: Int64 = -1
    /// LMDB's number of the transaction that wrote this record.
    package var transactionID: UInt64 = 0
    /// Entries of the main tree, this record and the root of `result` included.
    package var mainEntries: UInt64 = 0
    /// Entries of the tree `result`.
    package var resultEntries: UInt64 = 0
    /// Over all entries but those of `history`, this record, and the root of `result`.
    package var digest = SetDigest()
    /// The last batch whose output is in the sink; without a sink the last batch.
    package var drainedBatch: Int64 = -1
    /// The run that wrote this record ended in order, with everything mirrored.
    package var isClean = false
    /// Where `state` was mounted.
    package var mount: MountIdentity

    package init(mount: MountIdentity) { self.mount = mount }

    /// The payload under ``key``.
    package var payload: [UInt8] {
        var writer = ByteWriter()
        writer.write(format)
        writer.write(features)
        writer.write(epoch)
        writer.write(lastBatch)
        for field in [transactionID, mainEntries, resultEntries, digest.low, digest.high] {
            writer.write(field)
        }
        writer.write(drainedBatch)
        writer.write(isClean)
        writer.write(mount.bootID)
        for field in [mount.mountID, mount.fileSystemID, mount.inode] { writer.write(field) }
        return writer.bytes
    }

    /// The format of a payload, which is all that can be said of a newer one.
    package static func format(of payload: [UInt8]) throws(DamagedBytes) -> UInt32 {
        var reader = ByteReader(payload)
        return try reader.read()
    }

    /// Reads ``payload`` back.
    package init(payload: [UInt8]) throws(DamagedBytes) {
        var reader = ByteReader(payload)
        format = try reader.read()
        features = try reader.read()
        epoch = try reader.read()
        lastBatch = try reader.read()
        guard lastBatch >= -1, lastBatch < .max else { throw DamagedBytes("the last batch is \(lastBatch)") }
        transactionID = try reader.read()
        mainEntries = try reader.read()
        resultEntries = try reader.read()
        digest = SetDigest(low: try reader.read(), high: try reader.read())
        drainedBatch = try reader.read()
        isClean = try reader.readBool()
        mount = MountIdentity(
            bootID: try reader.readString(), mountID: try reader.read(), fileSystemID: try reader.read(),
            inode: try reader.read())
        try reader.finish()
    }
}
