package import TideDurableIO

/// A directory under /tmp that nobody else uses, removed with all it holds when the value goes away.
package final class TemporaryDirectory: Sendable {
    /// The absolute path, without a slash at the end.
    package let path: String

    /// Makes the directory.
    package init(_ label: String = "tidemark") throws(IOFailure) {
        path = "/tmp/\(label)-\(Randomness.uuid())"
        try FileSystem.createDirectory(path)
    }

    deinit { try? FileSystem.removeTree(path) }

    /// The path of `name` inside the directory.
    package func path(_ name: String) -> String { FileSystem.join(path, name) }
}
