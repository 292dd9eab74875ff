import TideDurableIO

/// Power cuts of real file systems: an ext4 volume that is shut down while a job runs on it, and the disks
/// that a recording below one may have left.
struct DiskPowerCuts: ModeRunner {
    /// About how many of each kind.
    let count: Int
    let random: SeededRandom

    /// How often power fails in one schedule.
    private static let cutsPerSchedule = 3

    func run(_ campaign: Campaign<JobTarget>) throws {
        var random = random
        do { try campaign.first.disks.prepare() } catch let missing as Unavailable {
            return campaign.leaveOut("no file system of its own to cut: \(missing)")
        }
        let job = campaign.first
        let (early, late) = (
            job.startMicroseconds, max(job.undisturbedMicroseconds, job.startMicroseconds + 1)
        )
        let schedules = (0..<max(1, count / Self.cutsPerSchedule)).map { _ in
            (0..<Self.cutsPerSchedule).map { _ in
                Fault.disk(.live(afterMicroseconds: random.number(in: early...late)))
            }
        }
        try campaign.attemptAll(schedules)
        let cuts: [DiskCuts.Cut]
        do { cuts = try job.disks.recording().cuts(count: max(8, count), random: &random) } catch let missing
            as Unavailable
        {
            return campaign.leaveOut("no disk that is recorded: \(missing)")
        }
        // A recording is that of one target.
        for cut in cuts { try campaign.attempt([.disk(.recorded(cut))]) }
    }
}

/// What a job's power cuts on file systems of its own need.
// Safety: used by the thread that uses the target.
final class JobDisks {
    private unowned let job: JobTarget
    private var volume: LoopVolume?
    /// A target whose trials take place on the volume.
    private var inner: JobTarget?
    private var recorded: DiskCuts?

    init(_ job: JobTarget) { self.job = job }

    private func path(_ name: String) -> String { job.supervisor.scratch.path(name) }

    private var base: String { path("disk.base") }

    /// Makes the file system with the job's files on it.
    ///
    /// - Throws: `Unavailable` where the machine cannot.
    func prepare() throws {
        guard inner == nil else { return }
        let tools = SystemTools(scratch: job.supervisor.scratch.root)
        let volume = try LoopVolume(at: path("volume"), tools)
        try LoopVolume.format(base, tools)
        let world = FileSystem.join(volume.directory, "trial")
        try volume.mount(base)
        try FileSystem.copyTree(job.original, to: world)
        try volume.unmount()
        inner = try JobTarget(beside: job, in: job.supervisor.scratch, world: world)
        self.volume = volume
    }

    private func ready() throws -> (LoopVolume, JobTarget) {
        do { try prepare() } catch let missing as Unavailable { throw Difference("\(missing)") }
        guard let volume, let inner else { throw Difference("there is no volume") }
        return (volume, inner)
    }

    /// What the disk is asked to do by an undisturbed run.
    ///
    /// - Throws: `Unavailable` where the machine cannot record it.
    func recording() throws -> DiskCuts {
        if let recorded { return recorded }
        let (volume, inner) = try ready()
        let tools = SystemTools(scratch: job.supervisor.scratch.root)
        let recorder = try DiskRecorder(base: base, in: job.supervisor.scratch.root, tools)
        try recorder.record(volume) { try inner.succeed(inner.singleThreaded, "on a recorded disk") }
        let cuts = DiskCuts(requests: try recorder.requests())
        recorded = cuts
        return cuts
    }

    // MARK: Trials

    func attempt(_ schedule: [Fault], _ trial: inout Trial) throws {
        let (volume, inner) = try ready()
        defer { try? volume.unmount() }
        let image = path("disk.cut")
        do {
            if case .disk(.recorded(let cut))? = schedule.first {
                try recording().lay(cut, over: base, to: image)
                try volume.mount(image)
                trial.struck.append(true)
                try inner.checkCut("after a power cut, \(schedule[0])", seen: -1, &trial)
            } else {
                _ = try DiskImageFile(copying: base, to: image)
                try volume.mount(image)
                for (number, fault) in schedule.enumerated() {
                    guard case .disk(.live(let time)) = fault else { continue }
                    let occasion = "after power cut \(number + 1), \(fault)"
                    let seen = try inner.runUntilCut(of: volume.directory, afterMicroseconds: time)
                    trial.struck.append(seen != nil)
                    try volume.unmount()
                    try volume.mount(image)
                    guard let seen else { break }
                    try inner.checkCut(occasion, seen: seen, &trial)
                }
            }
            try inner.finish()
        } catch let missing as Unavailable {
            throw Difference("\(missing)")
        }
    }
}

extension JobTarget {
    /// Runs the job on a file system that loses power then; the newest batch that its logs showed by that
    /// time, nil when the run had ended.
    fileprivate func runUntilCut(of directory: String, afterMicroseconds time: Int) throws -> Int? {
        var seen = -1
        let commits = path("ck/commits")
        let order = KillOrder(afterMicroseconds: time, isGroup: true) { () throws(IOFailure) in
            if try FileSystem.status(commits) != nil {
                seen = try FileSystem.list(commits).compactMap { Int($0.name) }.max() ?? -1
            }
            try FileSystem.cutPower(of: directory)
        }
        let run = try command(runArguments, kill: order)
        return run.wasKilled ? seen : nil
    }

    /// Looks at what a power cut has left, before anything runs on it.
    fileprivate func checkCut(_ occasion: String, seen: Int, _ trial: inout Trial) throws {
        trial.states.append(try state())
        try tamper()
        try checkWhole(occasion)
        let last = try lastBatch(occasion)
        guard last >= seen else {
            throw Difference("\(occasion): batch \(seen) had been seen, the last batch is \(last)")
        }
    }
}
