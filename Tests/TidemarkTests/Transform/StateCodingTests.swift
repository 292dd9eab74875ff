import Testing
@testable import Tidemark

/// State values as JSON.
@Suite struct StateCodingTests {
    private struct Visit: Codable, Hashable {
        enum Kind: String, Codable { case open, close }

        var page: String
        var seconds: Double?
        var kind: Kind
        var next: [Visit]
        var counts: [String: Int]
    }

    private class Base: Codable { var a = 1 }

    private func text(_ value: some Encodable) throws -> String {
        String(decoding: try StateEncoder.encode(value), as: UTF8.self)
    }

    private func expect<Stored: Codable & Equatable>(
        _ value: Stored, _ json: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(try text(value) == json, sourceLocation: sourceLocation)
        #expect(
            try StateDecoder.decode(Stored.self, from: Array(json.utf8)) == value,
            sourceLocation: sourceLocation)
    }

    @Test("plain values, arrays and dictionaries are what they look like")
    func plain() throws {
        try expect(7 as Int64, "7")
        try expect(UInt8.max, "255")
        try expect(UInt64.max, #""18446744073709551615""#)
        try expect(0.1, "0.1")
        try expect(Float(1.5), "1.5")
        try expect(-Double.infinity, #""-Infinity""#)
        #expect(try StateDecoder.decode(Double.self, from: Array(#""NaN""#.utf8)).isNaN)
        try expect("a\"\u{1F600}\n", "\"a\\\"\u{1F600}\\n\"")
        try expect(true, "true")
        try expect([UInt8]([1, 2]), "[1,2]")
        try expect([Int](), "[]")
        try expect(Int?.none, "null")
        try expect([1, nil, 3], "[1,null,3]")
        try expect(["b": 1, "a": 2], #"{"a":2,"b":1}"#)
        try expect([3: "c", 10: "j"], #"{"10":"j","3":"c"}"#)
    }

    @Test("a program's own types go by their Codable conformance, keys in order, nil left out")
    func own() throws {
        let inner = Visit(page: "b", seconds: nil, kind: .close, next: [], counts: [:])
        let visit = Visit(page: "a", seconds: 2, kind: .open, next: [inner], counts: ["y": 2, "x": 1])
        try expect(
            visit,
            #"{"counts":{"x":1,"y":2},"kind":"open","#
                + #""next":[{"counts":{},"kind":"close","next":[],"page":"b"}],"#
                + #""page":"a","seconds":2.0}"#)
        #expect(try text(Base()) == #"{"a":1}"#)
    }

    @Test(
        "what does not fit is refused",
        arguments: [#"{"page":1}"#, "[]", "null", #"{"page":"a"}"#, "7", "", "{"])
    func refused(json: String) {
        #expect(throws: (any Error).self) { try StateDecoder.decode(Visit.self, from: Array(json.utf8)) }
    }

    @Test("a number out of its type's range is refused")
    func range() {
        #expect(throws: DecodingError.self) { try StateDecoder.decode(UInt8.self, from: Array("256".utf8)) }
        #expect(throws: DecodingError.self) { try StateDecoder.decode(Int64.self, from: Array("1.5".utf8)) }
        #expect(throws: DecodingError.self) {
            try StateDecoder.decode([Int].self, from: Array("[1,true]".utf8))
        }
    }
}
