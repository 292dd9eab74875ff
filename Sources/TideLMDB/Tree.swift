/// The trees of an environment.
package enum Tree: Hashable, Sendable {
    /// The unnamed tree, whose root is in the meta page.
    case main
    /// The named tree `result`, made by the first put into it; until then it is empty. Its root is the value
    /// of the key `result` in the main tree, which scans of the main tree meet and writers must leave alone.
    case result

    /// The key in the main tree that holds the root of `result`.
    package static let resultKey: [UInt8] = Array("result".utf8)
}
