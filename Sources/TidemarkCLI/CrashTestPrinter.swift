import TideCrashHarness
import TideFormats
import TideModel

/// What a crash test prints on stdout, as it goes on.
struct CrashTestPrinter {
    let isJSON: Bool
    let seed: UInt64
    /// What the command that reproduces a finding ends with.
    let options: [String]

    private func show(_ text: [String], _ json: @autoclosure () -> JSONValue) throws {
        var output = StandardOutput()
        for line in isJSON ? [json().text] : text { try output.line(line) }
        try output.finish()
    }

    func begin(_ text: String) throws {
        try show(["seed \(seed); \(text)"], .object([("seed", .integer(Int64(clamping: seed)))]))
    }

    func report(_ report: ModeReport) throws { try show(report.lines, report.json) }

    func report(_ canary: CrashSelfTest.Canary) throws {
        let text =
            canary.leftOut.map { "left out: \($0)" }
            ?? canary.difference.map {
                canary.isCaught ? "caught: \($0)" : "NOT CAUGHT, found instead: \($0)"
            } ?? "NOT CAUGHT"
        let json: [(key: String, value: JSONValue)] = [
            ("canary", .string(canary.name)), ("caught", .bool(canary.isCaught)),
            ("text", .string(text)),
        ]
        try show(["\(canary.name): \(text)"], .object(json))
    }

    private static func result(_ outcome: CrashTest.Outcome) -> String {
        if outcome.finding == nil, outcome.interruption != nil { return "interrupted" }
        return outcome.isPassed ? "passed" : "failed"
    }

    func end(_ outcome: CrashTest.Outcome) throws {
        let head: [(key: String, value: JSONValue)] = [
            ("result", .string(Self.result(outcome))),
            ("states", .integer(Int64(outcome.states))),
        ]
        guard let finding = outcome.finding else {
            let result =
                outcome.isPassed
                ? "passed: nothing lost, nothing twice, nothing changed"
                : outcome.interruption == nil ? "failed" : "interrupted: nothing found so far"
            let missed = outcome.missed.map { "never struck: \($0)" }
            let text = ["\(result); \(outcome.states) states after faults"] + missed
            return try show(
                text, .object(head + [("neverStruck", .array(outcome.missed.map { .string($0) }))]))
        }
        let schedule = finding.schedule.map(\.description).joined(separator: ",")
        let words = ["tidemark", "crashtest", "--schedule", schedule] + options
        let command = words.map(Self.quoted).joined(separator: " ")
        try show(
            [
                "failed: \(finding.difference)",
                "  smallest schedule: \(schedule.isEmpty ? "no fault at all" : schedule)",
                "  again: \(command)", "  kept: \(finding.place)",
            ],
            .object(
                head + [
                    ("difference", .string(finding.difference)), ("schedule", .string(schedule)),
                    ("command", .string(command)), ("directory", .string(finding.place)),
                ]))
    }

    /// A word as a shell reads it.
    private static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            isASCIIWordByte(byte) || "-./:=@%+,".utf8.contains(byte)
        }
        return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }

    private static func isASCIIWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
