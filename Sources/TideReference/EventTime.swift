import TideColumnar
import TidePlanning

/// Where the event time of a row stands.
struct EventTime {
    let column: Int
    /// The struct's field that is the time: its `end`; nil for a TIMESTAMP.
    private let end: Int?

    init(column: Int, type: DataType) {
        self.column = column
        end = if case .structure(let fields) = type { fields.firstIndex { $0.name == "end" } } else { nil }
    }

    /// Microseconds; nil for NULL.
    func of(_ row: [Value]) -> Int64? {
        switch (row[column], end) {
        case (.timestamp(let time), nil): return time
        case (.structure(let fields), let end?):
            if case .timestamp(let time) = fields[end] { return time } else { return nil }
        default: return nil
        }
    }

    /// Whether a watermark, in milliseconds, has reached the row. It never reaches a NULL.
    func isReached(by watermarkMs: Int64, _ row: [Value]) -> Bool {
        of(row).map { $0 <= watermarkMs.saturatingMicroseconds } ?? false
    }
}

extension Int64 {
    /// These milliseconds as microseconds, at most the greatest there are.
    var saturatingMicroseconds: Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: 1_000)
        return overflow ? (self < 0 ? .min : .max) : product
    }
}

extension LogicalPlan {
    /// The first column that carries a watermark.
    var eventTime: EventTime? {
        eventTimes.keys.min().map { EventTime(column: $0, type: schema.fields[$0].type) }
    }
}
