import Testing
import TideCheckpoint

@testable import TideStreaming

@Suite struct SourceRootTests {
    @Test(
        "the relative path leads from the checkpoint to the root",
        arguments: [
            ("/a/events", "/a/ck", "../events"), ("/a/b/events", "/x/ck", "../../a/b/events"),
            ("/a/ck2/in", "/a/ck2/../ck", "../ck2/in"),
        ])
    func relative(root: String, checkpoint: String, expected: String) {
        #expect(SourceRoot(root: root, checkpoint: checkpoint).relative == expected)
    }

    @Test(
        "paths overlap when one lies within the other",
        arguments: [
            ("/a/b", "/a/b", true), ("/a/b", "/a/b/c", true), ("/a/b/c", "/a/b", true),
            ("/a/b", "/a/bc", false),
            ("/a/./b", "/a/x/../b/c", true),
        ])
    func overlaps(left: String, right: String, expected: Bool) {
        #expect(SourceRoot.overlaps(left, right) == expected)
    }
}
