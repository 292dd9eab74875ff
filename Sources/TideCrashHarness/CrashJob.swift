/// A job that is put through faults, and what a copy of it needs.
package struct CrashJob: Sendable {
    /// A file or directory that is copied.
    package struct Input: Hashable, Sendable {
        /// Absolute.
        package let from: String
        /// Below the copy's directory.
        package let to: String

        /// Makes one.
        package init(from: String, to: String) {
            self.from = from
            self.to = to
        }
    }

    /// The `tidemark` that runs it.
    package var tool: String
    /// The SQL, whose relative paths start at the copy's directory.
    package var text: String
    package var inputs: [Input]
    /// The streaming table that is run.
    package var table: String
    /// The directory of its file sink, below the copy's directory; nil where the rows are in the checkpoint.
    package var sink: String?
    /// Whether the sink holds the newest batch alone, written at most once a second.
    package var isSinkReplaced = false
    /// Whether `verify` recomputes with the engine.
    package var verifiesFast = false

    /// Makes a job.
    package init(tool: String, text: String, inputs: [Input], table: String, sink: String? = nil) {
        self.tool = tool
        self.text = text
        self.inputs = inputs
        self.table = table
        self.sink = sink
    }
}

/// Something done to a visible file of the sink behind the engine's back after a fault, to see that it is
/// found.
package enum Tampering: Sendable {
    /// It is removed.
    case lost
    /// There is a second one with its bytes.
    case doubled
    /// It has another last byte.
    case changed
    /// A hidden one is beside it.
    case leftOver

    /// What the difference must say.
    var sign: String {
        switch self {
        case .lost: "is not there"
        case .doubled: "is there, undisturbed it is not"
        case .changed: "has other bytes"
        case .leftOver: "is left over"
        }
    }
}

/// What an undisturbed run leaves, and what each of its batches leaves.
struct UndisturbedRun {
    /// What is committed after a batch.
    struct Batch {
        /// Of the lines that `query` prints; nil with a file sink.
        let rows: [UInt8]?
        /// What is visible.
        let sink: FileTree
    }

    /// By batch; the first is that before batch 0.
    var batches: [Batch] = []
    var microseconds = 0
    /// How long the command takes to say its version.
    var startMicroseconds = 0

    var last: Int { batches.count - 2 }

    /// After batch `number`, -1 for none.
    func batch(_ number: Int) -> Batch? {
        batches.indices.contains(number + 1) ? batches[number + 1] : nil
    }
}
