import Synchronization
import TideDurableIO

/// A time zone: the offset from UTC at every instant, and the instant of every wall-clock reading.
///
/// Names follow java.time.ZoneId.of as Spark calls it (SparkDateTimeUtils.getZoneId): fixed offsets, `UTC`,
/// `GMT` and `UT` with or without an offset, Java's three-letter short ids, and the region ids of the IANA
/// database, letter case included. Regions come from the TZif files of the tzdata package.
package struct ZoneRules: Sendable, Hashable {
    /// The name as Java normalises it: `+1:00` is `+01:00`, `UTC+1` is `UTC+01:00`, `PST` is its region.
    package let name: String
    private let rules: Rules

    private enum Rules: Sendable {
        case fixed(seconds: Int)
        case region(ZoneTable)
    }

    /// Coordinated Universal Time, named `UTC`.
    package static let utc = ZoneRules(name: "UTC", rules: .fixed(seconds: 0))

    private init(name: String, rules: Rules) {
        self.name = name
        self.rules = rules
    }

    /// The zone of that name. Regions are read once a process.
    ///
    /// - Throws: `TextError` of kind zone when there is no such zone or its file cannot be used.
    package init(named text: String) throws(TextError) {
        let name = ZoneRules.shortNames[text] ?? text
        if let fixed = ZoneRules.fixedZone(named: name) {
            self = fixed
        } else {
            self = ZoneRules(name: name, rules: .region(try ZoneRules.region(named: name)))
        }
    }

    package static func == (left: ZoneRules, right: ZoneRules) -> Bool { left.name == right.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// Seconds to add to UTC for the wall clock at that instant; east of Greenwich is positive.
    package func offsetSeconds(atEpochSecond second: Int64) -> Int {
        switch rules {
        case .fixed(let seconds): seconds
        case .region(let table): table.span(at: second).offsetSeconds
        }
    }

    /// The stretch of one offset around that instant, for loops that would else look up every value.
    package func span(atEpochSecond second: Int64) -> ZoneSpan {
        switch rules {
        case .fixed(let seconds): ZoneSpan(offsetSeconds: seconds, start: .min, end: .max)
        case .region(let table): table.span(at: second)
        }
    }

    /// The instant of a wall-clock reading, both in seconds since 1970-01-01 00:00:00.
    ///
    /// Java's rule (ZonedDateTime.ofLocal): a reading that the clock skips moves forward by the length of the
    /// gap, of a reading that comes twice the first counts.
    package func epochSecond(localSecond: Int64) -> Int64 {
        switch rules {
        case .fixed(let seconds): localSecond - Int64(seconds)
        case .region(let table): localSecond - Int64(table.offset(atLocal: localSecond))
        }
    }

    /// The instant, in microseconds since the epoch, of a wall-clock reading on the day `days` after
    /// 1970-01-01; nil outside the range of TIMESTAMP. For gaps and overlaps see `epochSecond(localSecond:)`.
    package func epochMicroseconds(days: Int, microsecondOfDay: Int64) -> Int64? {
        let (secondOfDay, microsecond) = microsecondOfDay.quotientAndRemainder(dividingBy: 1_000_000)
        let second = epochSecond(localSecond: Int64(days) * 86_400 + secondOfDay)
        // Counted from the next second where negative, so that the least TIMESTAMP does not overflow.
        let (whole, overflow) = (second < 0 ? second + 1 : second).multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return nil }
        let rest = second < 0 ? microsecond - 1_000_000 : microsecond
        let (sum, sumOverflow) = whole.addingReportingOverflow(rest)
        return sumOverflow ? nil : sum
    }

    /// The zone's short name in force at that instant, for example `PDT`; a fixed zone's own name.
    package func abbreviation(atEpochSecond second: Int64) -> String {
        switch rules {
        case .fixed: name
        case .region(let table): table.abbreviation(at: second)
        }
    }
}

/// A stretch of time with one offset.
package struct ZoneSpan: Hashable, Sendable {
    /// Seconds to add to UTC for the wall clock.
    package let offsetSeconds: Int
    /// The first epoch second of the stretch, or a later one.
    package let start: Int64
    /// One past the last epoch second of the stretch, or an earlier one.
    package let end: Int64

    package func contains(_ second: Int64) -> Bool { start <= second && second < end }
}

extension ZoneRules {
    /// Where the package tzdata puts the database's files.
    static let fileDirectory = "/usr/share/zoneinfo/"

    private static let regions = Mutex<[String: ZoneTable]>([:])

    private static func region(named name: String) throws(TextError) -> ZoneTable {
        if let known = regions.withLock({ $0[name] }) { return known }
        let unknown = TextError(
            .zone, "unknown time zone '\(name)'",
            remedy: "write a region id of the IANA database such as Europe/Berlin (package tzdata), or an "
                + "offset such as +02:00")
        guard isRegionID(name), let bytes = try? FileSystem.readFile(fileDirectory + name),
            bytes.starts(with: Array("TZif".utf8))
        else { throw unknown }
        guard let table = ZoneTable(tzif: bytes) else {
            throw TextError(
                .zone, "the file of time zone '\(name)' in \(fileDirectory) is damaged",
                remedy: "install the package tzdata again")
        }
        regions.withLock { $0[name] = table }
        return table
    }

    /// The database's regions, sorted; empty where the package tzdata is missing.
    package static func regionNames() -> [String] {
        func names(below folder: String) -> [String] {
            ((try? FileSystem.list(fileDirectory + folder)) ?? []).flatMap { entry in
                let name = folder + entry.name
                guard isRegionID(name + "/") else { return [String]() }
                return entry.kind == .directory ? names(below: name + "/") : [name]
            }
        }
        return names(below: "").filter { isRegionID($0) && !$0.contains(".") }.sorted()
    }

    /// ZoneRegion.checkName's grammar, without what tzdata installs beside the database's own names.
    private static func isRegionID(_ name: String) -> Bool {
        let isLetter = { (byte: UInt8) in UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 }
        let isMember = { (byte: UInt8) in
            isLetter(byte) || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "~/._+-".utf8.contains(byte)
        }
        guard name.utf8.count >= 2, let first = name.utf8.first, isLetter(first),
            name.utf8.allSatisfy(isMember)
        else { return false }
        if name.split(separator: "/", omittingEmptySubsequences: false).contains("..") { return false }
        return !name.hasPrefix("posix/") && !name.hasPrefix("right/")
            && !["posixrules", "localtime", "Factory"].contains(name)
    }

    /// `Z`, an offset, or `UTC`, `GMT`, `UT` with or without an offset; nil for anything else.
    private static func fixedZone(named name: String) -> ZoneRules? {
        if name == "Z" { return ZoneRules(name: "Z", rules: .fixed(seconds: 0)) }
        for prefix in ["UTC", "GMT", "UT", ""] where name.hasPrefix(prefix) {
            let rest = name.utf8.dropFirst(prefix.utf8.count)
            if rest.isEmpty && !prefix.isEmpty {
                return ZoneRules(name: prefix, rules: .fixed(seconds: 0))
            }
            guard let seconds = parseOffset(Array(rest)) else { continue }
            let id = seconds == 0 ? (prefix.isEmpty ? "Z" : "") : offsetText(seconds)
            return ZoneRules(name: prefix + id, rules: .fixed(seconds: seconds))
        }
        return nil
    }

    /// `+h`, `+hh`, `+hhmm`, `+hhmmss`, `+h:m`, `+hh:mm:ss` and their mixtures, up to 18 hours.
    private static func parseOffset(_ text: [UInt8]) -> Int? {
        guard let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
            return nil
        }
        var parts = text.dropFirst().split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        if parts.count == 1, let digits = parts.first, [4, 6].contains(digits.count) {
            parts = stride(from: digits.startIndex, to: digits.endIndex, by: 2).map { digits[$0..<$0 + 2] }
        }
        guard parts.count <= 3 else { return nil }
        var values = [0, 0, 0]
        for (index, part) in parts.enumerated() {
            // A lone digit is Spark's addition; it may stand for the hours, and for minutes that end the
            // text.
            let mayBeShort = index == 0 || (index == 1 && parts.count == 2)
            guard part.count == 2 || (part.count == 1 && mayBeShort) else { return nil }
            for byte in part {
                guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
                values[index] = values[index] * 10 + Int(byte - UInt8(ascii: "0"))
            }
        }
        let seconds = values[0] * 3_600 + values[1] * 60 + values[2]
        guard values[1] < 60, values[2] < 60, seconds <= 18 * 3_600 else { return nil }
        return sign == UInt8(ascii: "-") ? -seconds : seconds
    }

    /// `+hh:mm`, with `:ss` when there are seconds.
    static func offsetText(_ seconds: Int) -> String {
        let magnitude = abs(seconds)
        var text: [UInt8] = [UInt8(ascii: seconds < 0 ? "-" : "+")]
        text.appendDecimal(magnitude / 3_600, width: 2)
        text.append(UInt8(ascii: ":"))
        text.appendDecimal(magnitude / 60 % 60, width: 2)
        if magnitude % 60 != 0 {
            text.append(UInt8(ascii: ":"))
            text.appendDecimal(magnitude % 60, width: 2)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// java.time.ZoneId.SHORT_IDS.
    private static let shortNames = [
        "EST": "-05:00", "MST": "-07:00", "HST": "-10:00", "ACT": "Australia/Darwin",
        "AET": "Australia/Sydney", "AGT": "America/Argentina/Buenos_Aires", "ART": "Africa/Cairo",
        "AST": "America/Anchorage", "BET": "America/Sao_Paulo", "BST": "Asia/Dhaka",
        "CAT": "Africa/Harare", "CNT": "America/St_Johns", "CST": "America/Chicago",
        "CTT": "Asia/Shanghai", "EAT": "Africa/Addis_Ababa", "ECT": "Europe/Paris",
        "IET": "America/Indiana/Indianapolis", "IST": "Asia/Kolkata", "JST": "Asia/Tokyo",
        "MIT": "Pacific/Apia", "NET": "Asia/Yerevan", "NST": "Pacific/Auckland",
        "PLT": "Asia/Karachi", "PNT": "America/Phoenix", "PRT": "America/Puerto_Rico",
        "PST": "America/Los_Angeles", "SST": "Pacific/Guadalcanal", "VST": "Asia/Ho_Chi_Minh",
    ]
}
