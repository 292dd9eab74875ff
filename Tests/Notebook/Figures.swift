import Foundation

/// The notebook's published figures, as its tables give them.
struct Figures: Decodable {
    struct Count: Decodable {
        let action: String
        let time: String
        let count: Int

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            action = try row.decode(String.self)
            time = try row.decode(String.self)
            count = try row.decode(Int.self)
        }
    }

    let sizeByFileNumber: [String: Int]
    let firstEventSeconds: Int
    let totals: [String: [String: Int]]
    let file0Hourly: [Count]
    let file0Sliding: [Count]
    /// By the end of the window, the first 15 hours.
    let timeline: [Count]

    /// The file beside the tests.
    static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .appendingPathComponent("CommandLineTests/Fixtures/notebook-figures.json").path

    init(path: String) throws {
        self = try JSONDecoder().decode(Figures.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// Rows of (action, window, count) as JSON, in order of window, then action.
    static func windowed(_ counts: [Count]) -> [String] {
        counts.map { count in
            let start = seconds(count.time)
            return #"{"action":"\#(count.action)","window":{"start":"\#(text(start))","#
                + #""end":"\#(text(start + 3_600))"},"count":\#(count.count)}"#
        }
    }

    /// Rows of (action, time, count) as JSON.
    static func timed(_ counts: [Count]) -> [String] {
        counts.map { #"{"action":"\#($0.action)","time":"\#($0.time)","count":\#($0.count)}"# }
    }

    /// Rows of (action, column) as JSON, in order of action.
    func totals(_ name: String, column: String) -> [String] {
        (totals[name] ?? [:]).sorted { $0.key < $1.key }
            .map { #"{"action":"\#($0.key)","\#(column)":\#($0.value)}"# }
    }

    private static func seconds(_ text: String) -> TimeInterval {
        (try? Date(text, strategy: .iso8601))?.timeIntervalSince1970 ?? .nan
    }

    private static func text(_ seconds: TimeInterval) -> String {
        Date(timeIntervalSince1970: seconds)
            .formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true)) + "Z"
    }
}
