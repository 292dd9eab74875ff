import TideDurableIO

/// Files of the finished and of a half-done checkpoint, and the sink's mark, damaged in one way each; each
/// damage once.
struct DamagedFiles: ModeRunner {
    let count: Int
    let random: SeededRandom

    /// Damages that are drawn until one makes a difference and is new.
    private static let draws = 20

    func run(_ campaign: Campaign<JobTarget>) throws {
        let job = campaign.first
        var random = random
        var files: [Damage.Stage: [String: [UInt8]]] = [:]
        for stage in Damage.Stage.allCases { files[stage] = try contents(try job.source(stage), job) }
        let foreign = try contents(try job.foreign(), job)
        var damages: Set<Damage> = []
        var schedules: [[Fault]] = []
        for index in 0..<count {
            let stage: Damage.Stage = index.isMultiple(of: 2) ? .finished : .half
            let own = files[stage] ?? [:]
            let names = own.map { (name: $0.key, bytes: $0.value.count) }.sorted { $0.name < $1.name }
            // Some change nothing: a page that was never written again is as old as its file. What there are
            // few of gives way to bits.
            for draw in 0..<Self.draws {
                let kind = draw < Self.draws / 2 ? index / 2 : 0
                guard let damage = Self.damage(stage, names, kind: kind, &random),
                    !damages.contains(damage),
                    damage.changes(
                        own[damage.file] ?? [], old: files[.half]?[damage.file], foreign: foreign[damage.file]
                    )
                else { continue }
                damages.insert(damage)
                schedules.append([.damage(damage)])
                break
            }
        }
        try campaign.attemptAll(schedules)
    }

    /// What may be damaged: all but the locks, which are written anew at each start.
    private func contents(_ root: String, _ job: JobTarget) throws -> [String: [UInt8]] {
        let tree = try FileTree(root) { name in
            let isMark = job.job.sink.map { name == $0 + "/.tidemark" } ?? false
            return isMark || name.hasPrefix("ck/") && name != "ck/lock" && name != "ck/state/lock.mdb"
        }
        var contents: [String: [UInt8]] = [:]
        for name in tree.files.keys { contents[name] = try FileSystem.readFile(FileSystem.join(root, name)) }
        return contents
    }

    /// A damage of the `kind`-th kind; every second one is done to the state.
    static func damage(
        _ stage: Damage.Stage, _ files: [(name: String, bytes: Int)], kind: Int, _ random: inout SeededRandom
    ) -> Damage? {
        let state = files.first { $0.name == Damage.stateFile }
        guard !files.isEmpty else { return nil }
        let drawn = files[random.number(in: 0...files.count - 1)]
        let file = random.number(in: 0...1) == 0 ? state ?? drawn : drawn
        let bytes = max(file.bytes, 1)
        let pages = max(state.map { $0.bytes / Damage.pageBytes } ?? 1, 1)
        let page = random.number(in: 0...pages - 1)
        let lengths = [0, 1, 511, 512, 4_095, page * Damage.pageBytes, page * Damage.pageBytes + 1]
        let change: Damage.Change
        // A half-done checkpoint has no older one to take from.
        switch stage == .half && [5, 9].contains(kind % 10) ? 0 : kind % 10 {
        case 0: change = .flip(bit: random.number(in: 0...bytes * 8 - 1))
        case 1: change = .cut(bytes: min(lengths[random.number(in: 0...6)], bytes - 1))
        case 2: change = .grow(bytes: random.number(in: 1...8_192))
        case 3: change = .missing
        case 4: change = .directory
        case 5: change = .old
        case 6: change = .foreign
        case 7: return state.map { Damage(stage, $0.name, .zero(page: page)) }
        case 8:
            let other = random.number(in: 0...pages - 1)
            return state.map { Damage(stage, $0.name, .swap(page: page, with: other)) }
        default:
            return state.map { Damage(stage, $0.name, .oldPage(page)) }
        }
        return Damage(stage, file.name, change)
    }
}
