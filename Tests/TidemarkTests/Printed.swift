import Synchronization
import Tidemark

/// What a session has printed.
final class Printed: Sendable {
    private let buffer = Mutex("")

    var sink: Session.TextSink { { text in self.buffer.withLock { $0 += text } } }
    var text: String { buffer.withLock(\.self) }

    /// What was printed since the last call.
    func take() -> String {
        buffer.withLock { text in
            defer { text = "" }
            return text
        }
    }
}
