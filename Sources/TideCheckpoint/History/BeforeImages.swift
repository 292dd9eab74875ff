/// What entries were before a batch changed them, packed in the order of the changes.
///
/// Put back from the last one to the first, they make the tables what they were; so an entry that a batch
/// changed twice may stand here twice.
package struct BeforeImages {
    /// Bytes that the images of one batch, and those of all batches together, may have.
    package static let mostBytes: Int64 = 256 << 20
    /// In place of a length: there was no entry.
    private static let absent = UInt32.max

    /// One entry as it was.
    package struct Image: Hashable {
        /// The key as stored, with the table's byte.
        var key: [UInt8]
        /// The payload without its seal; nil where there was no entry.
        var payload: [UInt8]?
    }

    /// The images, but for those that were taken.
    private(set) var bytes: [UInt8] = []
    /// Bytes of all images, those taken too.
    private(set) var length: Int64 = 0
    /// False once there were too many bytes: all are dropped then.
    private(set) var areComplete = true
    private let limit: Int64

    init(limit: Int64 = BeforeImages.mostBytes) { self.limit = limit }

    /// Images that were stored.
    package init(bytes: [UInt8]) {
        self.init()
        self.bytes = bytes
        length = Int64(bytes.count)
    }

    // Safety: both buffers are copied before the call returns.
    mutating func add(key: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer?) {
        guard areComplete else { return }
        length += Int64(6 + key.count + (payload?.count ?? 0))
        guard length <= limit else {
            bytes = []
            areComplete = false
            return
        }
        withUnsafeBytes(of: UInt16(key.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: key)
        let length = payload.map { UInt32($0.count) } ?? Self.absent
        withUnsafeBytes(of: length.littleEndian) { bytes.append(contentsOf: $0) }
        if let payload { bytes.append(contentsOf: payload) }
    }

    /// Gives up the first bytes.
    mutating func take(_ count: Int) -> [UInt8] {
        defer { bytes.removeFirst(count) }
        return Array(bytes[..<count])
    }

    /// The images from the first one to the last. Throws ``DamagedBytes``.
    package func unpacked() throws(DamagedBytes) -> [Image] {
        var images: [Image] = []
        var reader = ByteReader(bytes)
        while reader.remaining > 0 {
            let key = try reader.readRaw(count: Int(try reader.read(UInt16.self)))
            let length = try reader.read(UInt32.self)
            let payload = length == Self.absent ? nil : try reader.readRaw(count: Int(length))
            images.append(Image(key: Array(key), payload: payload.map { Array($0) }))
        }
        return images
    }
}
