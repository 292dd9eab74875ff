import Testing
import TideModel

@Suite("Suggestions")
struct SuggestionTests {
    @Test(
        "a slip of the hand is named, else the choice is listed",
        arguments: [
            ("acton", "did you mean action?"),  // one left out
            ("actionn", "did you mean action?"),  // one too many
            ("acrion", "did you mean action?"),  // one wrong
            ("atcion", "did you mean action?"),  // neighbours swapped
            ("ACTION_", "did you mean action?"),  // without regard to case
            ("tme", "did you mean time?"),
            ("zzz", "the columns are: time, action"),
            ("", "the columns are: time, action"),
        ])
    func near(name: String, expected: String) {
        #expect(suggestion(for: name, among: ["time", "action"], kind: "columns") == expected)
    }

    @Test("without a kind, or with nothing to choose from, there is no list")
    func none() {
        #expect(suggestion(for: "zzz", among: ["time"]).isEmpty)
        #expect(suggestion(for: "zzz", among: [], kind: "columns").isEmpty)
    }

    @Test("alternatives read as in a sentence")
    func list() {
        #expect(alternatives([]).isEmpty)
        #expect(alternatives(["a"]) == "a")
        #expect(alternatives(["a", "b"]) == "a or b")
        #expect(alternatives(["a", "b", "c"]) == "a, b or c")
    }
}
