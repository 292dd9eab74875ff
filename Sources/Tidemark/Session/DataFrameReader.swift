public import TideColumnar
import TideModel
import TidePlanning

/// How files are read as they are now: their schema and options, then the format that reads them.
public struct DataFrameReader: Sendable {
    private let session: Session
    private var settings = ReaderSettings()

    init(session: Session) { self.session = session }

    /// The columns, as DDL text: `time TIMESTAMP, action STRING`.
    public func schema(_ ddl: String) -> DataFrameReader { with { $0.read(ddl) } }

    /// The columns.
    public func schema(_ schema: Schema) -> DataFrameReader { with { $0.schema = .success(schema) } }

    /// An option of the source by its name, without regard to case.
    public func option(_ key: String, _ value: String) -> DataFrameReader { with { $0.add(key, value) } }

    /// An option of the source by its name, without regard to case.
    public func option(_ key: String, _ value: Int) -> DataFrameReader { option(key, String(value)) }

    /// An option of the source by its name, without regard to case.
    public func option(_ key: String, _ value: Bool) -> DataFrameReader { option(key, String(value)) }

    /// Several options.
    public func options(_ options: [String: String]) -> DataFrameReader {
        options.sorted { $0.key < $1.key }.reduce(self) { $0.option($1.key, $1.value) }
    }

    /// The format that `load` reads: `json`, which it also is without this.
    public func format(_ name: String) -> DataFrameReader { with { $0.format = name } }

    /// The files of a path in the reader's format.
    public func load(_ path: String) -> DataFrame {
        settings.frame(session, format: settings.format, path: path, isStream: false)
    }

    /// A file, or all files of a directory, with a JSON object a line.
    public func json(_ path: String) -> DataFrame {
        settings.frame(session, format: "json", path: path, isStream: false)
    }

    /// A table, a view or the result of a streaming query by its name.
    public func table(_ name: String) -> DataFrame { session.table(name) }

    private func with(_ change: (inout ReaderSettings) -> Void) -> DataFrameReader {
        var copy = self
        change(&copy.settings)
        return copy
    }
}

/// What a reader has been told.
struct ReaderSettings: Sendable {
    /// nil: the schema is inferred.
    var schema: Result<Schema, TidemarkError>?
    var options: [FileRelation.Option] = []
    var format = "json"

    mutating func read(_ ddl: String) {
        schema = Result { () throws(TidemarkError) in
            do throws(TextError) {
                return try Schema(ddl: ddl)
            } catch {
                throw TidemarkError(
                    .schemaText, ["ddl": ddl, "reason": error.message, "remedy": error.remedy ?? ""])
            }
        }
    }

    /// A later value takes the place of an earlier one, as in Spark.
    mutating func add(_ key: String, _ value: String) {
        options.removeAll { $0.key.lowercased() == key.lowercased() }
        options.append(FileRelation.Option(key: key, value: value))
    }

    func frame(_ session: Session, format: String, path: String, isStream: Bool) -> DataFrame {
        DataFrame(session, call: "\(isStream ? "readStream" : "read").\(format)(\(path))") {
            .files(
                FileRelation(format: format, path: path, schema: try schema?.get(), options: options),
                isStream: isStream)
        }
    }
}
