import FuzzTargets
import Glibc
import Synchronization
import TideDurableIO

// What libFuzzer calls. Options of ours begin with two dashes, which it leaves alone:
//   --targets      print the targets' names, and end
//   --target=NAME  what to try
//   --seeds=DIR    write the target's seeds into a directory, its words to DIR.dict and options for libFuzzer
//                  to DIR.options, and end

/// The chosen target's trial, for the one thread that runs it.
// Safety: written once before the first input, by the thread that tries them.
nonisolated(unsafe) private var trial: FuzzTarget.Trial?

// Safety: libFuzzer's arguments are valid for the call and as many as it says.
/// Reads our options.
@_cdecl("LLVMFuzzerInitialize")
public func initializeFuzzer(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> CInt {
    let texts = (0..<Int(count.pointee)).compactMap { arguments.pointee[$0].map { String(cString: $0) } }
    func option(_ name: String) -> String? {
        texts.first { $0.hasPrefix("--\(name)=") }.map { String($0.dropFirst(name.utf8.count + 3)) }
    }
    if texts.contains("--targets") {
        for target in FuzzTarget.all { print(target.name) }
        exit(0)
    }
    let name = option("target") ?? ""
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
        return end("--target= one of \(FuzzTarget.all.map(\.name).joined(separator: ", "))", status: 2)
    }
    do {
        let repository = Repository()
        if let directory = option("seeds") {
            try write(target, repository, to: directory)
            exit(0)
        }
        trial = try target.trial(repository)
    } catch {
        return end("\(error)", status: 2)
    }
    return 0
}

// Safety: libFuzzer's bytes are copied before the call returns.
/// Tries an input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    if let finding = trial?(input) {
        _ = report("finding: \(finding)\n")
        abort()
    }
    return 0
}

private func write(_ target: FuzzTarget, _ repository: Repository, to directory: String) throws {
    _ = try FileSystem.createDirectory(directory)
    let inputs = try target.seeds(repository) + repository.fixtures(of: target)
    for (number, input) in inputs.enumerated() where input.count <= target.maximumBytes {
        try FileSystem.writeAtomically(
            input, to: FileSystem.join(directory, "seed-\(number)"), isDurable: false)
    }
    let words = target.words.map { word in
        let bytes = word.utf8.map { byte in
            "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
        return "\"\(bytes.joined())\"\n"
    }
    var options = "-max_len=\(target.maximumBytes)\n"
    if !words.isEmpty {
        try FileSystem.writeAtomically(
            Array(words.joined().utf8), to: "\(directory).dict", isDurable: false)
        options += "-dict=\(directory).dict\n"
    }
    try FileSystem.writeAtomically(Array(options.utf8), to: "\(directory).options", isDurable: false)
}

private func report(_ text: String) -> Int {
    let bytes = Array(text.utf8)
    return write(2, bytes, bytes.count)
}

private func end(_ text: String, status: Int32) -> CInt {
    _ = report("fuzz: \(text)\n")
    exit(status)
}
