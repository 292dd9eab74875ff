/// How the disk of a file system of its own loses power.
package enum DiskFault: Hashable, Sendable {
    /// So many microseconds after a start, for good.
    case live(afterMicroseconds: Int)
    /// As a recording of all that the disk was asked to do may have left it.
    case recorded(DiskCuts.Cut)

    var kind: String {
        switch self {
        case .live: "power cut of a live disk"
        case .recorded(let cut): "power cut of a recorded disk, \(cut.choice.rawValue)"
        }
    }
}

extension DiskFault: CustomStringConvertible {
    /// `cut@1500us`; `disk#120/torn/7`: after 120 requests, the last write torn, drawn from 7.
    package var description: String {
        switch self {
        case .live(let time): "cut@\(time)us"
        case .recorded(let cut): "disk#\(cut.moment)/\(cut.choice.rawValue)/\(cut.seed)"
        }
    }

    /// Reads what `description` writes; nil for anything else.
    init?(parsing text: String) {
        if text.hasPrefix("cut@"), text.hasSuffix("us"), let time = Int(text.dropFirst(4).dropLast(2)),
            time >= 0
        {
            self = .live(afterMicroseconds: time)
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].hasPrefix("disk#"), let moment = Int(parts[0].dropFirst(5)),
            moment >= 0,
            let choice = DiskCuts.Choice(rawValue: String(parts[1])), let seed = UInt64(parts[2])
        else { return nil }
        self = .recorded(DiskCuts.Cut(moment: moment, choice: choice, seed: seed))
    }
}
