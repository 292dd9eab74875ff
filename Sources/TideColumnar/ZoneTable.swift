/// A region's transitions, from its TZif file (RFC 8536, versions 1 to 3).
///
/// The footer's rule for later years is unrolled over one Gregorian cycle of 400 years (146,097 days, whole
/// weeks) behind the last transition of the file; later instants are looked up whole cycles earlier.
final class ZoneTable: Sendable {
    /// Epoch seconds at which the offset may change, ascending.
    private let starts: [Int64]
    /// The wall clock's reading at which transition i is over: start + the greater of its two offsets.
    private let localEnds: [Int64]
    /// The offset before the first transition, then from each transition on.
    private let offsets: [Int32]
    private let abbreviations: [String]
    /// Where instants begin to repeat those of a cycle earlier; nil when the last offset stays.
    private let cycleEnd: Int64?

    private static let cycleSeconds: Int64 = 146_097 * 86_400

    struct LocalTimeType {
        var offsetSeconds: Int
        var abbreviation: String
    }

    init(first: LocalTimeType, transitions: [(start: Int64, type: LocalTimeType)], footer: PosixZone?) {
        var starts = transitions.map(\.start)
        var types = [first] + transitions.map(\.type)
        var cycleEnd: Int64?
        if let rule = footer?.daylight, let standard = footer?.standard {
            let last = starts.last
            let lastDay = Int(floorDivide(last ?? -2_208_988_800, 86_400))
            let firstYear = CivilDate(daysSinceEpoch: lastDay).year
            for year in firstYear...firstYear + 402 {
                let changes = [
                    (rule.begin(inYear: year, standard: standard), rule.type),
                    (rule.end(inYear: year), standard),
                ]
                for (start, type) in changes.sorted(by: { $0.0 < $1.0 }) where start > last ?? .min {
                    starts.append(start)
                    types.append(type)
                }
            }
            let day = CivilDate.daysSinceEpoch(year: firstYear + 401, month: 1, day: 1)
            cycleEnd = Int64(day) * 86_400
        }
        self.starts = starts
        self.cycleEnd = cycleEnd
        offsets = types.map { Int32($0.offsetSeconds) }
        abbreviations = types.map(\.abbreviation)
        localEnds = zip(starts, zip(types, types.dropFirst())).map { start, change in
            start + Int64(max(change.0.offsetSeconds, change.1.offsetSeconds))
        }
    }

    func span(at second: Int64) -> ZoneSpan {
        let shift = cycles(before: second)
        let index = ZoneTable.count(in: starts, upTo: second - shift)
        return ZoneSpan(
            offsetSeconds: Int(offsets[index]),
            start: index == 0 ? .min : starts[index - 1] + shift,
            end: index == starts.count ? .max : starts[index] + shift)
    }

    func abbreviation(at second: Int64) -> String {
        abbreviations[ZoneTable.count(in: starts, upTo: second - cycles(before: second))]
    }

    /// The offset in force before the next transition that the reading has not passed: in a gap that is the
    /// offset before it, in an overlap the first of the two.
    func offset(atLocal second: Int64) -> Int {
        Int(offsets[ZoneTable.count(in: localEnds, upTo: second - cycles(before: second))])
    }

    private func cycles(before second: Int64) -> Int64 {
        guard let cycleEnd, second >= cycleEnd else { return 0 }
        return ((second - cycleEnd) / ZoneTable.cycleSeconds + 1) * ZoneTable.cycleSeconds
    }

    /// How many of the ascending values are at most `limit`.
    private static func count(in values: [Int64], upTo limit: Int64) -> Int {
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low + high) / 2
            if values[middle] <= limit { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension ZoneTable {
    /// Reads a TZif file; nil when it breaks RFC 8536 or counts leap seconds.
    convenience init?(tzif bytes: [UInt8]) {
        guard var header = TZifHeader(bytes, at: 0) else { return nil }
        var timeWidth = 4
        if header.version >= UInt8(ascii: "2") {
            guard let second = TZifHeader(bytes, at: header.end(timeWidth: 4)) else { return nil }
            header = second
            timeWidth = 8
        }
        let end = header.end(timeWidth: timeWidth)
        guard header.leaps == 0, header.types > 0, end <= bytes.count else { return nil }
        let indexes = header.start + header.times * timeWidth
        let typeTable = indexes + header.times
        let names = typeTable + header.types * 6
        var types: [LocalTimeType] = []
        for entry in stride(from: typeTable, to: names, by: 6) {
            let nameIndex = Int(bytes[entry + 5])
            guard nameIndex < header.characters else { return nil }
            let name = bytes[(names + nameIndex)..<(names + header.characters)].prefix { $0 != 0 }
            let offset = Int32(truncatingIfNeeded: bigEndianInteger(bytes, entry, 4))
            guard abs(Int(offset)) <= 26 * 3_600 else { return nil }
            types.append(
                LocalTimeType(offsetSeconds: Int(offset), abbreviation: String(decoding: name, as: UTF8.self))
            )
        }
        var transitions: [(start: Int64, type: LocalTimeType)] = []
        for index in 0..<header.times {
            let start = bigEndianInteger(bytes, header.start + index * timeWidth, timeWidth)
            let type = Int(bytes[indexes + index])
            guard type < types.count, start > transitions.last?.start ?? .min else { return nil }
            transitions.append((start, types[type]))
        }
        var footer: PosixZone?
        if timeWidth == 8 {
            let text = bytes[end...].dropFirst().prefix { $0 != UInt8(ascii: "\n") }
            if !text.isEmpty {
                guard let zone = PosixZone(Array(text)) else { return nil }
                footer = zone
            }
        }
        self.init(first: types[0], transitions: transitions, footer: footer)
    }
}

/// The fixed part at the head of a TZif block: 44 bytes.
private struct TZifHeader {
    var version: UInt8
    /// Where the block's data begins.
    var start: Int
    var utcFlags: Int
    var standardFlags: Int
    var leaps: Int
    var times: Int
    var types: Int
    var characters: Int

    init?(_ bytes: [UInt8], at offset: Int) {
        guard bytes.count >= offset + 44, bytes[offset...].starts(with: Array("TZif".utf8)) else {
            return nil
        }
        version = bytes[offset + 4]
        start = offset + 44
        let counts = (0..<6).map {
            Int(UInt32(truncatingIfNeeded: bigEndianInteger(bytes, offset + 20 + 4 * $0, 4)))
        }
        guard counts.allSatisfy({ $0 <= bytes.count }) else { return nil }
        utcFlags = counts[0]
        standardFlags = counts[1]
        leaps = counts[2]
        times = counts[3]
        types = counts[4]
        characters = counts[5]
    }

    /// One past the block's last byte.
    func end(timeWidth: Int) -> Int {
        start + times * (timeWidth + 1) + types * 6 + characters + leaps * (timeWidth + 4) + standardFlags
            + utcFlags
    }
}

/// A big-endian two's complement integer of 4 or 8 bytes.
private func bigEndianInteger(_ bytes: [UInt8], _ offset: Int, _ width: Int) -> Int64 {
    let value = bytes[offset..<offset + width].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return width == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
}
