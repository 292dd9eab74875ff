/// The rows that a batch adds to the result, in pieces that the commit asks for one after another: they need
/// not be in memory together.
package struct ResultOutput {
    /// How many pieces there are, by an estimate.
    package let estimatedPieces: Int
    /// Gives the pieces in order; what it throws, and what the closure throws, abandons the batch.
    package let forEach: ((ResultPiece) throws -> Void) throws -> Void

    package init(estimatedPieces: Int, forEach: @escaping ((ResultPiece) throws -> Void) throws -> Void) {
        self.estimatedPieces = estimatedPieces
        self.forEach = forEach
    }

    /// Pieces that are there already.
    package init(_ pieces: [ResultPiece]) {
        self.init(estimatedPieces: pieces.count) { body in for piece in pieces { try body(piece) } }
    }
}
