package import TideDurableIO

/// The bytes of a data file, wherever they are.
package protocol PageSource {
    /// The data file, for messages.
    var path: String { get }
    /// Its length in bytes.
    func byteCount() throws(IOFailure) -> UInt64
    /// Reads from a byte offset until `buffer` is full or the file ends; the number of bytes read.
    // Safety: the buffer is the caller's and is filled before the call returns.
    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(IOFailure) -> Int
}

/// A data file read by `pread`: what it lost is an error and no signal, as it would be in a map.
package struct PageFile: PageSource {
    private let file: InputFile

    /// Opens the file.
    package init(_ path: String) throws(IOFailure) { file = try InputFile(path) }

    package var path: String { file.path }

    package func byteCount() throws(IOFailure) -> UInt64 { UInt64(max(0, try file.status().sizeBytes)) }

    // Safety: the buffer is the caller's and is filled before the call returns.
    package func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(IOFailure) -> Int {
        guard let offset = Int64(exactly: offset) else { return 0 }
        return try file.read(at: offset, into: buffer)
    }
}
