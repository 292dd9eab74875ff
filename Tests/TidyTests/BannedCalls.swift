/// A spelling that must not be used, where, and what to use instead.
struct Ban {
    let spelling: String
    let replacement: String
    /// Whether the ban holds for a file.
    let applies: @Sendable (SourceFile) -> Bool

    /// The bans, read by `TidyTests` and by nobody else.
    static let all: [Ban] = everywhere + inSources + seam

    private static let everywhere: [Ban] = [
        Ban("fatalError(", use: "throw a TidemarkError, or `precondition` for a bug of ours"),
        Ban("try!", use: "`try` and let the error reach the user"),
        Ban("as!", use: "`as?` with a guard, or a switch over an enum"),
        Ban("DispatchQueue", use: "a thread of the engine, or a task in the facade"),
        Ban("NSLock", use: "`Mutex` of Synchronization"),
        Ban("import XCTest", use: "`import Testing`"),
        Ban(".disabled(", use: "a test that runs, or `.enabled(if:)` with the reason"),
    ]

    private static let inSources: [Ban] = [
        Ban("FileManager", use: "`FileSystem` of TideDurableIO") { !$0.isTest },
        Ban("Data(contentsOf", use: "`FileSystem` of TideDurableIO") { !$0.isTest },
        Ban("String(contentsOf", use: "`FileSystem` of TideDurableIO") { !$0.isTest },
        Ban("print(", use: "`StandardOutput` or `StandardError` of TidemarkCLI") { !$0.isTest },
        Ban("debugPrint(", use: "`StandardError` of TidemarkCLI") { !$0.isTest },
        Ban("import Foundation", use: "the standard library and Glibc", applies: isBelowFacade),
        Ban("import FoundationEssentials", use: "the standard library and Glibc", applies: isBelowFacade),
    ]

    /// What only the file-system seam may touch.
    private static let seam: [Ban] =
        ["sleep(", "usleep(", "nanosleep(", "Thread.sleep", "Task.sleep"].map {
            Ban($0, use: "wait for the event itself, or the clock of TideDurableIO", applies: isOutsideSeam)
        }
        + ["open(", "Glibc.open(", "openat(", "fopen("].map {
            Ban($0, use: "`FileSystem` of TideDurableIO") { isOutsideSeam($0) && !$0.isTest }
        }
        + ["Date()", "ContinuousClock", "SuspendingClock", "clock_gettime(", "gettimeofday("].map {
            Ban($0, use: "the clock of TideDurableIO") { isOutsideSeam($0) && !$0.isTest }
        }
        + ["SystemRandomNumberGenerator", "getrandom(", "UUID()"].map {
            Ban($0, use: "the randomness of TideDurableIO") { isOutsideSeam($0) && !$0.isTest }
        }

    private init(
        _ spelling: String, use replacement: String,
        applies: @escaping @Sendable (SourceFile) -> Bool = { _ in true }
    ) {
        self.spelling = spelling
        self.replacement = replacement
        self.applies = applies
    }

    private static func isOutsideSeam(_ file: SourceFile) -> Bool { file.target != "TideDurableIO" }

    private static func isBelowFacade(_ file: SourceFile) -> Bool {
        !file.isTest && !["Tidemark", "TideInspection", "TidemarkCLI"].contains(file.target)
    }

    /// Whether a line of code holds the spelling as a whole word, and not as a member or a declaration.
    func isIn(_ code: String) -> Bool {
        guard code.contains(spelling) else { return false }
        let bytes = Array(code.utf8)
        let wanted = Array(spelling.utf8)
        return bytes.indices.contains { start in
            guard bytes[start...].starts(with: wanted) else { return false }
            return isWhole(bytes, start..<(start + wanted.count))
        }
    }

    private func isWhole(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        let wanted = bytes[range]
        if let last = wanted.last, isWordByte(last), range.upperBound < bytes.count,
            isWordByte(bytes[range.upperBound])
        {
            return false
        }
        guard let first = wanted.first, isWordByte(first), range.lowerBound > 0 else { return true }
        let before = bytes[range.lowerBound - 1]
        if isWordByte(before) || before == UInt8(ascii: ".") { return false }
        return !String(decoding: bytes[..<range.lowerBound], as: UTF8.self).hasSuffix("func ")
    }
}
