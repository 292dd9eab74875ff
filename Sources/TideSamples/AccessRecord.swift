import TideColumnar

/// One line of an access log.
///
/// ```
/// {"time":"2016-07-26T02:45:07.123Z","method":"GET","path":"\/item?id=48213","status":200,"bytes":51234,
///  "took":0.01275,"hit":false,"referrer":null,"ip":"203.0.113.77","agent":"Firefox/128.0",
///  "user":{"id":4821,"name":"Zo\u00eb"},"tags":["us","new"]}
/// ```
struct AccessRecord {
    /// No record is longer, in bytes.
    static let greatestLength = 320

    /// 2016-07-26 02:45:07 UTC.
    private static let firstMillisecond: UInt64 = 1_469_501_107_000
    private static let millisecondsPerRecord: UInt64 = 100

    // Texts that stand in a record as they are here. One that stands twice comes twice as often.

    private let methods = Self.texts(
        "GET", "GET", "GET", "GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE")
    private let statuses = Self.texts(
        "200", "200", "200", "200", "200", "200", "200", "200", "200", "200", "304", "304", "301", "302",
        "204", "206", "404", "404", "403", "429", "500", "503")
    private let paths = Self.texts(
        #"\/item?id="#, #"\/shop\/?id="#, "/app.js?v=", "/cart?sku=", #"/s?q=\"tide\"&p="#,
        #"/s?q=caf\u00e9&p="#, "/s?q=na\u{ef}ve+b&p=", #"/a\\b?x="#, "/?n=", "/api/v2?after=",
        #"/\ud83c\udf0a.png?w="#, "/rss?since=")
    private let referrers = Self.texts(
        "null", "null", "null", "null", #""https:\/\/a.example\/""#, #""https://b.example/s?q=tide""#,
        #""app:\/\/com.c""#, #""https://d.example/a""#)
    private let agents = Self.texts(
        #"Mozilla\/5.0"#, "Chrome/126", "Firefox/128.0", #"Safari\/17.5"#, #"curl\/8.5.0"#,
        #"\"Spider\" C:\\"#, "Go-http/2.0", #"one\n\ttwo"#)
    private let names = Self.texts(
        "null", #""Ada""#, #""Zo\u00eb""#, "\"J\u{fc}rgen\"", #""Tip \"O'Neil\"""#, #""\ud83d\ude00""#,
        #""Wei \u738b""#, "\"\u{1F30A} Kai\"", #""Anne-Marie""#, #""R\\D""#, #""Bo\b\f\r""#)
    private let tags = Self.texts(
        "[]", #"["eu"]"#, #"["us","new"]"#, #"["eu","cart"]"#, #"["a\/b"]"#, #"["bot",-1]"#, #"["eu",null]"#,
        #"[["in"],{"depth":2}]"#)
    private let booleans = Self.texts("false", "false", "false", "true")

    private let time = Self.bytes(#"{"time":""#)
    private let method = Self.bytes(#"","method":""#)
    private let path = Self.bytes(#"","path":""#)
    private let status = Self.bytes(#"","status":"#)
    private let size = Self.bytes(#","bytes":"#)
    private let took = Self.bytes(#","took":"#)
    private let hit = Self.bytes(#","hit":"#)
    private let referrer = Self.bytes(#","referrer":"#)
    private let address = Self.bytes(#","ip":"203.0."#)
    private let agent = Self.bytes(#"","agent":""#)
    private let user = Self.bytes(#"","user":{"id":"#)
    private let name = Self.bytes(#","name":"#)
    private let tag = Self.bytes(#"},"tags":"#)
    private let end = Self.bytes("}\n")

    /// Appends record `number` of the log and its line's end; times rise with the numbers.
    func append(to line: inout [UInt8], number: UInt64, _ random: inout SplitMix64) {
        var draw = Draw(random.next())
        line += time
        let millisecond = Self.firstMillisecond + number * Self.millisecondsPerRecord
        let lag = draw.below(Self.millisecondsPerRecord)
        Timestamps.appendISO(Int64(millisecond + lag) * 1_000, zone: .utc, to: &line)
        line += method
        line += draw.one(of: methods)
        line += path
        line += draw.one(of: paths)
        line.append(decimal: draw.below(1 << 16))
        line += status
        line += draw.one(of: statuses)
        line += size
        draw = Draw(random.next())
        // As many small answers as large ones: 0 to 999,999 bytes.
        line.append(decimal: draw.below(1_000_000) >> draw.below(16))
        appendDuration(to: &line, &draw)
        line += hit
        line += draw.one(of: booleans)
        line += referrer
        line += draw.one(of: referrers)
        appendVisitor(to: &line, &random)
    }

    /// A number with a fraction, or with an exponent, as the draw wants.
    private func appendDuration(to line: inout [UInt8], _ draw: inout Draw) {
        line += took
        let form = draw.below(8)
        line.append(decimal: form == 0 ? 1 + draw.below(9) : 0)
        line.append(UInt8(ascii: "."))
        line.append(digits: form < 2 ? 3 : 5, of: draw.below(100_000))
        guard form < 2 else { return }
        line.append(UInt8(ascii: form == 0 ? "e" : "E"))
        line.append(UInt8(ascii: "-"))
        line.append(decimal: 1 + draw.below(4))
    }

    private func appendVisitor(to line: inout [UInt8], _ random: inout SplitMix64) {
        var draw = Draw(random.next())
        line += address
        line.append(decimal: draw.below(256))
        line.append(UInt8(ascii: "."))
        line.append(decimal: draw.below(256))
        line += agent
        line += draw.one(of: agents)
        line += user
        line.append(decimal: draw.below(100_000))
        line += name
        line += draw.one(of: names)
        line += tag
        line += draw.one(of: tags)
        line += end
    }

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static func texts(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }
}

/// One random number, spent in small pieces: each takes its share of what is left.
private struct Draw {
    private var rest: UInt64

    init(_ random: UInt64) { rest = random }

    mutating func below(_ bound: UInt64) -> UInt64 {
        let (taken, low) = rest.multipliedFullWidth(by: bound)
        rest = low
        return taken
    }

    mutating func one(of texts: [[UInt8]]) -> [UInt8] {
        texts[Int(truncatingIfNeeded: below(UInt64(texts.count)))]
    }
}
