/// An object has a key twice: no columns can be inferred from it, as in Spark.
package struct RepeatedField: Error, Hashable, Sendable {
    package let name: String
    /// Where its line starts in the file.
    package let offset: Int64
}
