/// A name as SQL text: as it is when it is a plain identifier, else in backticks (Spark's quoteIfNeeded).
package func quotedIdentifier(_ name: String) -> String {
    let isPlain = name.utf8.enumerated().allSatisfy { index, byte in
        byte == UInt8(ascii: "_") || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
            || (index > 0 && byte.isDigit)
    }
    if isPlain && !name.isEmpty { return name }
    return "`" + name.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``") + "`"
}
