import TideDurableIO
import TideModel

/// A directory of generated files `file-0.json`, `file-1.json`, .., which do not mix with others.
struct SampleDirectory {
    let path: String

    /// The time of last change of file 0, 2016-08-01 00:00:00 UTC; each further file is a second younger.
    private static let firstModificationSeconds: Int64 = 1_470_009_600
    /// An odd constant without structure, so that files do not share their random numbers.
    private static let seedStep: UInt64 = 0xD1B5_4A32_D192_ED03

    /// Makes the directory when it is absent and writes the files in order.
    ///
    /// - Parameter bytes: what a file holds, given its number and a seed of its own.
    /// - Throws: `TidemarkError` (`directoryNotEmpty`), or the failure of the file system.
    func write(files: Int, seed: UInt64, bytes: (_ file: Int, _ seed: UInt64) -> [UInt8]) throws {
        try FileSystem.createDirectory(path)
        guard try FileSystem.list(path).isEmpty else {
            throw TidemarkError(.eventsMixed, ["path": path])
        }
        for file in 0..<files {
            let target = FileSystem.join(path, "file-\(file).json")
            let content = bytes(file, seed &+ UInt64(file) &* Self.seedStep)
            try FileSystem.writeAtomically(content, to: target, isDurable: false)
            let seconds = Self.firstModificationSeconds + Int64(file)
            try FileSystem.setModificationTime(target, ns: seconds * 1_000_000_000)
        }
    }
}
