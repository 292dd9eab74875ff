import CTideSystem
package import TideModel

/// The content hash of a slice: XXH3-128 over the XXH3-128 of each block of `blockBytes` bytes, counted from
/// the slice's start, each as 16 little-endian bytes (low half first).
///
/// Blocks make the hash independent of how the slice is read and by how many threads.
package enum SliceHash {
    package static let blockBytes = 1 << 20

    /// The hash of one block.
    // Safety: reads exactly the bytes the buffer spans.
    package static func block(_ bytes: UnsafeRawBufferPointer) -> ContentHash {
        let hash = tide_xxh3_128(bytes.baseAddress, bytes.count)
        return ContentHash(low: hash.low, high: hash.high)
    }

    /// The slice's hash from those of its blocks in order.
    package static func combine(_ blocks: [ContentHash]) -> ContentHash {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(blocks.count * 16)
        for block in blocks {
            for half in [block.low, block.high] {
                // Safety: the span of a local integer's own bytes.
                withUnsafeBytes(of: half.littleEndian) { bytes.append(contentsOf: $0) }
            }
        }
        // Safety: the span of a local array's own bytes.
        return bytes.withUnsafeBytes { block($0) }
    }
}
