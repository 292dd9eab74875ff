import ArgumentParser
import TideColumnar

/// How a run shows where it stands (`--progress`).
enum ProgressMode: String, ExpressibleByArgument, CaseIterable {
    case auto, bar, json, none
}

/// Shows progress on stderr: one line that is redrawn on a terminal, otherwise a line a batch.
struct ProgressBar {
    private enum Style {
        case redrawn, lines, silent
    }

    /// The least time between two drawings of the redrawn line.
    private static let redrawNs: Int64 = 50_000_000

    private let style: Style
    private var drawnAtNs: Int64?
    private var pending: ProgressSnapshot?

    init(mode: ProgressMode, isTerminal: Bool = Terminal.isStderr) {
        style =
            switch mode {
            case .none, .json: .silent
            case .bar: .redrawn
            case .auto: isTerminal ? .redrawn : .lines
            }
    }

    /// Shows the state after a batch.
    mutating func show(_ snapshot: ProgressSnapshot) {
        switch style {
        case .silent: break
        case .lines: StandardError.line(Self.batchLine(snapshot))
        case .redrawn:
            if let drawnAtNs, snapshot.elapsedNs - drawnAtNs < Self.redrawNs {
                pending = snapshot
            } else {
                draw(snapshot)
            }
        }
    }

    /// Ends the redrawn line, showing the last state; call before anything else is printed.
    mutating func finish() {
        guard style == .redrawn else { return }
        if let pending { draw(pending) }
        if drawnAtNs != nil { StandardError.raw("\n") }
        drawnAtNs = nil
    }

    private mutating func draw(_ snapshot: ProgressSnapshot) {
        pending = nil
        drawnAtNs = snapshot.elapsedNs
        StandardError.raw("\r" + Self.barLine(snapshot, width: Terminal.width) + "\u{1B}[K")
    }

    /// `batch 17: 2,000 rows, 72.9 KB, 3.1 ms (1 file events/file-17.json) total 36,000 rows`
    static func batchLine(_ snapshot: ProgressSnapshot) -> String {
        var text = "batch \(snapshot.batch): \(Figures.grouped(snapshot.batchRows)) rows, "
        text += "\(Figures.bytes(snapshot.batchBytes)), \(Figures.duration(snapshot.batchNs))"
        if snapshot.batchFiles == 1, let file = snapshot.firstFile {
            text += " (1 file \(file))"
        } else {
            text += " (\(Figures.grouped(Int64(snapshot.batchFiles))) files)"
        }
        text += " total \(Figures.grouped(snapshot.rows)) rows"
        if snapshot.badRows > 0 { text += ", \(Figures.grouped(snapshot.badRows)) bad" }
        if snapshot.lateRows > 0 { text += ", \(Figures.grouped(snapshot.lateRows)) late" }
        if let watermark = watermark(snapshot) { text += ", watermark \(watermark)" }
        return text
    }

    /// The redrawn line, narrower than the terminal: what does not fit is left out.
    static func barLine(_ snapshot: ProgressSnapshot, width: Int) -> String {
        let seconds = max(Double(snapshot.elapsedNs) / 1e9, 1e-9)
        var parts: [String] = []
        if let total = snapshot.totalBytes, total > 0 {
            let share = min(Double(snapshot.doneBytes) / Double(total), 1)
            let filled = Int(share * 20)
            parts.append(
                "[" + String(repeating: "#", count: filled) + String(repeating: "-", count: 20 - filled) + "]"
            )
            parts.append("\(Int(share * 100))%")
        }
        parts.append("batch \(snapshot.batch)")
        parts.append(Figures.rate(Double(snapshot.runRows) / seconds, "rows"))
        parts.append(Figures.bytes(Int64(Double(snapshot.doneBytes) / seconds)) + "/s")
        if let remaining = snapshot.remainingNs { parts.append("ETA \(RemainingTime.text(remaining))") }
        if snapshot.badRows > 0 { parts.append("\(Figures.grouped(snapshot.badRows)) bad") }
        if snapshot.lateRows > 0 { parts.append("\(Figures.grouped(snapshot.lateRows)) late") }
        if let watermark = watermark(snapshot) { parts.append("watermark \(watermark)") }
        return parts.reduce(into: "") { line, part in
            let gap = line.isEmpty ? "" : line.hasSuffix("]") ? " " : "  "
            if line.count + gap.count + part.count < width { line += gap + part }
        }
    }

    private static func watermark(_ snapshot: ProgressSnapshot) -> String? {
        guard let milliseconds = snapshot.watermarkMs,
            case let (microseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000), !overflow
        else { return nil }
        return Timestamps.formatISO(microseconds, zone: .utc)
    }
}
