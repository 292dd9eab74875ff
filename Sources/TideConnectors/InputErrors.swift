package import TideDurableIO
package import TideModel

/// What a file source says when its input is not what it was; each names the file.
package enum InputErrors {
    package static func cannotOpen(_ failure: IOFailure, path: String) -> TidemarkError {
        if failure.isAbsent { return missing(path) }
        return TidemarkError(
            .pathNotReadable, "cannot read input file '\(path)': \(failure)",
            remedy: "make it readable, then run the same command again; nothing was lost")
    }

    package static func missing(_ path: String) -> TidemarkError {
        TidemarkError(
            .inputMissing, "input file '\(path)' is gone before it was read",
            remedy: "run the same command again: with the file back it is read, without it the others are")
    }

    package static func goneInTheMiddle(_ path: String, position: Int64, size: Int64) -> TidemarkError {
        TidemarkError(
            .inputMissing,
            "input file '\(path)' is gone: \(position) of its \(size) bytes were read, the rest was not",
            remedy: "put it back and run the same command again; what was committed stays as it is")
    }

    package static func unreadableName(_ name: String, in directory: String) -> TidemarkError {
        TidemarkError(
            .pathNotReadable,
            "a file in '\(directory)' has a name that is not UTF-8 and cannot be opened: '\(name)'",
            remedy: "rename it, then run the same command again")
    }

    package static func danglingLink(_ path: String) -> TidemarkError {
        TidemarkError(
            .pathNotReadable, "'\(path)' is a link to a file that is not there",
            remedy: "mend or remove the link, then run the same command again")
    }

    package static func changedWhileReading(_ path: String) -> TidemarkError {
        TidemarkError(
            .inputChanged,
            "input file '\(path)' changed while it was being read; nothing of it was committed",
            remedy: "files should land whole (write elsewhere, then rename); run the same command again")
    }

    package static func changedAfterReading(_ path: String, _ what: String) -> TidemarkError {
        TidemarkError(
            .inputChanged, "input file '\(path)' changed after it was read: \(what)",
            remedy: "restore the file and run the same command again; what was committed stays as it is")
    }

    package static func grown(_ path: String, from read: Int64, to size: Int64) -> TidemarkError {
        TidemarkError(
            .inputChanged,
            "input file '\(path)' grew after it was read: \(read) bytes were read, it has \(size) now",
            remedy:
                "land new records in new files, or set OPTIONS (appends 'ignore') to leave the rest unread")
    }

    package static func lineTooLong(_ path: String, offset: Int64) -> TidemarkError {
        TidemarkError(
            .malformedRecord,
            "the line at byte \(offset) of '\(path)' is longer than \(SliceReader.lineBytesMax) bytes",
            remedy: "break it up or move the file away, then run the same command again")
    }
}
