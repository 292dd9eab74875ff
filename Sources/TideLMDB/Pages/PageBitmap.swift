/// A set of page numbers, a bit each; as large as its greatest number asks for.
struct PageBitmap {
    private(set) var count: UInt64 = 0
    private var words: [UInt64] = []

    /// Adds a number below 2^60; false when it was there.
    mutating func insert(_ page: UInt64) -> Bool {
        let word = Int(page / 64)
        if word >= words.count { words.append(contentsOf: repeatElement(0, count: word + 1 - words.count)) }
        let bit = UInt64(1) << (page % 64)
        guard words[word] & bit == 0 else { return false }
        words[word] |= bit
        count += 1
        return true
    }

    func contains(_ page: UInt64) -> Bool { word(page / 64) & UInt64(1) << (page % 64) != 0 }

    /// The bits of pages 64 * index and the following ones.
    func word(_ index: UInt64) -> UInt64 { index < UInt64(words.count) ? words[Int(index)] : 0 }
}
