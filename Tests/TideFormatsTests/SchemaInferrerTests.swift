import TestSupport
import Testing
import TideColumnar
import TideModel

@testable import TideFormats

struct SchemaInferrerTests {
    @Test("The fast path finds what the definition finds, line for line")
    func agreesWithDefinition() throws {
        let nasty = try SparkJSONTests.cases().map(\.line)
        var compared = 0
        for seed in 1...60 as ClosedRange<UInt64> {
            let calm = seed % 3 == 0 ? 1_000 : 8
            var generator = NDJSONFuzzTests.Generator(
                random: SplitMix(state: seed), calm: calm, nasty: nasty)
            var options = InferenceOptions()
            options.infersTimestamps = seed % 2 == 0
            for count in [1, 1, 2, 5, 30] {
                let lines = (0..<count).map { _ in generator.line() }
                guard let expected = InferredColumns.defined(lines, options) else {
                    #expect(throws: RepeatedField.self) {
                        try InferredColumns.findings(Array(lines.joined(separator: [10])), options)
                    }
                    continue
                }
                let found = try InferredColumns.findings(Array(lines.joined(separator: [10])), options)
                #expect(
                    found == expected,
                    "seed \(seed): \(lines.map { String(decoding: $0.prefix(300), as: UTF8.self) })")
                compared += 1
            }
        }
        #expect(compared > 100)
    }

    @Test("Malformed lines are counted, or end it in mode FAILFAST with their place")
    func malformed() throws {
        let text = Array("{\"a\":1}\n\nnonsense\n  {\"a\":2} x\n{\"a\"\n".utf8)
        let found = try InferredColumns.findings(text)
        #expect(found.lines == 4)
        #expect(found.malformed == 2)
        #expect(throws: MalformedLine(Array("nonsense".utf8), offset: 9, reason: .malformedJSON)) {
            try InferredColumns.findings(text, InferenceOptions(), .failFast)
        }
    }

    @Test(
        "A key twice in a row's object is named with its place; below a row it is no matter",
        arguments: [
            (#"{"b":0}"# + "\n" + #"{"a":1,"b":2,"a":3}"#, RepeatedField(name: "a", offset: 8)),
            (#"[{"b":0},{"x":1,"\u0078":3}]"#, RepeatedField(name: "x", offset: 0)),
            (#"{"n":{"a":1,"a":2}}"#, nil), (#"{"n":[{"a":1,"a":2}]}"#, nil), (#"{"a":1}{"a":2}"#, nil),
        ])
    func repeated(text: String, expected: RepeatedField?) throws {
        if let expected {
            #expect(throws: expected) { try InferredColumns.findings(Array(text.utf8)) }
        } else {
            #expect(try InferredColumns.findings(Array(text.utf8)).lines == 1)
        }
    }

    @Test("A sample is about its part of the lines, and the same one for the same offsets")
    func sample() throws {
        let text = (0..<10_000).map { "{\"a\":\($0)}" }
        var options = InferenceOptions()
        for ratio in [0.1, 0.5, 0.9] {
            options.samplingRatio = ratio
            for end in ["\n", "\r", "\r\n"] {
                let bytes = Array(text.joined(separator: end).utf8)
                let found = try InferredColumns.findings(bytes, options)
                #expect(abs(Double(found.lines) - ratio * 10_000) < 200)
                // In two parts, as two threads would.
                let parts = SchemaInferrer(options, mode: .permissive, zone: .utc)
                let cut = try #require(bytes[40_000...].firstIndex(of: UInt8(ascii: "{")))
                try InferredColumns.add(Array(bytes[cut...]), to: parts, fileOffset: Int64(cut))
                try InferredColumns.add(Array(bytes[..<cut]), to: parts)
                #expect(parts.findings == found)
            }
        }
    }

    @Test("A great many fields, and fields that come in another order in each line")
    func manyFields() throws {
        let names = (0..<3_000).map { "f\($0)" }
        let lines = (0..<3).map { turn in
            let order = names[(turn * 1_000)...] + names[..<(turn * 1_000)]
            return "{" + order.map { "\"\($0)\":\(turn)" }.joined(separator: ",") + "}"
        }
        let found = try InferredColumns.findings(Array(lines.joined(separator: "\n").utf8))
        let columns = found.columns(InferenceOptions(), mode: .permissive, corruptColumn: "c")
        #expect(columns.map(\.name) == names.sorted())
        #expect(columns.allSatisfy { $0.type == .bigint })
    }
}
