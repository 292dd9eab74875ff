import TideColumnar

/// Short labels for points in time: what all of them share goes into the axis's title.
struct TimeLabels {
    let labels: [String]
    /// The date or the year that the labels leave out.
    let context: String?

    /// Labels for instants in microseconds since the epoch, as the zone's clock shows them.
    init(microseconds: [Int64], zone: ZoneRules) {
        self.init(
            microseconds.map { instant in
                let second = floorDivide(instant, 1_000_000)
                let local = Int(second) + zone.offsetSeconds(atEpochSecond: second)
                let text = Timestamps.format(instant, zone: zone)
                let time = text.split(separator: " ").last.map(String.init) ?? ""
                return (floorDivide(local, 86_400), time)
            })
    }

    /// Labels for days since 1970-01-01.
    init(days: [Int]) { self.init(days.map { ($0, Self.midnight) }) }

    private static let midnight = "00:00:00"

    private init(_ points: [(day: Int, time: String)]) {
        let dates = points.map { CivilDate(daysSinceEpoch: $0.day) }
        let isOneDay = Set(dates).count == 1
        let isOneYear = Set(dates.map(\.year)).count == 1
        let isMidnight = points.allSatisfy { $0.time == Self.midnight }
        // Seconds are left out when they are all zero.
        let isWholeMinutes = points.allSatisfy { $0.time.utf8.count == 8 && $0.time.hasSuffix(":00") }
        let times = points.map { isWholeMinutes ? String($0.time.prefix(5)) : $0.time }
        let short = dates.map { Self.months[$0.month - 1] + ($0.day < 10 ? "-0" : "-") + String($0.day) }
        let full = points.map { Dates.format(Int32(clamping: $0.day)) }
        switch (isOneDay, isOneYear, isMidnight) {
        case (true, _, true): (labels, context) = (full, nil)
        case (true, _, false): (labels, context) = (times, full.first)
        case (false, true, true): (labels, context) = (short, dates.first.map { String($0.year) })
        case (false, true, false):
            labels = zip(short, times).map { $0 + " " + $1 }
            context = dates.first.map { String($0.year) }
        case (false, false, true): (labels, context) = (full, nil)
        case (false, false, false): (labels, context) = (zip(full, times).map { $0 + " " + $1 }, nil)
        }
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
