import TestSupport
import Testing

@testable import TideColumnar

/// Agreement with the tables that Fixtures/make_spark_tables.py takes from Apache Spark.
@Suite struct SparkTextTests {
    @Test("Timestamps print as Spark's cast to STRING and JSON writer print them, in every zone")
    func timestampText() throws {
        for row in try Table("timestamp-text.jsonl").rows {
            let zone = try ZoneRules(named: #require(row.string(0)))
            let instant = try #require(row.integer(1))
            #expect(Timestamps.format(instant, zone: zone) == row.string(2), "\(zone.name) \(instant)")
            #expect(Timestamps.formatISO(instant, zone: zone) == row.string(3), "\(zone.name) \(instant)")
        }
    }

    @Test("Wall-clock readings in gaps and overlaps are the instants that Spark takes them for")
    func zoneReadings() throws {
        for row in try Table("zone-readings.jsonl").rows {
            let zone = try ZoneRules(named: #require(row.string(0)))
            let text = try #require(row.string(1))
            #expect(Timestamps.parse(UTF8String(text), zone: zone) == row.integer(2), "\(zone.name) \(text)")
        }
    }

    @Test("Timestamp texts are valid, and mean, what Spark's cast says")
    func timestampParse() throws {
        let zone = try ZoneRules(named: "America/New_York")
        let rows = try Table("timestamp-parse.jsonl").rows
        let today = try #require(rows.first?.integer(1))
        for row in rows.dropFirst() {
            let text = try #require(row.string(0))
            let parsed = Timestamps.parse(UTF8String(text), zone: zone, todayDays: Int32(today))
            #expect(parsed == row.integer(1), "'\(text)'")
        }
    }

    @Test("Date texts are valid, and mean, what Spark's cast says; dates print as in Spark")
    func dates() throws {
        for row in try Table("date-parse.jsonl").rows {
            let text = try #require(row.string(0))
            #expect(Dates.parse(UTF8String(text)) == row.integer(1).map(Int32.init), "'\(text)'")
        }
        for row in try Table("date-text.jsonl").rows {
            let days = try #require(row.integer(0))
            #expect(Dates.format(Int32(days)) == row.string(1))
        }
    }

    @Test("BOOLEAN, INT, BIGINT and DOUBLE texts are valid, and mean, what Spark's ANSI cast says")
    func numbers() throws {
        for row in try Table("number-parse.jsonl").rows {
            let text = UTF8String(try #require(row.string(0)))
            #expect(Numbers.parseBoolean(text) == row[1] as? Bool, "'\(text.text)'")
            #expect(Numbers.parseInt(text) == row.integer(2).map(Int32.init), "'\(text.text)'")
            #expect(Numbers.parseBigint(text) == row.string(3).flatMap { Int64($0) }, "'\(text.text)'")
            // Compared as numbers: Java 17, which made the table, prints some with more digits than needed.
            let parsed = Numbers.parseDouble(text)
            let expected = row.string(4).flatMap { Double($0 == "Infinity" ? "inf" : $0) }
            #expect(parsed?.bitPattern == expected?.bitPattern, "'\(text.text)'")
        }
    }

    @Test("DOUBLE prints as Java 25 prints it")
    func doubles() throws {
        for row in try Table("doubles.jsonl").rows {
            let bits = try #require(row.string(0).flatMap { UInt64($0, radix: 16) })
            #expect(Numbers.format(Double(bitPattern: bits)) == row.string(1))
        }
    }

    @Test("date_format gives Spark's text for every pattern, and refuses the patterns that Spark refuses")
    func patterns() throws {
        for row in try Table("patterns.jsonl").rows {
            let zone = try ZoneRules(named: #require(row.string(0)))
            let text = try #require(row.string(1))
            guard let instants = row[2] as? [Int64], let expected = row[3] as? [String?] else {
                #expect(throws: TextError.self, "\(text)") { try DateTimePattern(text) }
                continue
            }
            let pattern = try DateTimePattern(text)
            for (instant, expected) in zip(instants, expected) {
                // Before standard time Java still prints its name, the database says LMT.
                if text.hasPrefix("z"), instant < -3_000_000_000_000_000 { continue }
                #expect(pattern.format(instant, zone: zone) == expected, "\(zone.name) \(text)")
            }
        }
    }

    @Test("The common form's fast path gives what the general rules give")
    func fastPath() throws {
        var random = SplitMix(state: 9)
        let zone = try ZoneRules(named: "America/New_York")
        let pieces = [
            ["2024", "1999", "0000", "20x4"], ["-02", "-12", "-13", "-2"], ["-29", "-30", "-31", "-00"],
            ["T", " "],
            ["00", "23", "24"], [":00", ":59", ":60"], [":00", ":59", ":60", ":0"],
            ["", ".", ".1", ".123456", ".1234567"],
            ["", "Z", "+01:30", "-18:00", "+18:01", "+01:60", "-00:30", "+1:30", "+0a:00"],
        ]
        for _ in 0..<20_000 {
            let text = pieces.map { $0.randomElement(using: &random) ?? "" }.joined()
            // A blank in front hides the text from the fast path.
            let general = Timestamps.parse(UTF8String(" " + text), zone: zone)
            #expect(Timestamps.parse(UTF8String(text), zone: zone) == general, "\(text)")
        }
    }
}
