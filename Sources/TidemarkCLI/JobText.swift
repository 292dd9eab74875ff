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
            guard let expression else { throw TidemarkError(.textMissing) }
            sql = expression
            baseDirectory = try FileSystem.currentDirectory()
            return
        }
        guard expression == nil else { throw TidemarkError(.textTwice) }
        let path = try absolutePath(file)
        do {
            let bytes = try FileSystem.readFile(path)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw TidemarkError(.jobNotText, ["path": file])
            }
            sql = text
        } catch let failure as IOFailure {
            throw TidemarkError(
                failure.isAbsent ? .jobFileAbsent : .jobFileNotReadable, ["failure": "\(failure)"])
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
            throw TidemarkError.wrongValue(of: "--source-root", text, expected: "OLD=NEW")
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
            throw TidemarkError.wrongValue(
                of: "--time-zone", text,
                expected: "UTC, an offset such as +02:00, or a region such as Europe/Paris",
                suggestion: suggestion(for: text, among: Self.regionNames()))
        }
    }
}

/// What the machine offers.
enum Machine {
    /// Processors that this process may use, at least 1.
    static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
