/// An entry of a table that is not what was written.
package struct DamagedEntry: Error, Hashable, Sendable {
    /// The table, by the key's first byte; nil for a byte no table has.
    package let table: TableID?
    /// The key as stored.
    package let key: [UInt8]
    /// What was expected and what is there.
    package let reason: String

    package init(key: [UInt8], reason: String) {
        table = key.first.flatMap(TableID.init(rawValue:))
        self.key = key
        self.reason = reason
    }
}

extension DamagedEntry: CustomStringConvertible {
    /// `table files, key 28 00 01: the checksum is ..`, the key cut after 32 bytes.
    package var description: String {
        let digits = key.prefix(32).map { byte in
            byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16)
        }
        let more = key.count > 32 ? " .. (\(key.count) bytes)" : ""
        return "table \(table?.name ?? "unknown"), key \(digits.joined(separator: " "))\(more): \(reason)"
    }
}
