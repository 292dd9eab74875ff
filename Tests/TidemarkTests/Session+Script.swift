import Tidemark

extension Session {
    /// The rows that the statements of a script give, none of them computed yet.
    func execute(script text: String) throws -> [DataFrame] {
        var all: [DataFrame] = []
        try execute(script: text) { rows, _ in all.append(rows) }
        return all
    }
}
