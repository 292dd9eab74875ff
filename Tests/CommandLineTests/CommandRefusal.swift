import TestSupport
import Testing
import TideModel

/// A command line that is refused: the entry of the catalogue, and stderr word for word, where DIR stands for
/// the working directory.
struct CommandRefusal: Sendable, CustomTestStringConvertible {
    let condition: ErrorCondition
    let arguments: [String]
    let text: String
    var environment: [String: String] = [:]

    init(
        _ condition: ErrorCondition, _ arguments: [String], _ text: String,
        environment: [String: String] = [:]
    ) {
        self.condition = condition
        self.arguments = arguments
        self.text = text
        self.environment = environment
    }

    var testDescription: String { arguments.joined(separator: " ") }

    /// Runs the command in `directory` and compares.
    func check(in place: TemporaryDirectory) throws {
        let directory = place.path
        let result = try CommandRunner.tidemark(environment: environment, directory: directory).run(arguments)
        let printed = result.stderr.replacing(directory, with: "DIR")
        #expect(printed == text + "\n")
        #expect(condition.fits(printed), "\(condition)")
        #expect(result.status == condition.code.exitStatus.rawValue)
        #expect(result.stdout.isEmpty)
    }
}
