/// What is said of backups.
extension ErrorCondition {
    package static let backupExists = ErrorCondition(
        .directoryNotEmpty, "cannot back up to '<path>': there is something already",
        remedy: "name a place that does not exist yet; a backup never replaces another one")
    package static let backupWithinCheckpoint = ErrorCondition(
        .invalidArgument, "the backup '<backup>' and the checkpoint '<checkpoint>' lie within one another",
        remedy: "choose a place beside the checkpoint, better on another disk")
    package static let backupAbsent = ErrorCondition(
        .pathNotFound, "no backup at '<path>': <why>",
        remedy: "name the directory given to `tidemark backup CHECKPOINT DEST`")
    package static let backupDamaged = ErrorCondition(
        .checkpointDamaged, "the backup '<path>' is damaged: <what>",
        remedy: "nothing was restored; use another backup, or start again with a new checkpoint")
    package static let restoreOccupied = ErrorCondition(
        .directoryNotEmpty, "cannot restore to '<path>': there is a checkpoint already",
        remedy: "name a place that does not exist yet, or move the checkpoint away first")
    package static let restoreSinkNewer = ErrorCondition(
        .sinkConflict,
        "the backup '<path>' ends with batch <last>, but its sink '<sink>' holds batch <newest>: <batches> "
            + "would be written a second time",
        remedy: "restore a newer backup; or remove the sink's files of <batches> (the number stands in their "
            + "names) and its .tidemark, then restore again; nothing was changed")
}

/// What is said of batches that are asked for later.
extension ErrorCondition {
    package static let batchBeforeHistory = ErrorCondition(
        .usage, "checkpoint '<path>' no longer knows what it was at the end of batch <batch>",
        remedy: "its history reaches back to the end of batch <earliest>: name that or a later one")
    package static let batchRolledBack = ErrorCondition(
        .usage, "batch <batch> of checkpoint '<path>' was rolled back by batch <by>",
        remedy: "name another batch; `tidemark inspect '<path>'` lists them")
    package static let rollbackSinkUnhandled = ErrorCondition(
        .usage, "the rows of <batches> were handed to <sink>, which cannot give them back",
        remedy: "undo there what was made of them, then add --sink-handled; nothing was changed")
    package static let rollbackInputGone = ErrorCondition(
        .inputMissing,
        "to go back to the end of batch <batch>, '<path>'<count> would have to be read again, and it is gone",
        remedy: "bring it back, for example from where cleanSource archived it, or go back to a later batch; "
            + "nothing was changed")
    package static let diffSidesUnclear = ErrorCondition(
        .usage, "it is not clear what to compare",
        remedy: "give one checkpoint with --from (and --to), or two checkpoints")
}

extension ErrorCatalogue {
    static let administration: [ErrorCondition] = [
        .batchBeforeHistory, .batchRolledBack, .rollbackSinkUnhandled, .rollbackInputGone, .diffSidesUnclear,
        .backupExists, .backupWithinCheckpoint, .backupAbsent, .backupDamaged, .restoreOccupied,
        .restoreSinkNewer,
    ]
}
