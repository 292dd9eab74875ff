import Glibc

extension String {
    /// Whether the text stands before another one in the order of their bytes.
    // Safety: both pointers are to the texts' own bytes, valid within the closures; no more of them are
    // compared than the shorter one has.
    package func isBytewise(before other: String) -> Bool {
        let isBefore = utf8.withContiguousStorageIfAvailable { own in
            other.utf8.withContiguousStorageIfAvailable { others in
                guard let first = own.baseAddress, let second = others.baseAddress else {
                    return own.count < others.count
                }
                let order = memcmp(first, second, min(own.count, others.count))
                return order != 0 ? order < 0 : own.count < others.count
            }
        }
        // Text that came from elsewhere may lie in pieces.
        return (isBefore ?? nil) ?? utf8.lexicographicallyPrecedes(other.utf8)
    }
}
