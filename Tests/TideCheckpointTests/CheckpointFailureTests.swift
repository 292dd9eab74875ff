import Glibc
import TestSupport
import Testing
import TideDurableIO
@testable import TideLMDB
import TideModel

@testable import TideCheckpoint

/// What the layers below throw, as it is printed. The errors are made here: who runs the tests may be allowed
/// everything, and a disk does not fail when asked.
@Suite("failures below a checkpoint") struct CheckpointFailureTests {
    struct Row: Sendable {
        let condition: ErrorCondition
        let error: any Error
        let text: String

        init(_ condition: ErrorCondition, _ error: any Error, _ text: String) {
            self.condition = condition
            self.error = error
            self.text = text
        }
    }

    private static func io(_ errno: Int32) -> IOFailure {
        IOFailure(operation: "open", path: "/none/ck/lock", errno: errno)
    }

    private static func lmdb(_ code: LMDBError.Code) -> LMDBError {
        LMDBError(operation: "mdb_env_open", code: code, path: "/none/ck/state")
    }

    private static let rows = [
        Row(
            .checkpointForbidden, io(EACCES),
            """
            error [PATH_NOT_READABLE]: checkpoint '/none/ck': opening failed: open /none/ck/lock: \
            Permission denied (13)
              next: run as the owner, or allow this user to read and write there; nothing was lost
            """),
        Row(
            .checkpointReaderForbidden, lmdb(LMDBError.Code(rawValue: EACCES)),
            """
            error [PATH_NOT_READABLE]: checkpoint '/none/ck': state/lock.mdb cannot be written (mdb_env_open \
            /none/ck/state: Permission denied (13)), and even reading needs it: a reader takes a slot in it
              next: run as the owner, or on a copy of a stopped checkpoint in a directory you can write
            """),
        Row(
            .checkpointHeld, lmdb(.alreadyOpen),
            """
            error [CHECKPOINT_IN_USE]: checkpoint '/none/ck' is in use by another query of this process
              next: wait until it has ended, or stop it
            """),
        Row(
            .checkpointBroken, lmdb(.corrupted),
            """
            error [CHECKPOINT_DAMAGED]: checkpoint '/none/ck' is damaged: mdb_env_open /none/ck/state: \
            MDB_CORRUPTED: Located page was wrong type (-30796)
              next: nothing was changed; `tidemark inspect '/none/ck' --check` names every damaged page; \
            restore the directory from a backup, or start again with a new one
            """),
        Row(
            .checkpointOvertaken, PagesOvertaken(attempts: 3),
            """
            error [CHECKPOINT_IN_USE]: checkpoint '/none/ck' was changed by its run while its pages were \
            read, 3 times
              next: try again when the run has ended or waits for input; it was not hindered
            """),
        Row(
            .checkpointDiskFull, io(ENOSPC),
            """
            error [STORAGE_FULL]: checkpoint '/none/ck': the disk is full: opening failed, the free space is \
            unknown (open /none/ck/lock: No space left on device (28)); committed batches are safe, nothing \
            was lost
              next: free some space, then run the same command again
            """),
        Row(
            .checkpointDiskFailed, lmdb(LMDBError.Code(rawValue: EIO)),
            """
            error [STORAGE_FAILED]: checkpoint '/none/ck': opening failed: mdb_env_open /none/ck/state: \
            Input/output error (5); committed batches are safe, nothing was lost
              next: look at the disk and the kernel's log, then run the same command again
            """),
        Row(
            .checkpointNewer, NewerFormat(format: 9, unknownFeatures: 0),
            """
            error [CHECKPOINT_FORMAT_TOO_NEW]: checkpoint '/none/ck' has format 9, this engine reads up to \
            \(CommitRecord.newestFormat)
              next: use the tidemark that wrote it, or a newer one
            """),
        Row(
            .checkpointNewer, NewerFormat(format: 1, unknownFeatures: 4),
            """
            error [CHECKPOINT_FORMAT_TOO_NEW]: checkpoint '/none/ck' has features 0x4 that this engine does \
            not know
              next: use the tidemark that wrote it, or a newer one
            """),
    ]

    @Test("each is told by what it means for the checkpoint", arguments: rows)
    func failure(row: Row) {
        let shown = "\(CheckpointFailure(root: "/none/ck").error(row.error, during: "opening"))"
        #expect(shown == row.text)
        #expect(row.condition.fits(shown))
    }

    @Test("a checkpoint whose lock file was removed or that was closed is written no more")
    func overtaken() throws {
        let sample = try Sample()
        let writer = try sample.open()
        #expect(unlink(sample.layout.lock) == 0)
        let taken = "\(try #require(shownError { try Sample.run(writer, delta: []) }))"
        #expect(
            taken == """
                error [CHECKPOINT_IN_USE]: checkpoint '\(sample.root)' is no longer this run's alone: its \
                lock file was removed or replaced
                  next: stop all runs on it, then start one; `tidemark inspect '\(sample.root)'` shows its \
                state
                """)
        #expect(ErrorCondition.checkpointTakenOver.fits(taken))

        let other = try Sample()
        let closed = try other.open()
        try closed.close(markClean: true)
        let late = "\(try #require(shownError { try Sample.run(closed, delta: []) }))"
        #expect(
            late == """
                error [INTERNAL_DEFECT]: checkpoint '\(other.root)' is written after it was closed
                  next: report it with the command and what it printed; committed batches are safe
                """)
        #expect(ErrorCondition.checkpointClosed.fits(late))
    }
}
