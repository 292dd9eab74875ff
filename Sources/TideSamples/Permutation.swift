/// A pseudo-random order of the numbers `0 ..< count` that takes no memory: a Feistel network of four rounds
/// over the smallest even number of bits that holds them, walked until it lands within.
struct Permutation {
    private let count: UInt64
    private let halfBits: UInt64
    private let halfMask: UInt64
    private let keys: SIMD4<UInt64>

    /// - Parameter count: at least 1.
    init(count: UInt64, seed: UInt64) {
        self.count = count
        halfBits = UInt64(UInt64.bitWidth - (count - 1).leadingZeroBitCount + 1) / 2
        halfMask = 1 << halfBits - 1
        var random = SplitMix64(state: seed)
        keys = SIMD4(random.next(), random.next(), random.next(), random.next())
    }

    /// The number at a place, `0 ..< count`; each number has one place.
    subscript(place: UInt64) -> UInt64 {
        var number = place
        repeat { number = encrypted(number) } while number >= count
        return number
    }

    private func encrypted(_ number: UInt64) -> UInt64 {
        var left = number >> halfBits
        var right = number & halfMask
        for round in 0..<4 {
            (left, right) = (right, left ^ (SplitMix64.mixed(right ^ keys[round]) & halfMask))
        }
        return left << halfBits | right
    }
}
