import Testing
import TideDurableIO

@testable import TideColumnar

@Suite struct ZoneRulesTests {
    @Test("Zone names are normalised as Java normalises them")
    func names() throws {
        let names = [
            ("UTC", "UTC"), ("GMT", "GMT"), ("Z", "Z"), ("+00:00", "Z"), ("UTC+0", "UTC"),
            ("UTC+1", "UTC+01:00"),
            ("+1:00", "+01:00"), ("-7", "-07:00"), ("+0530", "+05:30"), ("+05:3", "+05:03"),
            ("PST", "America/Los_Angeles"), ("EST", "-05:00"), ("Europe/Berlin", "Europe/Berlin"),
            ("-01:02:03", "-01:02:03"), ("GMT-18:00", "GMT-18:00"), ("Etc/UTC", "Etc/UTC"),
        ]
        for (text, name) in names { #expect(try ZoneRules(named: text).name == name) }
    }

    @Test(
        "A name that is no zone, or leads out of the zone directory, is refused",
        arguments: [
            "", "X", "z", "utc", "europe/berlin", "Nowhere/Town", "../zoneinfo/UTC", "/UTC", "Europe/../UTC",
            "Europe", "zone.tab", "right/UTC", "posix/UTC", "posixrules", "+", "+18:01", "+1:2:3", "UTC+",
            "+123",
            "+01:60", "UTC1", "Europe/Berlin ", "tzdata.zi",
        ])
    func refused(_ name: String) {
        #expect(throws: TextError.self) { try ZoneRules(named: name) }
    }

    @Test("A span holds exactly the seconds of its offset, before, within and after the file's transitions")
    func spans() throws {
        let zone = try ZoneRules(named: "America/New_York")
        for second: Int64 in [
            -10_000_000_000, 0, 1_467_331_200, 2_000_000_000, 20_000_000_000, 400_000_000_000,
        ] {
            let span = zone.span(atEpochSecond: second)
            #expect(span.contains(second))
            #expect(zone.offsetSeconds(atEpochSecond: second) == span.offsetSeconds)
            if span.start != .min {
                #expect(zone.offsetSeconds(atEpochSecond: span.start) == span.offsetSeconds)
                #expect(zone.offsetSeconds(atEpochSecond: span.start - 1) != span.offsetSeconds)
            }
            if span.end != .max {
                #expect(zone.offsetSeconds(atEpochSecond: span.end - 1) == span.offsetSeconds)
                #expect(zone.offsetSeconds(atEpochSecond: span.end) != span.offsetSeconds)
            }
        }
    }

    @Test("A footer alone rules all years, also with Julian days and hours beyond a day")
    func footers() {
        let first = ZoneTable.LocalTimeType(offsetSeconds: 0, abbreviation: "LMT")
        let table = { (footer: String) in
            ZoneTable(
                first: first, transitions: [(0, first)],
                footer: PosixZone(Array(footer.utf8)))
        }
        let berlin = table("CET-1CEST,M3.5.0,M10.5.0/3")
        // 2024-03-31 01:00 and 2424-10-27 01:00 UTC, the second from Python's zoneinfo too.
        #expect(berlin.span(at: 1_711_846_799).offsetSeconds == 3_600)
        #expect(berlin.span(at: 1_711_846_800).offsetSeconds == 7_200)
        #expect(berlin.abbreviation(at: 1_711_846_800) == "CEST")
        #expect(berlin.span(at: 14_352_771_600 - 1).offsetSeconds == 7_200)
        #expect(berlin.span(at: 14_352_771_600).offsetSeconds == 3_600)
        let julian = table("AAA3BBB,J60/0,J300/0")
        // 1 March in a leap year and in another: J60 passes over 29 February.
        #expect(julian.span(at: 1_709_251_200 + 3 * 3_600).offsetSeconds == -2 * 3_600)
        #expect(julian.span(at: 1_709_251_200 + 3 * 3_600 - 1).offsetSeconds == -3 * 3_600)
        #expect(julian.span(at: 1_677_628_800 + 3 * 3_600).offsetSeconds == -2 * 3_600)
        for bad in [
            "", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1x", "<+1",
        ] {
            #expect(PosixZone(Array(bad.utf8)) == nil, "\(bad)")
        }
    }

    @Test("A damaged TZif file is refused, never a crash, wherever it is cut or changed")
    func damaged() throws {
        let bytes = try FileSystem.readFile(ZoneRules.fileDirectory + "Europe/Berlin")
        #expect(ZoneTable(tzif: bytes) != nil)
        for length in stride(from: 0, to: bytes.count - 40, by: 7) {
            #expect(ZoneTable(tzif: Array(bytes[..<length])) == nil)
        }
        for position in 0..<min(bytes.count, 300) {
            var changed = bytes
            changed[position] = 0xFF
            _ = ZoneTable(tzif: changed)
        }
    }
}
