import TideColumnar
import TideModel

/// The categories along x: which there are, in which order, and how they are labelled.
///
/// Times and numbers ascend, everything else keeps the order of the rows. Evenly spaced times get a place for
/// each one that has no row, as long as most places are taken.
struct CategoryAxis {
    let keys: [Value]
    let labels: [String]
    let title: String
    let notes: [String]

    /// The most categories a chart has.
    static let limit = 10_000

    /// - Throws: `TidemarkError` when there are too many.
    init(_ rows: [Value], name: String, type: DataType, zone: ZoneRules) throws {
        var distinct = ChartKeys.distinct(rows)
        guard distinct.count <= Self.limit else {
            throw TidemarkError(
                .plotTooLarge, ["count": String(distinct.count), "limit": String(Self.limit)])
        }
        if type.isTime || type.isNumeric { distinct.sort(by: ChartKeys.precedes) }
        guard type.isTime else {
            (keys, labels, title, notes) = (distinct, distinct.map(ChartKeys.text), name, [])
            return
        }
        let times = Spacing(distinct.compactMap(Self.time))
        let isDate = type == .date
        let named =
            isDate
            ? TimeLabels(days: times.filled.map(Int.init))
            : TimeLabels(microseconds: times.filled, zone: zone)
        let hasNull = distinct.contains(.null)
        keys =
            times.filled.map { isDate ? .date(Int32(clamping: $0)) : .timestamp($0) }
            + (hasNull ? [.null] : [])
        labels = named.labels + (hasNull ? ["NULL"] : [])
        title = [type == .window ? "\(name) (start)" : name, named.context, isDate ? nil : zone.name]
            .compactMap { $0 }.joined(separator: ", ")
        notes = times.notes
    }

    /// Microseconds or days; nil for NULL.
    private static func time(_ key: Value) -> Int64? {
        switch key {
        case .timestamp(let instant): instant
        case .date(let days): Int64(days)
        default: nil
        }
    }
}

/// Ascending times, and those that are missing between them.
private struct Spacing {
    let filled: [Int64]
    let notes: [String]

    /// At most this many places, or four for each time.
    private static let freePlaces: Int64 = 60

    init(_ times: [Int64]) {
        filled = Self.places(times) ?? times
        let missing = filled.count - times.count
        if missing > 0 {
            notes = ["no row for \(missing) of the \(filled.count) times between the first and the last"]
        } else {
            notes = Self.isEven(times) ? [] : ["the times are not evenly spaced, the bars are"]
        }
    }

    private static func isEven(_ times: [Int64]) -> Bool {
        guard times.count > 2 else { return true }
        let step = times[1].subtractingReportingOverflow(times[0])
        return zip(times, times.dropFirst()).allSatisfy {
            let next = $1.subtractingReportingOverflow($0)
            return !next.overflow && !step.overflow && next.partialValue == step.partialValue
        }
    }

    /// Every multiple of the smallest step; nil when a time lies between them or they would be too many.
    private static func places(_ times: [Int64]) -> [Int64]? {
        guard let first = times.first, let last = times.last, times.count > 2,
            case let (span, overflow) = last.subtractingReportingOverflow(first), !overflow
        else { return nil }
        let step = zip(times, times.dropFirst()).map { $1 - $0 }.min() ?? 1
        guard span / step < max(freePlaces, 4 * Int64(times.count)),
            times.allSatisfy({ ($0 - first) % step == 0 })
        else { return nil }
        return Array(stride(from: first, through: last, by: Int(step)))
    }
}
