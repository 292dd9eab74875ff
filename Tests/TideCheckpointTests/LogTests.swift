import Testing
import TideCheckpoint
import TideModel

private func text(_ log: some LogText) -> String { String(decoding: log.bytes, as: UTF8.self) }

private let plan = PlannedBatch(
    id: 3, kind: .data, timestampMs: 1_469_500_000_123, watermarkMs: 7, planVersion: 2, logOffsets: [3],
    slices: [
        Slice(
            path: "a \"b\".json", start: 0, end: 90,
            identity: FileIdentity(sizeBytes: 90, mtimeNs: 1_469_500_000_123_456_789, inode: 42, device: 9)),
        Slice(
            source: 1, path: "d/\u{e9}.json", start: 10, end: 20,
            identity: FileIdentity(sizeBytes: 200, mtimeNs: -1, inode: .max, device: 0)),
    ])

private func check<Text: LogText>(_ log: Text) {
    let bytes = log.bytes
    #expect(Text.read(bytes) == .whole(log))
    #expect(Text.read(nil) == .absent)
    #expect(Text.read([]) == .torn)
    #expect(Text.read([UInt8](repeating: 0, count: bytes.count)) == .torn)
    for count in 0..<bytes.count { #expect(Text.read(Array(bytes[..<count])) == .torn) }
    for count in 0..<bytes.count {
        let zeroed = Array(bytes[..<count]) + [UInt8](repeating: 0, count: bytes.count - count)
        #expect(Text.read(zeroed) == .torn)
    }
}

@Suite("log texts") struct LogTests {
    // Expected: Spark's bytes, spark-semantics 1.2 to 1.4 (45 bytes of metadata, 29 of a commit with
    // watermark 0).
    @Test("metadata, offsets and commits have Spark's bytes")
    func sparkBytes() {
        let id = "d0e1f2a3-0000-4000-8000-000000000001"
        #expect(text(MetadataText(id: id)) == #"{"id":"\#(id)"}"#)
        #expect(MetadataText(id: id).bytes.count == 45)
        #expect(
            text(plan.offsetText)
                == "v1\n"
                + #"{"batchWatermarkMs":7,"batchTimestampMs":1469500000123,"conf":{}}"# + "\n"
                + #"{"logOffset":3}"#)
        #expect(text(CommitText(nextBatchWatermarkMs: 0)) == "v1\n" + #"{"nextBatchWatermarkMs":0}"#)
        #expect(CommitText(nextBatchWatermarkMs: 0).bytes.count == 29)
    }

    @Test("slices have a head and a line a slice")
    func sliceBytes() {
        #expect(
            text(plan.sliceText) == """
                {"batch":3,"kind":"data","planVersion":2,"slices":2}
                {"source":0,"path":"a \\"b\\".json","start":0,"end":90,"size":90,\
                "mtime":1469500000123456789,"inode":42,"device":9}
                {"source":1,"path":"d/\u{e9}.json","start":10,"end":20,"size":200,\
                "mtime":-1,"inode":-1,"device":0}

                """)
    }

    @Test("each text comes back; cut anywhere, empty or filled with zeros it is torn")
    func tornTexts() {
        check(plan.offsetText)
        check(plan.sliceText)
        check(CommitText(nextBatchWatermarkMs: 1_469_500_000_123))
        check(MetadataText(id: "x"))
        #expect(PlannedBatch(offsets: plan.offsetText, slices: plan.sliceText) == plan)
    }

    @Test("paths follow the layout", arguments: ["/ck", "/ck/", "/ck//"])
    func layout(root: String) {
        let layout = CheckpointLayout(root: root)
        #expect(layout.root == "/ck")
        #expect(layout.file(.offsets, 12) == "/ck/offsets/12")
        #expect(layout.stateData == "/ck/state/data.mdb")
        #expect(CheckpointLayout(root: "/").metadata == "/metadata")
    }
}
