import TideDurableIO

/// `root/path`; `root` itself when the source is a single file and `path` is empty.
package func joinPath(_ root: String, _ path: String) -> String {
    path.isEmpty ? root : FileSystem.join(root, path)
}
