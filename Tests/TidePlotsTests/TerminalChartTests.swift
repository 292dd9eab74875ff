import TideColumnar
import TestSupport
import Testing

@testable import TidePlots

@Suite("Charts on a terminal")
struct TerminalChartTests {
    private func chart(
        _ series: [(String, [Double?])], kind: BarChart.Arrangement = .stacked, labels: [String] = ["a", "b"]
    ) -> BarChart {
        BarChart(
            title: "n by k and s", xTitle: "k", yTitle: "n", categories: labels, isOrdered: false,
            series: series.map { BarChart.Series(name: $0.0, values: $0.1) }, hasLegend: series.count > 1,
            arrangement: kind)
    }

    private func lines(
        _ chart: BarChart, width: Int = 29, isUnicode: Bool = false, isColored: Bool = false
    ) -> [String] {
        TerminalChart(chart, style: TerminalStyle(width: width, isUnicode: isUnicode, isColored: isColored))
            .lines
    }

    @Test("a stack: six cells a unit, the parts end to end, the sum behind") func stacked() {
        #expect(
            lines(chart([("A", [1, 2]), ("B", [3, nil])])) == [
                "n by k and s",
                "# A   - B",
                "k",
                "a |######------------------ 4",
                "b |############ 2",
                "  +-----------+-----------+",
                "  0           2           4",
            ])
    }

    @Test("groups: a row a series, the name once, no row where there is no number") func grouped() {
        #expect(
            lines(chart([("A", [1, 2]), ("B", [4, nil])], kind: .grouped)) == [
                "n by k and s",
                "# A   - B",
                "k",
                "a |###### 1",
                "  |------------------------ 4",
                "b |############ 2",
                "  +-----------+-----------+",
                "  0           2           4",
            ])
    }

    @Test("blocks end at an eighth; what is not zero shows a sliver; zero and NULL differ") func blocks() {
        let chart = chart([("A", [1.25, 4, 0.001, 0, nil])], labels: ["a", "b", "c", "d", "e"])
        #expect(
            lines(chart, width: 33, isUnicode: true) == [
                "n by k and s",
                "k",
                "a \u{2502}" + String(repeating: "\u{2588}", count: 7) + "\u{258C} 1.25",
                "b \u{2502}" + String(repeating: "\u{2588}", count: 24) + " 4",
                "c \u{2502}\u{258F} 0.001",
                "d \u{2502} 0",
                "e \u{2502}",
                "  \u{2514}" + String(repeating: "\u{2500}", count: 11) + "\u{252C}"
                    + String(repeating: "\u{2500}", count: 11) + "\u{252C}",
                "  0           2           4",
            ])
    }

    @Test("with colour a cell that two series share shows both") func coloured() {
        let lines = lines(
            chart([("A", [1.25, -0.95]), ("B", [2.75, 1])]), width: 38, isUnicode: true, isColored: true)
        let block = "\u{2588}"
        #expect(lines[1] == "\u{1B}[38;5;32m\(block)\u{1B}[0m A   \u{1B}[38;5;214m\(block)\u{1B}[0m B")
        // 30 cells for -2 to 4: zero behind the tenth, five cells a unit; A ends after 6.25 and 4.75 cells.
        let blue = "\u{1B}[38;5;32m\(block)\u{1B}[0m"
        let orange = "\u{1B}[38;5;214m\(block)\u{1B}[0m"
        #expect(
            lines[3] == "a           \u{2502}" + String(repeating: blue, count: 6)
                + "\u{1B}[38;5;32;48;5;214m\u{258E}\u{1B}[0m" + String(repeating: orange, count: 13) + " 4")
        #expect(
            lines[4].contains(
                "\u{1B}[7;38;5;32m\u{258E}\u{1B}[0m" + String(repeating: blue, count: 4) + "\u{2502}"))
    }

    @Test("negative numbers lie left of zero") func negative() {
        #expect(
            lines(chart([("A", [-2, 4])]), width: 30) == [
                "n by k and s",
                "k",
                "a ########| -2",
                "b         |################ 4",
                "  +-------+-------+-------+",
                " -2       0       2       4",
            ])
    }

    @Test("labels are shortened in the middle, control characters and wide letters do no harm") func labels()
    {
        let text = TerminalText(isUnicode: true)
        #expect(text.shortened("abcdefghij", to: 10) == "abcdefghij")
        #expect(text.shortened("abcdefghij", to: 7) == "abc\u{2026}hij")
        #expect(text.shortened("abcdefghij", to: 2) == "a\u{2026}")
        #expect(TerminalText(isUnicode: false).shortened("abcdefghij", to: 7) == "abc..ij")
        #expect(text.clean("a\u{1B}[31mb\nc\u{202E}d") == "a\u{FFFD}[31mb\u{FFFD}cd")
        #expect(TerminalText(isUnicode: false).clean("\u{141}\u{F3}d\u{17A}") == "??d?")
        #expect(TerminalText.width(of: "\u{65E5}\u{672C}e\u{301}\u{1F600}") == 7)
        #expect(text.shortened("\u{65E5}\u{672C}\u{8A9E}\u{6587}", to: 6) == "\u{65E5}\u{2026}\u{6587}")
    }

    @Test("tick labels stand apart at every width") func ticks() {
        for width in 20...200 {
            let line = lines(chart([("A", [1e6, 2.5e6])]), width: width).last ?? ""
            let names = line.split(separator: " ")
            #expect(names.first == "0" && names.count >= 2, "\(width): \(line)")
        }
    }

    @Test("random tables: no line is too wide, every category has its row") func random() throws {
        var random = SplitMix(state: 11)
        for _ in 0..<400 {
            let table = RandomTable(&random)
            let columns = try ChartColumns(choosingFor: table.batch)
            let kind: BarChart.Arrangement = random.next() % 2 == 0 ? .stacked : .grouped
            let chart = try BarChart(table.batch, columns: columns, zone: .utc, arrangement: kind)
            let style = TerminalStyle(
                width: Int(random.next() % 150), isUnicode: random.next() % 2 == 0,
                isColored: random.next() % 2 == 0)
            let lines = TerminalChart(chart, style: style).lines
            #expect(lines.count >= chart.categories.count + 4)
            for line in lines {
                let visible = line.replacing(/\u{1B}\[[0-9;]+m/, with: "")
                #expect(TerminalText.width(of: visible) <= style.width, "\(style) \(line)")
                #expect(style.isColored || line == visible)
                #expect(style.isUnicode || visible.utf8.allSatisfy { 0x20...0x7E ~= $0 })
            }
            #expect(SVGChart(chart).text.hasSuffix("</svg>\n"))
        }
    }
}

/// A table of random columns with awkward values.
struct RandomTable {
    let batch: RecordBatch

    init(_ random: inout SplitMix) {
        let types: [DataType] = [.string, .window, .timestamp, .date, .boolean, .int, .bigint, .double]
        var fields = [Field("y", .double)]
        for index in 0..<Int(random.next() % 4) {
            fields.append(Field("c\(index)", types[Int(random.next() % UInt64(types.count))]))
        }
        fields.shuffle(with: &random)
        let count = 1 + Int(random.next() % 40)
        let rows = (0..<count).map { _ in fields.map { Self.value($0.type, &random) } }
        batch = RecordBatch(schema: Schema(fields), rows: rows)
    }

    private static func value(_ type: DataType, _ random: inout SplitMix) -> Value {
        if random.next() % 10 == 0 { return .null }
        let small = Int64(random.next() % 50) - 10
        let any = Int64(bitPattern: random.next())
        let isWild = random.next() % 8 == 0
        switch type {
        case .boolean: return .boolean(small > 0)
        case .int: return .int(isWild ? Int32(truncatingIfNeeded: any) : Int32(small))
        case .bigint: return .bigint(isWild ? any : small)
        case .double:
            return .double(isWild ? Double(bitPattern: UInt64(bitPattern: any)) : Double(small) / 7)
        case .timestamp: return .timestamp(isWild ? any : small * 3_600_000_000)
        case .date: return .date(isWild ? Int32(truncatingIfNeeded: any) : Int32(small))
        case .structure:
            return .structure([.timestamp(small * 1_800_000_000), .timestamp((small + 2) * 1_800_000_000)])
        case .string:
            let letters = [
                "a", "\u{1F600}", "\u{65E5}", "e\u{301}", "\u{0}", "\u{202E}", "<&\"", "long name ",
            ]
            let length = isWild ? 30 : 1 + Int(random.next() % 2)
            return .string(
                UTF8String((0..<length).map { _ in letters[Int(random.next() % 8)] }.joined()))
        default: return .null
        }
    }
}

extension Array {
    /// Fisher and Yates.
    fileprivate mutating func shuffle(with random: inout SplitMix) {
        for index in indices.reversed() { swapAt(index, Int(random.next() % UInt64(index + 1))) }
    }
}
