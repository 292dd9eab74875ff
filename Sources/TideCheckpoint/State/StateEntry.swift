/// One entry of operator state.
package struct StateEntry: Hashable, Sendable {
    /// The key without the table's byte; at least one byte.
    package var key: [UInt8]
    package var value: [UInt8]

    package init(key: [UInt8], value: [UInt8]) {
        self.key = key
        self.value = value
    }
}
