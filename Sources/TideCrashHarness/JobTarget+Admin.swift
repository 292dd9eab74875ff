import TideDurableIO

/// Backups, restores and rollbacks in the middle of a job.
extension JobTarget {
    private static let backup = "backup"

    /// Whether there is something to do, after the batch `last`.
    func canPerform(_ admin: AdminCommand, last: Int) -> Bool {
        if case .rollback(let batch) = admin { batch < last } else { last >= 0 }
    }

    func arguments(of admin: AdminCommand) -> [String] {
        switch admin {
        case .rollback(let batch): [job.tool, "rollback", "ck", "--to-batch", "\(batch)", "--apply"]
        case .backup: [job.tool, "backup", "ck", Self.backup]
        case .restore: [job.tool, "restore", Self.backup, "ck"]
        }
    }

    /// Makes what a command needs: of a restore, a backup, and no checkpoint any more.
    func prepare(_ admin: AdminCommand) throws {
        guard admin == .restore else { return }
        try succeed(arguments(of: .backup), "a backup")
        try FileSystem.removeTree(path("ck"))
    }

    /// Performs to its end what a fault has cut off: a backup and its restore. A rollback is finished by the
    /// next start, if it was committed.
    ///
    /// - Returns: by how much batches have higher numbers from there on.
    func finish(_ admin: AdminCommand, _ occasion: String, last: Int) throws -> Int {
        switch admin {
        case .rollback(let batch):
            return try lastBatch(occasion) > last ? last + 1 - batch : 0
        case .backup:
            if try FileSystem.status(path(Self.backup)) == nil {
                try succeed(arguments(of: .backup), occasion)
            }
            try FileSystem.removeTree(path("ck"))
            try succeed(arguments(of: .restore), occasion)
        case .restore:
            if try FileSystem.status(path("ck/state")) == nil {
                try succeed(arguments(of: .restore), occasion)
            }
        }
        try FileSystem.removeTree(path(Self.backup))
        return 0
    }
}
