import Testing
import TideFormats

struct JSONValueTests {
    @Test(
        "Text that is already compact comes back byte for byte",
        arguments: [
            "null", "true", "false", "0", "-1", "9223372036854775807", "-9223372036854775808", "1.5", "\"\"",
            "[]", "{}", "[1,[2,[]],{}]", #"{"b":1,"a":{"b":[null,true,"x"]},"b":2}"#,
            #""\"\\/\b\t\n\f\r\u0001\u001F""#, "\"\u{e9}\u{1F600}\u{7F}\u{2028}\"",
        ])
    func roundTrip(text: String) throws {
        #expect(try JSONValue(parsing: text).text == text)
    }

    @Test(
        "Other spellings of a value are read and written compactly",
        arguments: [
            (" { \"a\" : [ 1 , 2.50 ] }\r\n\t", #"{"a":[1,2.5]}"#),
            (#""\u0041\/\ud83d\ude00""#, "\"A/\u{1F600}\""),
            ("1e2", "100.0"), ("9223372036854775808", "9.223372036854776E18"), ("1E-7", "1.0E-7"),
            ("-0", "0"), ("-0.0", "-0.0"),

        ])
    func normalises(text: String, compact: String) throws {
        #expect(try JSONValue(parsing: text).text == compact)
    }

    @Test(
        "Anything but one strict value is refused at the byte that breaks it",
        arguments: [
            ("", 0, .unexpectedEnd), (" ", 1, .unexpectedEnd), ("nul", 0, .unexpectedByte),
            ("[1,]", 3, .unexpectedByte),
            ("[1 2]", 3, .unexpectedByte), ("{\"a\"}", 4, .unexpectedByte),
            ("{\"a\":1,}", 7, .unexpectedByte),
            ("{a:1}", 1, .unexpectedByte), ("{'a':1}", 1, .unexpectedByte), ("01", 0, .badNumber),
            ("1.", 0, .badNumber),
            ("-", 0, .badNumber), ("1e400", 0, .badNumber), ("NaN", 0, .unexpectedByte),
            ("-INF", 0, .badNumber),
            ("\"\\x\"", 1, .badEscape), ("\"\\'\"", 1, .badEscape), ("\"\\u12\"", 1, .badEscape),
            ("\"\\ud83d\"", 1, .badEscape), ("\"\u{1}\"", 1, .controlCharacter), ("\"x", 2, .unexpectedEnd),
            ("1 2", 2, .trailingText), ("[", 1, .unexpectedEnd), ("]", 0, .unexpectedByte),
            ("{\"a\":1", 6, .unexpectedEnd),
        ] as [(String, Int, JSONSyntaxError.Problem)])
    func refuses(text: String, offset: Int, problem: JSONSyntaxError.Problem) {
        #expect(throws: JSONSyntaxError(offset: offset, problem: problem)) { try JSONValue(parsing: text) }
    }

    @Test("Bytes that are not UTF-8 are refused")
    func refusesInvalidUTF8() {
        for bytes: [UInt8] in [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xE2, 0x82, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0x80, 0x22],
        ] {
            #expect(throws: JSONSyntaxError(offset: 1, problem: .invalidUTF8)) {
                try JSONValue(parsing: bytes)
            }
        }
    }

    @Test("Depth is limited, and 100,000 brackets are an error, not a crash")
    func depth() throws {
        let nested = { (depth: Int) in
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try JSONValue(parsing: nested(2_000)).text == nested(2_000))
        #expect(throws: JSONSyntaxError(offset: 2_000, problem: .tooDeep)) {
            try JSONValue(parsing: nested(100_000))
        }
    }

    @Test("Subscripts and accessors find what is there")
    func access() throws {
        let value = try JSONValue(parsing: #"{"a":[1,2.5,"x",true],"a":0}"#)
        #expect(value["a"]?[0]?.integer == 1)
        #expect(value["a"]?[0]?.double == 1)
        #expect(value["a"]?[1]?.double == 2.5)
        #expect(value["a"]?[2]?.string == "x")
        #expect(value["a"]?[3]?.bool == true)
        #expect(value["a"]?[4] == nil)
        #expect(value["b"] == nil)
        #expect(value == ["a": [1, .number(2.5), "x", true], "a": 0])
        #expect(JSONValue.number(.nan).text == "\"NaN\"")
        #expect(JSONValue.number(-.infinity).text == "\"-Infinity\"")
    }
}
