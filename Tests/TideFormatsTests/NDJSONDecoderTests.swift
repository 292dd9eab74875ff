import Testing
import TideColumnar
import TideFormats
import TideModel

struct NDJSONDecoderTests {
    @Test(
        "A line ends at \\n, \\r\\n or \\r; blank lines give no row",
        arguments: [
            "", "\n", " \r\n\t\r \n", "{\"l\":1}", "{\"l\":1}\n", "{\"l\":1}\n{\"l\":2}",
            "{\"l\":1}\r{\"l\":2}\r",
            "\r\n{\"l\":1}\r\n\r\n{\"l\":2} \r\n\n{\"l\":3}\n ", "{\"l\":1}\r\r\n  {\"l\":2}x\r{\"l\":3}",
        ])
    func lineEnds(text: String) throws {
        let decoded = try JSONLines.decode(text)
        let expected = text.split(whereSeparator: \.isNewline).count { $0.contains("{") }
        #expect(decoded.batch.rows.map { $0[2] } == (0..<expected).map { .bigint(Int64($0) + 1) })
        #expect(decoded.rejects.total == 0)
    }

    @Test("Rejects carry the file offset of their line and are counted once")
    func rejects() throws {
        let text = "{\"l\":1}\n  {\"l\":\"x\",\"i\":\"y\"}\r\n\n{\"l\":2\nnull\n{\"s\":1}\n"
        let decoder = NDJSONDecoder(JSONLines.format(required: [2, 4]))
        let decoded = try JSONLines.decode(Array(text.utf8), decoder, fileOffset: 1_000)
        #expect(
            decoded.batch.rows == [
                [.bigint(1), .null], [.null, .null], [.null, .null], [.null, .null], [.null, .string("1")],
            ])
        #expect(
            decoded.rejects.positions == [
                Reject(offset: 1_008, reason: .fieldDoesNotFit),
                Reject(offset: 1_030, reason: .malformedJSON),
                Reject(offset: 1_037, reason: .malformedJSON),
            ])
        #expect(decoded.rejects.total == 3)
    }

    @Test("Mode FAILFAST ends at the first rejected line, with its place and text")
    func failFast() throws {
        #expect(throws: MalformedLine(Array("{\"l\":x}".utf8), offset: 8, reason: .malformedJSON)) {
            try JSONLines.decode("{\"l\":1}\n{\"l\":x}\n{", JSONLines.format(.failFast))
        }
        #expect(try JSONLines.decode("{\"l\":1}\n", JSONLines.format(.failFast)).batch.count == 1)
    }

    @Test("With no column required, rows are counted all the same")
    func noColumns() throws {
        let decoded = try JSONLines.decode("{\"l\":1}\n[{},{}]\n{}\nx\n", JSONLines.format(required: []))
        #expect(decoded.batch.count == 5)
        #expect(decoded.rejects.total == 1)
    }

    @Test("100,000 brackets are a rejected line, in needed and unneeded fields and alone")
    func deepNesting() throws {
        let deep = String(repeating: "[", count: 100_000)
        let closed = deep + String(repeating: "]", count: 100_000)
        let decoded = try JSONLines.decode(
            "\(deep)\n{\"z\":\(closed)}\n{\"s\":\(closed)}\n{\"l\":\(deep)\n{\"l\":1}")
        #expect(decoded.batch.count == 5)
        #expect(decoded.rejects.counts == [.tooLarge: 3, .malformedJSON: 1])
    }

    @Test("Blocks past one chunk of the fast path keep rows and rejects in order")
    func manyChunks() throws {
        let lines = (0..<20_000).map {
            $0 % 1_000 == 999 ? "{\"l\":\($0)" : "{\"l\":\($0),\"s\":\"text \($0)\"}"
        }
        let decoded = try JSONLines.decode(lines.joined(separator: "\n"), JSONLines.format(required: [2, 4]))
        for (index, row) in decoded.batch.rows.enumerated() {
            let isBad = index % 1_000 == 999
            try #require(
                row
                    == (isBad
                        ? [.null, .null] : [.bigint(Int64(index)), .string(UTF8String("text \(index)"))]))
        }
        #expect(decoded.batch.count == 20_000)
        #expect(decoded.rejects.total == 20)
    }
}
