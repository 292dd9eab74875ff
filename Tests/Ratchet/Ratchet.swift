import Foundation

/// Runs one piece of the engine at a time, so that its instructions and allocations can be counted.
///
/// `ratchet` lists the pieces, a line each: name, units, what a unit is. `ratchet NAME` makes the piece ready
/// and runs it once; what is counted is what happens below `measured`, on its thread. See scripts/ratchet.
@main
enum Ratchet {
    static func main() throws {
        guard let name = CommandLine.arguments.dropFirst().first else {
            for piece in Piece.all { print(piece.name, piece.units, piece.unit) }
            return
        }
        guard let piece = Piece.all.first(where: { $0.name == name }) else {
            FileHandle.standardError.write(Data("ratchet: there is no piece '\(name)'\n".utf8))
            exit(2)
        }
        try measured(try piece.prepare())
    }

    /// The calls below are counted: scripts/lib/ratchet.py knows the name.
    @inline(never)
    static func measured(_ body: () throws -> Void) throws { try body() }
}

/// A part of the engine that is counted.
struct Piece: Sendable {
    let name: String
    /// How much of its work the piece does, and what one of that is.
    let units: Int
    let unit: String
    /// Makes everything ready and returns what is to be counted, which is called once.
    let prepare: @Sendable () throws -> () throws -> Void
}

/// A piece did not do what it was counted for.
struct WrongOutcome: Error, CustomStringConvertible {
    let description: String

    /// Throws unless both are the same.
    static func unless<Value: Equatable>(_ found: Value, is expected: Value) throws {
        if found != expected { throw WrongOutcome(description: "found \(found), not \(expected)") }
    }
}
