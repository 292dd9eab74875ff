import TideCheckpoint
import TideInspection

/// `inspect --check` in words.
struct CheckText {
    let check: CheckpointCheck

    /// What was checked, then each finding with what follows from it, then the answer.
    var text: String {
        var lines = ["checkpoint  \(check.root)"]
        if let extent = check.extent {
            lines.append(
                "pages       \(grouped(extent.usedPages)) in use, \(grouped(extent.freePages)) free, "
                    + "the last is \(grouped(extent.lastPage)); state/data.mdb has "
                    + Figures.bytes(Int64(clamping: extent.fileBytes)))
            let bytes = Figures.bytes(Int64(clamping: extent.entryBytes))
            let batch = check.record.map { "batch \($0.lastBatch), " } ?? ""
            lines.append(
                "entries     \(grouped(extent.entries)), \(bytes); \(batch)transaction \(extent.transaction)")
            let isRecorded = check.record?.digest == check.digest
            lines.append("digest      \(check.digest.hex)" + (isRecorded ? ", as recorded" : ""))
            let logs = LogKind.allCases.map { "\($0.rawValue) \(check.logs[$0] ?? 0)" }
            lines.append("logs        \(logs.joined(separator: ", ")), metadata, query.json")
        } else if check.findingCount == 0 {
            lines.append("state       not born yet: no batch was ever committed")
        }
        for finding in check.findings {
            let page = finding.page.map { " page \($0)" } ?? ""
            lines.append("\(finding.file)\(page): \(finding.what)")
            lines.append("  \(consequence(finding.consequence))")
        }
        if check.findingCount > check.findings.count {
            lines.append("and \(check.findingCount - check.findings.count) more")
        }
        lines.append(check.findingCount == 0 ? "check clean" : "check found \(check.findingCount)")
        return lines.joined(separator: "\n") + "\n"
    }

    private func consequence(_ consequence: CheckFinding.Consequence) -> String {
        switch consequence {
        case .damaged: "damaged: run nothing on it, restore a backup"
        case .refused: "refused: the next start ends with an error"
        case .rewritten: "rewritten from LMDB at the next start"
        case .harmless: "harmless: no start reads it"
        }
    }

    private func grouped(_ value: UInt64) -> String { Figures.grouped(Int64(clamping: value)) }
}
