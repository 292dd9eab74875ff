import Glibc
import TideColumnar
import TideDurableIO
import TideModel
import Tidemark

/// A job's SQL and the directory its relative paths start at.
struct JobText {
    let sql: String
    let baseDirectory: String

    /// Reads the file, or takes the text given with `-e`, whose paths start at the working directory.
    init(file: String?, expression: String?) throws {
        guard let file else {
            sql = expression ?? ""
            baseDirectory = try FileSystem.currentDirectory()
            return
        }
        let path = try absolutePath(file)
        do {
            let bytes = try FileSystem.readFile(path)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw TidemarkError(.usage, "the job file '\(file)' is not UTF-8", remedy: "save it as UTF-8")
            }
            sql = text
        } catch let failure as IOFailure {
            throw TidemarkError(
                failure.isAbsent ? .pathNotFound : .pathNotReadable, "cannot read the job file: \(failure)",
                remedy: "correct the path; a job may also be given as text with -e")
        }
        baseDirectory = FileSystem.parent(of: path)
    }
}

/// `path` seen from the working directory.
func absolutePath(_ path: String) throws -> String {
    joinAbsolute(path.hasPrefix("/") ? "/" : try FileSystem.currentDirectory(), path)
}

/// `--source-root OLD=NEW`.
enum MovedRoot {
    static func parse(_ text: String) throws -> (old: String, new: String) {
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex,
            text.index(after: sign) != text.endIndex
        else {
            throw TidemarkError(.usage, "--source-root is '\(text)'", remedy: "write it OLD=NEW")
        }
        return (
            try absolutePath(String(text[..<sign])),
            try absolutePath(String(text[text.index(after: sign)...]))
        )
    }
}

extension ZoneRules {
    /// The zone of `--time-zone`.
    init(option text: String) throws {
        do {
            try self.init(named: text)
        } catch {
            throw TidemarkError(
                .usage, "there is no time zone '\(text)'",
                remedy: "use UTC, an offset such as +02:00, or a region such as Europe/Paris")
        }
    }
}

/// What the machine offers.
enum Machine {
    /// Processors that this process may use, at least 1.
    static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
