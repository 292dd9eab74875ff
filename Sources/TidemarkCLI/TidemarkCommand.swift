import ArgumentParser
import Glibc
import TideDurableIO
import TideModel
import TideStreaming
import Tidemark

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
            BackupCommand.self, RestoreCommand.self, RollbackCommand.self, DiffCommand.self, PlotCommand.self,
            CrashTestCommand.self, GenerateCommand.self,
        ])

    static func main() {
        signal(SIGPIPE, SIG_IGN)  // A closed stdout shows as EPIPE where it is written, and ends quietly.
        Glibc.exit(status(of: Array(CommandLine.arguments.dropFirst())))
    }

    /// Runs one command line and returns the process's exit status.
    static func status(of arguments: [String]) -> Int32 {
        do {
            try refuseBadFailPoints()
            let fault = TidemarkError(.checkpointMapFault, ["path": MapFaults.checkpoint])
            try MapFaults.install(fault.description + "\n", exitStatus: fault.code.exitStatus.rawValue)
            try refuseUnknownCommand(arguments)
            var command = try parseAsRoot(arguments)
            try command.run()
            return ExitStatus.success.rawValue
        } catch {
            return report(error, arguments)
        }
    }

    /// Prints what ended the command and returns the exit status that goes with it.
    private static func report(_ error: any Error, _ arguments: [String]) -> Int32 {
        switch error {
        case is BrokenPipe:
            return ExitStatus.success.rawValue
        case let error as TidemarkError:
            StandardError.line(error.description)
            return error.code.exitStatus.rawValue
        case let failure as IOFailure:
            return report(TidemarkError(failure), arguments)
        case let exit as ExitCode:
            return exit.rawValue
        default:
            return reportParserExit(error, arguments)
        }
    }

    private static func reportParserExit(_ error: any Error, _ arguments: [String]) -> Int32 {
        switch exitCode(for: error) {
        case .success:
            var output = StandardOutput()
            do {
                try output.write(fullMessage(for: error) + "\n")
                try output.finish()
            } catch {
                return report(error, arguments)
            }
            return ExitStatus.success.rawValue
        case .validationFailure:
            let path = CommandPath(arguments, below: self)
            let problem = CommandLineProblem(
                message: message(for: error), command: path.name, help: path.help, arguments: arguments)
            return report(problem.error, arguments)
        default:
            return report(TidemarkError(.unexpectedFailure, ["what": "\(error)"]), arguments)
        }
    }

    private static func refuseBadFailPoints() throws {
        if let problem = FailPoints.configurationProblem {
            throw TidemarkError(.failPointsWrong, ["problem": problem])
        }
    }

    private static func refuseUnknownCommand(_ arguments: [String]) throws {
        let words = arguments.first == "help" ? Array(arguments.dropFirst()) : arguments
        let path = CommandPath(words, below: self)
        guard let word = path.rest.first, !word.hasPrefix("-"), !path.subcommands.isEmpty, word != "help"
        else { return }
        throw TidemarkError(
            .commandUnknown,
            ["command": word, "suggestion": suggestion(for: word, among: path.subcommands, kind: "commands")])
    }
}

/// The command and its subcommands that the first words of a command line name.
private struct CommandPath {
    /// As it is called: `tidemark generate events`.
    private(set) var name: String
    private(set) var help: String
    /// The names below it.
    private(set) var subcommands: [String]
    /// The words behind the names.
    private(set) var rest: ArraySlice<String>

    init(_ words: [String], below root: any ParsableCommand.Type) {
        var command = root
        name = root.configuration.commandName ?? ""
        rest = words[...]
        while let word = rest.first,
            let next = command.configuration.subcommands.first(where: { $0.configuration.commandName == word }
            )
        {
            command = next
            name += " " + word
            rest = rest.dropFirst()
        }
        help = root.helpMessage(for: command)
        subcommands = command.configuration.subcommands.compactMap { $0.configuration.commandName }
    }
}
