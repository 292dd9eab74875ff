/// How many opens and closes happen when: the notebook's stream as a curve of running totals over time.
///
/// The stream is in order of time and is cut into files of `publishedRows` lines, so a file's cut is one more
/// point on the curve. Published are the counts of the first 15 hours (half hours within file 0) and the
/// closes of most files; between the points events are spread evenly.
package enum EventTimeline {
    package static let publishedFiles = 50
    package static let publishedRows = 2_000
    /// The time of the first event, 2016-07-26 02:45:07 UTC.
    static let firstEventSeconds: Int64 = 1_469_501_107

    /// A point on the curve: opens and closes before `seconds`.
    struct Mark: Hashable {
        var seconds: Int64
        var opens: Int64
        var closes: Int64

        var events: Int64 { opens + closes }
    }

    /// The marks of each file in turn: the end of the file before it, the points between, and its own end.
    static func files(_ count: Int) -> [[Mark]] {
        let cuts = cuts(max(count, publishedFiles))
        let curve = curve(total: cuts.count)
        var files: [[Mark]] = []
        var previous = curve[0]
        var next = 1
        for cut in cuts {
            var marks = [previous]
            while curve[next].events < cut.opens + cut.closes {
                marks.append(curve[next])
                next += 1
            }
            previous = Mark(
                seconds: seconds(atOpens: cut.opens, from: curve[next - 1], to: curve[next]),
                opens: cut.opens, closes: cut.closes)
            marks.append(previous)
            files.append(marks)
        }
        return Array(files.prefix(count))
    }

    /// Time between two marks follows the opens, which come evenly; past the last open, it is the end's.
    private static func seconds(atOpens opens: Int64, from start: Mark, to end: Mark) -> Int64 {
        guard end.opens > start.opens else { return end.seconds }
        return start.seconds
            + (end.seconds - start.seconds) * (opens - start.opens) / (end.opens - start.opens)
    }

    /// Running totals at the end of each file.
    ///
    /// With more files than published, steady ones stand before the last, in which the opens end.
    private static func cuts(_ count: Int) -> [(opens: Int64, closes: Int64)] {
        let steady = Array(repeating: publishedRows / 2, count: count - publishedFiles)
        let closesOfFiles = closesByFile.dropLast() + steady + closesByFile.suffix(1)
        var closes: Int64 = 0
        return closesOfFiles.enumerated().map { index, closesOfFile in
            closes += Int64(closesOfFile)
            return (Int64((index + 1) * publishedRows) - closes, closes)
        }
    }

    /// The whole curve without the cuts, in order of time.
    private static func curve(total files: Int) -> [Mark] {
        var marks = [Mark(seconds: firstEventSeconds, opens: 0, closes: 0)]
        func add(until seconds: Int64, opens: Int64, closes: Int64) {
            let last = marks[marks.count - 1]
            marks.append(
                Mark(seconds: seconds, opens: last.opens + opens, closes: last.closes + closes))
        }
        for (seconds, opens, closes) in beginning {
            add(until: seconds, opens: opens, closes: closes)
        }
        for (index, (opens, closes)) in hours.enumerated() {
            add(until: firstWholeHour + Int64(index + 1) * 3600, opens: opens, closes: closes)
        }
        // The steady part runs at 1,000 opens an hour until the opens end, in the last file. One open is left
        // to the ending, which makes the steady part whole seconds long whatever the number of files.
        let last = marks[marks.count - 1]
        let opens = Int64(files * publishedRows / 2) - 1 - last.opens
        let closes = Int64(files * publishedRows / 2) - closesAfterSteady - last.closes
        add(until: last.seconds + opens * 3600 / 1_000, opens: opens, closes: closes)
        for (duration, opens, closes) in ending {
            add(until: marks[marks.count - 1].seconds + duration, opens: opens, closes: closes)
        }
        return marks
    }

    /// 2016-07-26 04:00:00 UTC.
    private static let firstWholeHour: Int64 = 1_469_505_600

    /// Until when, opens, closes: the first six minutes, then the published half hours.
    private static let beginning: [(Int64, Int64, Int64)] = [
        (firstEventSeconds + 360, 60, 0),
        (firstWholeHour - 3600, 119, 11),
        (firstWholeHour - 1800, 501, 105),
        (firstWholeHour, 500, 239),
    ]

    /// Opens and closes of each hour from 04:00 to 17:00, as published.
    private static let hours: [(Int64, Int64)] = [
        (999, 815), (1000, 1003), (993, 1011), (1008, 989), (996, 985), (1000, 983), (1007, 1022),
        (991, 1028), (996, 960), (1006, 1028), (991, 994), (1020, 988), (992, 984),
    ]

    /// Seconds, opens and closes after the steady part: the beginning's lag of the closes, mirrored.
    private static let ending: [(Int64, Int64, Int64)] = [
        (900, 1, 239), (1800, 0, 395), (1800, 0, 261), (1044, 0, 114), (2556, 0, 31),
    ]

    private static let closesAfterSteady = ending.map(\.2).reduce(0, +)

    /// Closes in each file: size - 71,999 where the size is published, otherwise chosen so that the totals
    /// of all files and of the first 43 (by number and by name) are the published ones.
    private static let closesByFile = [
        531, 962, 1008, 997, 996, 996, 995, 996, 995, 996,
        1026, 1000, 988, 1007, 1004, 1008, 979, 1009, 1003, 1015,
        988, 984, 1010, 986, 1021, 981, 1003, 1014, 1006, 978,
        1010, 1009, 983, 1034, 986, 975, 1003, 1003, 1003, 1003,
        1003, 1003, 1002, 995, 996, 995, 996, 996, 1003, 1520,
    ]
}
