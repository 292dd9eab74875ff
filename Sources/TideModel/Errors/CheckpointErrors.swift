/// What a checkpoint directory cannot be, and what is wrong with what it holds.
extension ErrorCondition {
    package static let checkpointIsFile = ErrorCondition(
        .invalidArgument, "checkpoint '<path>' is a file, not a directory",
        remedy: "name a directory, or a path where one can be made")
    package static let checkpointOnNetwork = ErrorCondition(
        .unsupported, "checkpoint '<path>' is on <fileSystem>, where locks and memory maps are not coherent",
        remedy: "put the checkpoint on a local disk; or, where no other machine ever opens it, begin the job "
            + "with `SET tidemark.allowNetworkCheckpoint = true`")
    package static let checkpointHeld = ErrorCondition(
        .checkpointInUse, "checkpoint '<path>' is in use by <holder>",
        remedy: "wait until it has ended, or stop it")
    package static let checkpointTakenOver = ErrorCondition(
        .checkpointInUse, "checkpoint '<path>' is no longer this run's alone: <why>",
        remedy: "stop all runs on it, then start one; `tidemark inspect '<path>'` shows its state")
    package static let checkpointMapFault = ErrorCondition(
        .checkpointDamaged,
        "checkpoint '<path>' is damaged: state/data.mdb does not hold what its pages lead to: it was cut off "
            + "or changed, or the disk failed",
        remedy: "nothing was changed; `tidemark inspect '<path>' --check` names every damaged page; restore "
            + "the directory from a backup, or start again with a new one")
    package static let checkpointCheckFailed = ErrorCondition(
        .checkpointDamaged, "checkpoint '<path>' is not as it was written: <found>",
        remedy: "restore what is damaged from a backup and run nothing on it before; what is written again "
            + "needs a start of the job only")
    package static let checkpointOvertaken = ErrorCondition(
        .checkpointInUse,
        "checkpoint '<path>' was changed by its run while its pages were read, <attempts> times",
        remedy: "try again when the run has ended or waits for input; it was not hindered")
    package static let checkpointForeign = ErrorCondition(
        .directoryNotEmpty, "'<path>' is no checkpoint and not empty: it holds <names>",
        remedy: "name an empty directory, or one that does not exist yet")
    package static let checkpointUnbornForeign = ErrorCondition(
        .directoryNotEmpty, "'<path>' holds files that no tidemark made: <names>",
        remedy: "look at them and move them away, then run the same command again")
    package static let checkpointAbsent = ErrorCondition(
        .checkpointNotFound, "no checkpoint at '<path>': <why>",
        remedy: "name the directory given to `tidemark run --checkpoint`")
    package static let checkpointNewer = ErrorCondition(
        .checkpointFormat, "checkpoint '<path>' has <what>",
        remedy: "use the tidemark that wrote it, or a newer one")
    package static let checkpointBroken = ErrorCondition(
        .checkpointDamaged, "checkpoint '<path>' is damaged: <what>",
        remedy: "nothing was changed; `tidemark inspect '<path>' --check` names every damaged page; restore "
            + "the directory from a backup, or start again with a new one")
    package static let checkpointLostState = ErrorCondition(
        .checkpointDamaged, "checkpoint '<path>' has lost its state: state/ is missing, but it holds <names>",
        remedy: "bring back state/ or restore a backup; to compute everything again, use a new directory")
    package static let checkpointBehindLogs = ErrorCondition(
        .checkpointDamaged, "checkpoint '<path>': <found>, but <state>: state/ is older than the logs",
        remedy: "bring back the newest state/, or restore the whole directory from one backup; "
            + "`tidemark inspect '<path>'` shows what is there")
    package static let checkpointForbidden = ErrorCondition(
        .pathNotReadable, "checkpoint '<path>': <action> failed: <failure>",
        remedy: "run as the owner, or allow this user to read and write there; nothing was lost")
    package static let checkpointReaderForbidden = ErrorCondition(
        .pathNotReadable,
        "checkpoint '<path>': state/lock.mdb cannot be written (<failure>), and even reading needs it: "
            + "a reader takes a slot in it",
        remedy: "run as the owner, or on a copy of a stopped checkpoint in a directory you can write")
    package static let checkpointDiskFull = ErrorCondition(
        .storageFull,
        "checkpoint '<path>': the disk is full: <action> failed, <space> (<failure>); committed batches are "
            + "safe, nothing was lost",
        remedy: "free some space, then run the same command again")
    package static let checkpointDiskFailed = ErrorCondition(
        .storageFailed,
        "checkpoint '<path>': <action> failed: <failure>; committed batches are safe, nothing was lost",
        remedy: "look at the disk and the kernel's log, then run the same command again")
    package static let checkpointClosed = ErrorCondition(
        .internalDefect, "checkpoint '<path>' is written after it was closed",
        remedy: "report it with the command and what it printed; committed batches are safe")
}

/// What a stored plan or a batch's record says wrongly, and what is asked of a checkpoint that has it not.
extension ErrorCondition {
    package static let batchAbsent = ErrorCondition(
        .usage, "checkpoint '<path>' has no batch <batch>", remedy: "it has <batches>")
    package static let nothingToVerify = ErrorCondition(
        .checkpointNotFound, "checkpoint '<path>' has no batch yet: there is nothing to verify",
        remedy: "run the job first: tidemark run JOB.sql --checkpoint '<path>'")
    package static let storedPlanDamaged = ErrorCondition(
        .checkpointDamaged, "the stored plan <what>",
        remedy: "restore the checkpoint from a backup, or start again with a new one")
    package static let storedPlanNewer = ErrorCondition(
        .checkpointFormat, "the stored plan has the format <format>, newer than <newest>",
        remedy: "use the tidemark that wrote the checkpoint, or a newer one")
    package static let storedZoneUnknown = ErrorCondition(
        .pathNotFound, "the checkpoint's time zone '<zone>' is not on this machine: <reason>",
        remedy: "install the package tzdata, then run the same command again")
    package static let stateEntryDamaged = ErrorCondition(
        .checkpointDamaged, "an entry of the aggregation state is damaged: <what>",
        remedy: "restore the checkpoint from a backup, or start again with a new one")
}

extension ErrorCatalogue {
    static let checkpoint: [ErrorCondition] = [
        .checkpointIsFile, .checkpointOnNetwork, .checkpointHeld, .checkpointTakenOver,
        .checkpointMapFault, .checkpointCheckFailed, .checkpointOvertaken, .checkpointForeign,
        .checkpointUnbornForeign, .checkpointAbsent, .checkpointNewer, .checkpointBroken,
        .checkpointLostState,
        .checkpointBehindLogs, .checkpointForbidden, .checkpointReaderForbidden, .checkpointDiskFull,
        .checkpointDiskFailed, .checkpointClosed, .batchAbsent, .nothingToVerify, .storedPlanDamaged,
        .storedPlanNewer, .storedZoneUnknown, .stateEntryDamaged,
    ]
}
