import TideAdmin
import TideCheckpoint
import TideConnectors
import TideFormats
import TideModel

extension FuzzTarget {
    /// The files beside the state: a value that is written as it is read, or none.
    ///
    /// An input is a byte that says which file, and its bytes.
    static let logs = FuzzTarget(
        name: "logs", maximumBytes: 2_048,
        words: [
            "v1\n", "{\"batchWatermarkMs\":", "\"batchTimestampMs\":", "\"conf\":{", "{\"logOffset\":", "\n",
            "{\"nextBatchWatermarkMs\":", "{\"id\":\"", "\"source\":", "\"path\":", "\"start\":", "\"end\":",
            "\"size\":",
            "\"mtime\":", "\"inode\":", "\"unit\":", "\"queryId\":", "\"epoch\":", "\"drained\":",
            "\"mount\":",
            "\"planVersion\":", "\"kind\":\"data\"", "-9223372036854775808", "18446744073709551616", "1e5",
        ],
        seeds: { repository in
            let checkpoint = "checkpoints-example/checkpoint"
            let logs = try ["offsets", "commits", "slices"].enumerated().flatMap { kind, log in
                try repository.files("\(checkpoint)/\(log)").map { [UInt8(kind)] + $0 }
            }
            let mark = #"{"queryId":"q","epoch":1,"drained":0,"mount":"m"}"#
            let manifest =
                #"{"format":1,"queryId":"q","checkpoint":"/c","epoch":1,"lastBatch":0,"drainedBatch":0,"#
                + #""sink":null,"digest":"0","entries":1,"createdAt":"t","engine":"1","files":[],"#
                + #""checksum":1}"#
            return logs + [
                [3] + (try repository.bytes("\(checkpoint)/metadata")),
                [4] + (try repository.bytes("\(checkpoint)/query.json")), [5] + Array(mark.utf8),
                [6] + Array(manifest.utf8),
            ]
        },
        trial: { _ in
            { input in
                var reader = InputReader(input)
                let (kind, bytes) = (reader.byte() % 7, reader.remaining())
                switch kind {
                case 0: return problem(OffsetText(bytes: bytes))
                case 1: return problem(CommitText(bytes: bytes))
                case 2: return problem(SliceText(bytes: bytes))
                case 3: return problem(MetadataText(bytes: bytes))
                case 4: return problem(of: bytes)
                case 5:
                    _ = try? SinkMark(bytes, path: "/sink")
                    return nil
                default:
                    _ = try? BackupManifest(bytes, path: "/backup")
                    return nil
                }
            }
        })

    /// A log that is not written as it was read.
    private static func problem(_ text: (some LogText)?) -> String? {
        guard let text else { return nil }
        return type(of: text).init(bytes: text.bytes) == text ? nil : "\(text) is written otherwise"
    }

    /// JSON that is not written as it was read.
    private static func problem(of bytes: [UInt8]) -> String? {
        guard let value = try? JSONValue(parsing: bytes) else { return nil }
        _ = value.prettyText
        return (try? JSONValue(parsing: value.bytes)) == value ? nil : "\(value.text) is written otherwise"
    }
}
