import FuzzTargets
import TestSupport
import Testing

/// Every fuzz target over its seeds, over what once failed, and over what a seeded generator makes of both;
/// `scripts/fuzz` goes on from there.
@Suite("Bytes from outside") struct FuzzTests {
    /// Inputs that are made of others, a target.
    private static let mutations = 300

    /// Each target in a process of its own: a trap is a failure and not the end of all tests.
    @Test("readers take any bytes", arguments: FuzzTarget.all.map(\.name))
    func readers(name: String) async {
        await #expect(processExitsWith: .success) { [name] in
            let target = try #require(FuzzTarget.all.first { $0.name == name })
            let repository = Repository()
            let trial = try target.trial(repository)
            let inputs = try repository.fixtures(of: target) + target.seeds(repository)
            for input in inputs { FuzzTests.expectNothing(trial(input), input) }
            var mutator = Mutator(inputs, words: target.words, maximumBytes: target.maximumBytes)
            for _ in 0..<FuzzTests.mutations {
                let input = mutator.next()
                FuzzTests.expectNothing(trial(input), input)
            }
        }
    }

    private static func expectNothing(_ finding: String?, _ input: [UInt8]) {
        if let finding { Issue.record("\(finding)\ninput: \(input)") }
    }
}

/// Makes inputs of inputs; the same ones each time.
private struct Mutator {
    private let inputs: [[UInt8]]
    private let words: [[UInt8]]
    private let maximumBytes: Int
    private var random = SplitMix(state: 20_160_726)

    init(_ inputs: [[UInt8]], words: [String], maximumBytes: Int) {
        self.inputs = inputs
        self.words =
            words.map { Array($0.utf8) } + [[0], [0xFF], [0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]]
        self.maximumBytes = maximumBytes
    }

    mutating func next() -> [UInt8] {
        var input = inputs.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &random) { change(&input) }
        return Array(input.prefix(maximumBytes))
    }

    private mutating func change(_ input: inout [UInt8]) {
        let place = Int.random(in: 0...input.count, using: &random)
        let end = min(input.count, place + Int.random(in: 1...16, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: input.removeSubrange(place..<end)
        case 1: input.insert(contentsOf: words.randomElement(using: &random) ?? [], at: place)
        case 2: input.insert(contentsOf: Array(input[place..<end]), at: 0)
        case 3: input.append(contentsOf: inputs.randomElement(using: &random)?.suffix(40) ?? [])
        default:
            guard place < input.count else { return }
            input[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
    }
}
