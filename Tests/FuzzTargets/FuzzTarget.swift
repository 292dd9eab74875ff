/// A reader of bytes from outside, and what must hold whatever they are: it ends, in bounded memory, with a
/// value or an error.
package struct FuzzTarget: Sendable {
    /// Looks at one input; what is wrong with the reader, or nil.
    ///
    /// One trial serves one thread.
    package typealias Trial = (_ input: [UInt8]) -> String?

    /// Its name on the command line and of its directory of inputs.
    package let name: String
    /// The longest input worth trying, in bytes.
    package let maximumBytes: Int
    /// What inputs are put together of.
    package let words: [String]
    /// Inputs to begin with, made of the repository's files.
    package let seeds: @Sendable (Repository) throws -> [[UInt8]]
    /// Prepares what all inputs share.
    package let trial: @Sendable (Repository) throws -> Trial

    /// All of them, those that read what others may have made first.
    package static let all: [FuzzTarget] = [
        .pages, .lines, .schema, .files, .records, .state, .operators, .logs, .plans, .sql, .queries,
    ]
}

/// Takes an input apart from its front.
struct InputReader {
    private var rest: ArraySlice<UInt8>

    init(_ input: [UInt8]) { rest = input[...] }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next byte; 0 behind the end.
    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    /// The next bytes, fewer at the end.
    mutating func bytes(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    /// The next two bytes as a number, the least first.
    mutating func number() -> Int { Int(byte()) | Int(byte()) << 8 }

    /// All that is left.
    mutating func remaining() -> [UInt8] {
        defer { rest = [] }
        return Array(rest)
    }
}
