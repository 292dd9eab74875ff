/// The bytes of one generated file: its part of the timeline, scaled to a number of lines.
struct EventFile {
    /// The file's marks (see `EventTimeline.files`).
    let marks: [EventTimeline.Mark]
    let rows: Int
    let seed: UInt64

    private static let lineCapacity = #"{"time":1469501107,"action":"Close"}"#.utf8.count + 1

    /// Lines in order of time, no newline after the last one.
    func bytes() -> [UInt8] {
        var output = LineWriter(capacity: rows * Self.lineCapacity)
        var random = SplitMix64(state: seed)
        for (start, end) in zip(scaledMarks, scaledMarks.dropFirst()) {
            var opens = SpreadEvents(from: start.seconds, to: end.seconds, count: end.opens - start.opens)
            var closes = SpreadEvents(from: start.seconds, to: end.seconds, count: end.closes - start.closes)
            if start.seconds == EventTimeline.firstEventSeconds { opens.pinFirst() }
            opens.advance(&random)
            closes.advance(&random)
            while opens.next != nil || closes.next != nil {
                if let open = opens.next, closes.next.map({ open <= $0 }) ?? true {
                    output.write(seconds: open, action: .open)
                    opens.advance(&random)
                } else if let close = closes.next {
                    output.write(seconds: close, action: .close)
                    closes.advance(&random)
                }
            }
        }
        return output.finish()
    }

    /// The marks relative to the file's start, scaled so that the last one has exactly `rows` events.
    private var scaledMarks: [EventTimeline.Mark] {
        guard let first = marks.first, let last = marks.last else { return [] }
        let closes = scaled(last.closes - first.closes)
        let opens = Int64(rows) - closes
        return marks.map { mark in
            var mark = mark
            let isLast = mark == last
            mark.opens = isLast ? opens : min(scaled(mark.opens - first.opens), opens)
            mark.closes = isLast ? closes : min(scaled(mark.closes - first.closes), closes)
            return mark
        }
    }

    private func scaled(_ count: Int64) -> Int64 {
        let published = Int64(EventTimeline.publishedRows)
        return (count * Int64(rows) + published / 2) / published
    }
}

/// `count` times spread over `from ..< to`, each at a random place within its own share, ascending.
private struct SpreadEvents {
    private let start: Int64
    private let span: Int64
    private let count: Int64
    private var index: Int64 = 0
    private var isFirstPinned = false
    /// The time of the event at hand; nil after the last one.
    private(set) var next: Int64?

    init(from start: Int64, to end: Int64, count: Int64) {
        self.start = start
        self.span = end - start
        self.count = count
    }

    /// Puts the first event at the very start.
    mutating func pinFirst() { isFirstPinned = true }

    mutating func advance(_ random: inout SplitMix64) {
        guard index < count else {
            next = nil
            return
        }
        let draw = Int64(random.next() >> 48)
        let place = index << 16 + (isFirstPinned && index == 0 ? 0 : draw)
        next = start + (place * span / count) >> 16
        index += 1
    }
}

/// Lines into a buffer; the ten digits are rewritten only when the second changes.
private struct LineWriter {
    enum Action { case open, close }

    private var bytes: [UInt8] = []
    private var openLine = Array(#"{"time":0000000000,"action":"Open"}"#.utf8) + [UInt8(ascii: "\n")]
    private var closeLine = Array(#"{"time":0000000000,"action":"Close"}"#.utf8) + [UInt8(ascii: "\n")]
    private var seconds: Int64 = 0

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func write(seconds: Int64, action: Action) {
        if seconds != self.seconds { set(seconds) }
        switch action {
        case .open: bytes.append(contentsOf: openLine)
        case .close: bytes.append(contentsOf: closeLine)
        }
    }

    consuming func finish() -> [UInt8] {
        bytes.removeLast()
        return bytes
    }

    private mutating func set(_ seconds: Int64) {
        self.seconds = seconds
        var rest = seconds
        for index in stride(from: #"{"time":"#.utf8.count + 9, through: #"{"time":"#.utf8.count, by: -1) {
            let digit = UInt8(ascii: "0") + UInt8(rest % 10)
            openLine[index] = digit
            closeLine[index] = digit
            rest /= 10
        }
    }
}
