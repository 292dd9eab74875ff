import ArgumentParser
import Glibc
import TideDurableIO
import TideModel
import TideStreaming

/// The root command: parses, runs one subcommand, and turns whatever ends it into the exit status of the
/// command-line contract.
@main
struct TidemarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tidemark",
        abstract: "Exactly-once micro-batches over files, with an answer anyone can check.",
        discussion: """
            Exit status: 0 done; 1 the answer is no (verify found a difference); 2 usage, a bad job, or a \
            job that does not fit the checkpoint; 3 checkpoint or data damaged, changed or in use; 4 the \
            engine or the machine failed.
            """,
        version: "tidemark \(TidemarkVersion.text)",
        subcommands: [
            RunCommand.self, QueryCommand.self, SQLCommand.self, InspectCommand.self, VerifyCommand.self,
            PlotCommand.self, GenerateCommand.self,
        ])

    static func main() {
        signal(SIGPIPE, SIG_IGN)  // A closed stdout shows as EPIPE where it is written, and ends quietly.
        Glibc.exit(status(of: Array(CommandLine.arguments.dropFirst())))
    }

    /// Runs one command line and returns the process's exit status.
    static func status(of arguments: [String]) -> Int32 {
        do {
            try refuseBadFailPoints()
            try refuseUnknownCommand(arguments.first)
            var command = try parseAsRoot(arguments)
            try command.run()
            return ExitStatus.success.rawValue
        } catch {
            return report(error)
        }
    }

    /// Prints what ended the command and returns the exit status that goes with it.
    private static func report(_ error: any Error) -> Int32 {
        switch error {
        case is BrokenPipe:
            return ExitStatus.success.rawValue
        case let error as TidemarkError:
            StandardError.line(error.description)
            return error.code.exitStatus.rawValue
        case let failure as IOFailure:
            return report(TidemarkError(failure))
        case let exit as ExitCode:
            return exit.rawValue
        default:
            return reportParserExit(error)
        }
    }

    private static func reportParserExit(_ error: any Error) -> Int32 {
        switch exitCode(for: error) {
        case .success:
            var output = StandardOutput()
            do {
                try output.write(fullMessage(for: error) + "\n")
                try output.finish()
            } catch {
                return report(error)
            }
            return ExitStatus.success.rawValue
        case .validationFailure:
            let text = fullMessage(for: error)
            let prefix = "Error: "
            let body = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
            StandardError.line("error [\(ErrorCode.usage.rawValue)]: \(body)")
            return ErrorCode.usage.exitStatus.rawValue
        default:
            StandardError.line("error [\(ErrorCode.internalDefect.rawValue)]: \(error)")
            return ExitStatus.failure.rawValue
        }
    }

    private static func refuseBadFailPoints() throws {
        if let problem = FailPoints.configurationProblem { throw TidemarkError(.usage, problem) }
    }

    /// Names of the contract that this version does not have yet; each is refused by name.
    private static let laterCommands = ["backup", "crashtest", "diff", "restore", "rollback"]

    private static func refuseUnknownCommand(_ word: String?) throws {
        guard let word, !word.hasPrefix("-") else { return }
        if laterCommands.contains(word) { throw TidemarkError.unavailable("tidemark \(word)") }
        let known = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        guard !known.contains(word) else { return }
        let remedy =
            nearestName(to: word, among: known).map { "did you mean `tidemark \($0)`?" }
            ?? "tidemark --help"
        throw TidemarkError(.usage, "there is no command `\(word)`", remedy: remedy)
    }
}
