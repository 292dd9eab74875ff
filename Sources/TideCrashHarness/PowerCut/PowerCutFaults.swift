import TideDurableIO

/// Each disk that a power cut may leave of a recorded run, and of some of the runs that recover from one;
/// then mutants of the rules of what is synced before what, each of which must be caught.
struct PowerCutFaults: ModeRunner {
    /// About how many states are tried, those of recoveries included.
    let count: Int
    let random: SeededRandom

    /// The most that are drawn at one moment, and in a recovery.
    private static let mostPerMoment = 64
    fileprivate static let perMomentInRecovery = 6
    /// Of which states the recovery is recorded and cut too: every so many-th, at as many states.
    private static let recoveryEach = 24

    func run(_ campaign: Campaign<JobTarget>) throws {
        try DiskPowerCuts(count: count / 10, random: random).run(campaign)
        guard campaign.first.recorder != nil else {
            return campaign.leaveOut(
                "\(CallInterference.recorderName) is not beside the command: "
                    + "swift build --product TidemarkRecorder")
        }
        var random = random
        let seed = random.next()
        // What a recording tells of holds in the directory in which it was made: each target has its own.
        try campaign.concurrently { job, number in
            try job.reset()
            let recording = try job.record([])
            try cut(recording, of: job, number, seed: seed, campaign)
            for (index, mutant) in job.mutants.enumerated() where index % campaign.targetCount == number {
                try catchMutant(mutant, recording, of: job, seed: seed, campaign)
            }
        }
    }

    /// Tries the states of a recording that fall to target `number`.
    private func cut(
        _ recording: JobTarget.Recording, of job: JobTarget, _ number: Int, seed: UInt64,
        _ campaign: Campaign<JobTarget>
    ) throws {
        let moments = try job.cuts(recording, perMoment: 1, seed: seed).momentCount
        let own = count / 2 + 1
        let perMoment = min(Self.mostPerMoment, max(4, own * 3 / 2 / moments))
        var cuts = try job.cuts(recording, perMoment: perMoment, seed: seed)
        var state = 0
        // With few to try, they are spread over all moments.
        let stride = max(1, moments * perMoment / own)
        let outcome = try cuts.forEachState(from: recording.base) { disk in
            defer { state += 1 }
            let (turn, others) = (state / stride).quotientAndRemainder(dividingBy: campaign.targetCount)
            guard state % stride == 0, others == number else { return true }
            let cut = PowerCut(state: state, perMoment: perMoment, seed: seed)
            job.preparedCut = (cut, disk)
            try campaign.attempt([.powerCut(cut)], on: job)
            if turn % Self.recoveryEach == Self.recoveryEach / 3 {
                try recover(from: disk, cut, of: job, campaign)
            }
            return true
        }
        guard number == 0 else { return }
        campaign.count { $0.add(outcome: "moments of the run", count: outcome.moments) }
        if !outcome.unknown.isEmpty {
            let names = Set(outcome.unknown).sorted().joined(separator: ", ")
            campaign.leaveOut("what the recorder cannot tell of: \(names)")
        }
    }

    /// Cuts the power again while the run after a cut recovers.
    private func recover(
        from disk: PowerCuts.State, _ cut: PowerCut, of job: JobTarget, _ campaign: Campaign<JobTarget>
    ) throws {
        let recording = try job.recordRecovery(from: disk)
        var cuts = try job.cuts(recording, perMoment: Self.perMomentInRecovery, seed: cut.seed)
        var number = 0
        _ = try cuts.forEachState(from: recording.base) { disk in
            var inner = cut
            inner.inRecovery = number
            job.preparedCut = (inner, disk)
            try campaign.attempt([.powerCut(inner)], on: job)
            number += 1
            return number < Self.recoveryEach
        }
    }

    /// The moments are taken from the last quarter to the first: what is lost late is seen by most.
    private func catchMutant(
        _ mutant: PowerCuts.Mutant, _ recording: JobTarget.Recording, of job: JobTarget, seed: UInt64,
        _ campaign: Campaign<JobTarget>
    ) throws {
        let moments = try job.cuts(recording, perMoment: 1, seed: seed).momentCount
        var others: [String] = []
        var isCaught = false
        for quarter in (0..<4).reversed() where !isCaught {
            var cuts = try job.cuts(recording, perMoment: 16, seed: seed, mutant: mutant)
            let range = moments * quarter / 4..<moments * (quarter + 1) / 4
            _ = try cuts.forEachState(from: recording.base, moments: range) { disk in
                do {
                    try job.check(disk, isVerified: false)
                } catch let difference as Difference {
                    isCaught = mutant.shows(difference.text)
                    if !isCaught { others.append(difference.text) }
                }
                return !isCaught
            }
        }
        guard isCaught else {
            let instead = others.first.map { "; found instead: \($0)" } ?? ""
            throw CrashFinding(
                mode: .powercut, schedule: [],
                difference: "a mutant was not caught, so the test finds too little: \(mutant.name)\(instead)",
                place: job.world)
        }
        campaign.count { $0.add(outcome: "mutant caught: \(mutant.name)") }
    }
}

extension JobTarget {
    /// What a recorded run did, and the disk before it.
    struct Recording {
        let base: PowerCuts.Base
        let bytes: [UInt8]
    }

    /// Rules of what is synced before what, each broken.
    var mutants: [PowerCuts.Mutant] {
        let state = [
            PowerCuts.Mutant(
                "the state's pages are not synced before its meta page", ignoring: "/data.mdb",
                showing: ["state/data.mdb: "]),
            PowerCuts.Mutant(
                "the state's directory is not synced at its birth", ignoring: "/state.new",
                showing: ["data.mdb is missing"]),
            PowerCuts.Mutant(
                "the checkpoint's directory is not synced at its birth", ignoring: "/ck",
                showing: ["had been seen"]),
        ]
        guard let sink = job.sink, !job.isSinkReplaced else { return state }
        return state + [
            PowerCuts.Mutant(
                "a file of the sink is named before its bytes are synced", ignoring: ".tmp",
                showing: ["in the sink is no whole file of a batch"]),
            PowerCuts.Mutant(
                "the sink's names are not synced before the outbox is dropped", ignoring: "/\(sink)",
                showing: ["is not there"]),
        ]
    }

    /// Runs the job in the trial's directory as it is, with the recorder.
    func record(_ existing: [String], environment: [String: String] = [:]) throws -> Recording {
        let file = supervisor.scratch.path("recording")
        _ = try FileSystem.remove(file)
        let base = try PowerCuts.Base(root: world, existing: existing)
        var settings = environment
        settings["LD_PRELOAD"] = recorder
        settings["TIDEMARK_RECORD"] = file
        settings["TIDEMARK_RECORD_ROOT"] = world
        let run = try command(runArguments, environment: settings)
        guard run.end == .exited(0) else {
            throw Difference("under the recorder, `tidemark run` \(run.story)")
        }
        return Recording(base: base, bytes: try FileSystem.readFile(file))
    }

    func recordRecovery(from state: PowerCuts.State) throws -> Recording {
        try lay(state)
        let names = Set(state.tree.keys.compactMap { $0.split(separator: "/").first.map(String.init) })
        return try record(names.sorted(), environment: try afterReboot())
    }

    func cuts(
        _ recording: Recording, perMoment: Int, seed: UInt64, mutant: PowerCuts.Mutant? = nil
    ) throws -> PowerCuts {
        let cuts = PowerCuts(
            recording: recording.bytes, statesPerMoment: perMoment, mutant: mutant, seed: seed)
        guard let cuts else { throw Difference("the recorder's file cannot be read") }
        return cuts
    }

    /// Tries one state: that which was prepared, or the one that a recording of its own gives.
    func attemptPowerCut(_ cut: PowerCut, _ trial: inout Trial) throws {
        if preparedCut?.cut != cut { preparedCut = (cut, try state(of: cut)) }
        guard let state = preparedCut?.state else { return }
        trial.struck.append(true)
        let hash = StateHash(FileTree(contents: state.tree))
        trial.states.append(hash)
        try check(state, isVerified: cut.state % 16 == 0)
    }

    /// The state of a number.
    private func state(of cut: PowerCut) throws -> PowerCuts.State {
        func state(_ number: Int, of recording: Recording, perMoment: Int) throws -> PowerCuts.State {
            var cuts = try cuts(recording, perMoment: perMoment, seed: cut.seed)
            var found: PowerCuts.State?
            var next = 0
            _ = try cuts.forEachState(from: recording.base) { state in
                if next == number { found = state }
                next += 1
                return found == nil
            }
            guard let found else { throw Difference("\(cut): there are \(next) states only") }
            return found
        }
        guard recorder != nil else { throw Difference("\(cut): \(CallInterference.recorderName) is missing") }
        try reset()
        let first = try state(cut.state, of: try record([]), perMoment: cut.perMoment)
        guard let inner = cut.inRecovery else { return first }
        return try state(
            inner, of: try recordRecovery(from: first), perMoment: PowerCutFaults.perMomentInRecovery)
    }

    /// Makes the trial's directory hold a state.
    private func lay(_ state: PowerCuts.State) throws {
        try reset()
        for (name, bytes) in state.tree.sorted(by: { $0.key < $1.key }) {
            if let bytes {
                try FileSystem.writeAtomically(bytes, to: path(name), isDurable: false)
            } else {
                _ = try FileSystem.makeDirectory(path(name))
            }
        }
    }

    /// What makes a command believe that the machine was started again.
    private func afterReboot() throws -> [String: String] {
        let file = supervisor.scratch.path("boot-id")
        try FileSystem.writeAtomically(Array((Randomness.uuid() + "\n").utf8), to: file, isDurable: false)
        return ["LD_PRELOAD": recorder ?? "", "TIDEMARK_RECORD_BOOT_ID": file]
    }

    /// Checks that what is visible in the sink are whole files.
    func checkWhole(_ occasion: String) throws {
        for (name, content) in try visibleSink().files.sorted(by: { $0.key < $1.key })
        where !undisturbed.batches.contains(where: { $0.sink.files[name] == content }) {
            throw Difference("\(occasion): '\(name)' in the sink is no whole file of a batch")
        }
    }

    /// Starts over a state and checks that nothing that was seen before is lost or has changed, and that the
    /// end is that of the undisturbed run.
    ///
    /// - Throws: `Difference`, also where a command or a file cannot be had.
    func check(_ state: PowerCuts.State, isVerified: Bool) throws {
        let occasion = "after a power cut at call \(state.moment), of what was not synced \(state.choice)"
        do {
            try lay(state)
            try tamper()
            try checkWhole(occasion)
            let (last, seen) = (try lastBatch(occasion), lastSeen(state))
            guard last >= seen else {
                throw Difference("\(occasion): batch \(seen) had been seen, the last batch is \(last)")
            }
            let run = try command(runArguments, environment: try afterReboot())
            guard run.end == .exited(0) else { throw Difference("\(occasion): `tidemark run` \(run.story)") }
            try checkResult(occasion)
            if isVerified { try verify(occasion) }
        } catch let failure as IOFailure {
            throw Difference("\(occasion): \(failure)")
        }
    }

    /// The newest batch that a reader had seen: its commit log, or its files in the sink.
    private func lastSeen(_ state: PowerCuts.State) -> Int {
        let logs = state.seen.keys.compactMap { name -> Int? in
            name.hasPrefix("ck/commits/") ? Int(name.dropFirst("ck/commits/".count)) : nil
        }
        let prefix = job.sink.map { $0 + "/" }
        var sink = FileTree()
        for (name, content) in FileTree(contents: state.seen).files {
            guard let prefix, name.hasPrefix(prefix) else { continue }
            let inside = String(name.dropFirst(prefix.count))
            if FileTree.isVisible(inside) { sink.files[inside] = content }
        }
        let shown = sink.files.isEmpty ? -1 : batch(showing: sink)
        return max(logs.max() ?? -1, shown)
    }

    /// The first batch after which all of these files are visible.
    private func batch(showing sink: FileTree) -> Int {
        (0..<undisturbed.batches.count - 1).first { number in
            undisturbed.batch(number).map { sink.isPart(of: $0.sink) } ?? false
        } ?? -1
    }
}
