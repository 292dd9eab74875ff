import Foundation
import TestSupport
import Testing
import TideDurableIO
import TideFormats
import TideModel

/// Backups of stopped and running jobs, restored and run on; damaged ones and newer sinks refused.
@Suite("Backup and restore", .timeLimit(.minutes(5)))
struct BackupTests {
    private static let sinkJob = """
        CREATE TABLE events (time TIMESTAMP, action STRING)
        USING json OPTIONS (path 'events', maxFilesPerTrigger '1');
        CREATE STREAMING TABLE counts USING json TBLPROPERTIES ('path' = 'out')
        AS SELECT time, action FROM STREAM events;
        """

    private func tool(_ stream: NotebookStream, _ arguments: String...) throws -> CommandResult {
        try stream.tidemark().run(arguments)
    }

    @Test("a backup taken between batches is restored, verified, and run on to the undisturbed result")
    func roundTrip() throws {
        let stream = try NotebookStream()
        #expect(try stream.run("ck", "--max-batches", "20").status == 0)
        let digest = try #require(try stream.inspect()["digest"]?.string)
        let made = try tool(stream, "backup", "ck", "saved", "--json")
        #expect(made.status == 0, "\(made)")
        let manifest = try json(made.stdout)
        #expect(manifest["digest"]?.string == digest)
        #expect(manifest["lastBatch"]?.integer == 19)
        #expect(manifest["checkpoint"]?.string == stream.path("ck"))
        let size = try FileManager.default.attributesOfItem(atPath: stream.path("saved/data.mdb"))[.size]
        #expect(manifest["files"]?[0]?["bytes"]?.integer == (size as? Int).map(Int64.init))
        let names = try FileManager.default.contentsOfDirectory(atPath: stream.path("saved")).sorted()
        #expect(names == ["data.mdb", "manifest.json"])
        #expect(!stream.exists("saved.tmp"))
        // The original goes on, which is nothing to the backup.
        #expect(try stream.run().status == 0)
        let restored = try tool(stream, "restore", "saved", "again")
        #expect(restored.status == 0 && restored.stdout.hasPrefix("restored batch 19, "), "\(restored)")
        #expect(try stream.lastBatch("again") == 19)
        #expect(try stream.inspect("again")["digest"]?.string == digest)
        try stream.finishAndCompare("again", with: try NotebookStream.undisturbedRows(), fast: false)
        #expect(stream.exists("again/commits/0") && stream.exists("again/offsets/49"))
    }

    @Test("a backup of a running job ends with a whole batch")
    func running() throws {
        let stream = try NotebookStream()
        let run = try stream.start("ck", failPoints: "compute.after:9:stop")
        while stream.newestLog("ck") < 7 { _ = SignalFlag.wait(upToNanoseconds: 5_000_000) }
        let made = try tool(stream, "backup", "ck", "saved")
        #expect(made.status == 0 && made.stdout.hasPrefix("backed up batch 7, "), "\(made)")
        run.send(SIGCONT)
        #expect(try run.wait().status == 0)
        #expect(try tool(stream, "restore", "saved", "again").status == 0)
        #expect(try stream.total("again") == 8 * stream.rowsPerFile)
        try stream.finishAndCompare("again", with: try NotebookStream.undisturbedRows())
    }

    @Test("every flipped byte of a backup is found before anything is restored")
    func damage() throws {
        let stream = try NotebookStream(files: 3, rows: 20)
        #expect(try stream.run().status == 0)
        #expect(try tool(stream, "backup", "ck", "saved").status == 0)
        for (name, places) in [("data.mdb", [0, 5_000, 20_000]), ("manifest.json", [3, 40, 200])] {
            let file = URL(fileURLWithPath: stream.path("saved/" + name))
            let whole = try Data(contentsOf: file)
            for place in places {
                var bytes = whole
                bytes[place] ^= 1
                try bytes.write(to: file)
                let result = try tool(stream, "restore", "saved", "again")
                #expect(result.status == 3, "\(name) \(place): \(result)")
                #expect(result.stderr.contains("the backup '\(stream.path("saved"))' is damaged: \(name)"))
                #expect(!stream.exists("again"))
            }
            try whole.write(to: file)
        }
        #expect(try tool(stream, "restore", "saved", "again").status == 0)
    }

    @Test("killed while it restores: the place is no checkpoint and can be restored to again")
    func killedRestore() throws {
        let stream = try NotebookStream(files: 3, rows: 20)
        #expect(try stream.run().status == 0)
        #expect(try tool(stream, "backup", "ck", "saved").status == 0)
        for point in ["birth.begin", "birth.built", "birth.synced"] {
            let killed = try stream.tidemark(failPoints: point + ":1").run("restore", "saved", "again")
            #expect(killed.signal == SIGKILL)
            #expect(!stream.exists("again/state"))
        }
        #expect(try tool(stream, "restore", "saved", "again").status == 0)
        #expect(try stream.rows("again") == stream.rows())
    }

    @Test("killed while it backs up: no backup or a whole one, and the next try makes it")
    func killedBackup() throws {
        let stream = try NotebookStream(files: 3, rows: 20)
        #expect(try stream.run().status == 0)
        for point in ["backup.copied", "backup.described", "backup.renamed"] {
            let place = "saved-\(point)"
            let killed = try stream.tidemark(failPoints: point + ":1").run("backup", "ck", place)
            #expect(killed.signal == SIGKILL)
            #expect(stream.exists(place) == (point == "backup.renamed"))
            #expect(stream.exists(place + ".tmp") == (point != "backup.renamed"))
            if point != "backup.renamed" { #expect(try tool(stream, "backup", "ck", place).status == 0) }
            #expect(!stream.exists(place + ".tmp"))
            #expect(try tool(stream, "restore", place, "again-\(point)").status == 0)
        }
        // A step that fails leaves nothing.
        let failed = try stream.tidemark(failPoints: "backup.copied:1:nospace").run("backup", "ck", "full")
        #expect(failed.status == 4 && !stream.exists("full") && !stream.exists("full.tmp"), "\(failed)")
    }

    @Test("a newer sink is refused, with the batches that would be written again")
    func newerSink() throws {
        let stream = try NotebookStream(files: 6, rows: 20, appends: true, job: Self.sinkJob)
        #expect(try stream.run("ck", "--max-batches", "3").status == 0)
        #expect(try tool(stream, "backup", "ck", "saved").status == 0)
        let equal = try tool(stream, "restore", "saved", "equal")
        #expect(equal.status == 0, "\(equal)")
        #expect(try stream.run().status == 0)
        let refused = try tool(stream, "restore", "saved", "again")
        #expect(refused.status == 3)
        #expect(ErrorCondition.restoreSinkNewer.fits(refused.stderr))
        #expect(
            refused.stderr.replacing(stream.directory.path, with: "DIR") == """
                error [SINK_CONFLICT]: the backup 'DIR/saved' ends with batch 2, but its sink 'DIR/out' \
                holds batch 5: batches 3 to 5 would be written a second time
                  next: restore a newer backup; or remove the sink's files of batches 3 to 5 (the number \
                stands in their names) and its .tidemark, then restore again; nothing was changed

                """)
        #expect(!stream.exists("again/state"))
        // What the message advises.
        for batch in 3...5 {
            let name = "part-00000-" + String(repeating: "0", count: 19) + "\(batch)-c000.json"
            try FileManager.default.removeItem(atPath: stream.path("out/" + name))
        }
        try FileManager.default.removeItem(atPath: stream.path("out/.tidemark"))
        #expect(try tool(stream, "restore", "saved", "again").status == 0)
        #expect(try stream.run("again").status == 0)
        let verified = try stream.verify("again")
        #expect(verified.status == 0, "\(verified)")
    }

    private static let refusals: [CommandRefusal] = [
        CommandRefusal(
            .backupExists, ["backup", "ck", "photos"],
            """
            error [DIRECTORY_NOT_EMPTY]: cannot back up to 'DIR/photos': there is something already
              next: name a place that does not exist yet; a backup never replaces another one
            """, setup: "eval \"$JOB\""),
        CommandRefusal(
            .backupWithinCheckpoint, ["backup", "ck", "ck/saved"],
            """
            error [INVALID_PARAMETER_VALUE]: the backup 'DIR/ck/saved' and the checkpoint 'DIR/ck' lie \
            within one another
              next: choose a place beside the checkpoint, better on another disk
            """, setup: "eval \"$JOB\""),
        CommandRefusal(
            .backupAbsent, ["restore", "photos", "new"],
            """
            error [PATH_NOT_FOUND]: no backup at 'DIR/photos': it has no manifest.json
              next: name the directory given to `tidemark backup CHECKPOINT DEST`
            """),
        CommandRefusal(
            .backupDamaged, ["restore", "saved", "new"],
            """
            error [CHECKPOINT_DAMAGED]: the backup 'DIR/saved' is damaged: data.mdb is missing
              next: nothing was restored; use another backup, or start again with a new checkpoint
            """, setup: "eval \"$JOB\"; \"$TOOL\" backup ck saved; rm saved/data.mdb"),
        CommandRefusal(
            .restoreOccupied, ["restore", "saved", "ck"],
            """
            error [DIRECTORY_NOT_EMPTY]: cannot restore to 'DIR/ck': there is a checkpoint already
              next: name a place that does not exist yet, or move the checkpoint away first
            """, setup: "eval \"$JOB\"; \"$TOOL\" backup ck saved"),
        CommandRefusal(
            .checkpointForeign, ["restore", "saved", "photos"],
            """
            error [DIRECTORY_NOT_EMPTY]: 'DIR/photos' is no checkpoint and not empty: it holds cat.jpg
              next: name an empty directory, or one that does not exist yet
            """, setup: "eval \"$JOB\"; \"$TOOL\" backup ck saved"),
    ]

    @Test("refusals", arguments: refusals) func refused(refusal: CommandRefusal) throws {
        try refusal.check()
    }
}
