package import TideDurableIO
package import TideFormats
package import TideModel

/// What a file source says when its input is not what it was; each names the file.
package enum InputErrors {
    package static func cannotOpen(_ failure: IOFailure, path: String) -> TidemarkError {
        if failure.isAbsent { return missing(path) }
        return TidemarkError(.inputNotReadable, ["path": path, "failure": "\(failure)"])
    }

    package static func missing(_ path: String) -> TidemarkError {
        TidemarkError(.inputGone, ["path": path])
    }

    /// - Parameter size: the file's; nil for a compressed one, whose content may have any.
    package static func goneInTheMiddle(_ path: String, position: Int64, of size: Int64?) -> TidemarkError {
        let read = size.map { "\(position) of its \($0) bytes" } ?? "\(position) decompressed bytes"
        return TidemarkError(.inputGoneHalfRead, ["path": path, "read": read])
    }

    package static func unreadableName(_ name: String, in directory: String) -> TidemarkError {
        TidemarkError(.inputNameNotText, ["path": directory, "name": name])
    }

    package static func danglingLink(_ path: String) -> TidemarkError {
        TidemarkError(.inputLinkDangles, ["path": path])
    }

    package static func changedWhileReading(_ path: String) -> TidemarkError {
        TidemarkError(.inputChangedWhileRead, ["path": path])
    }

    package static func changedAfterReading(_ path: String, _ what: String) -> TidemarkError {
        TidemarkError(.inputChangedAfterRead, ["path": path, "what": what])
    }

    package static func grown(_ path: String, from read: Int64, to size: Int64) -> TidemarkError {
        TidemarkError(.inputGrown, ["path": path, "read": "\(read)", "size": "\(size)"])
    }

    package static func partitionAppeared(_ name: String, in directory: String) -> TidemarkError {
        TidemarkError(.inputPartitioned, ["path": directory, "name": name])
    }

    package static func partitionsDiffer(
        _ path: String, _ expected: [String], _ found: [String]
    ) -> TidemarkError {
        func text(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }
        return TidemarkError(
            .inputPartitionsDiffer, ["path": path, "found": text(found), "expected": text(expected)])
    }

    package static func damaged(_ path: String, offset: Int64, _ what: String) -> TidemarkError {
        TidemarkError(.inputDamaged, ["path": path, "offset": "\(offset)", "what": what])
    }

    package static func cutShort(_ path: String, size: Int64) -> TidemarkError {
        TidemarkError(.inputCutShort, ["path": path, "size": "\(size)"])
    }

    package static func malformed(_ line: MalformedLine, path: String) -> TidemarkError {
        TidemarkError(
            .lineMalformed,
            [
                "path": path, "offset": "\(line.offset)", "reason": line.reason.name,
                "excerpt": line.excerpt,
            ])
    }

    package static func lineTooLong(_ path: String, offset: Int64) -> TidemarkError {
        TidemarkError(
            .lineTooLong, ["path": path, "offset": "\(offset)", "limit": "\(SliceReader.lineBytesMax)"])
    }
}
