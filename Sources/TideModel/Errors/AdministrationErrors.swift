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

extension ErrorCatalogue {
    static let administration: [ErrorCondition] = [
        .backupExists, .backupWithinCheckpoint, .backupAbsent, .backupDamaged, .restoreOccupied,
        .restoreSinkNewer,
    ]
}
