/// The format of a checkpoint that this engine is too old for.
package struct NewerFormat: Error, Hashable, Sendable {
    /// What is stored.
    package let format: UInt32
    /// Feature bits this engine does not know.
    package let unknownFeatures: UInt64
}
