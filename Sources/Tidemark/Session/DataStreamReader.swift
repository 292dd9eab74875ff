public import TideColumnar
import TideModel
import TidePlanning

/// How files are followed as they come: their schema and options, then the format that reads them.
public struct DataStreamReader: Sendable {
    private let session: Session
    private var settings = ReaderSettings()

    init(session: Session) { self.session = session }

    /// The columns, as DDL text: `time TIMESTAMP, action STRING`.
    public func schema(_ ddl: String) -> DataStreamReader { with { $0.read(ddl) } }

    /// The columns.
    public func schema(_ schema: Schema) -> DataStreamReader { with { $0.schema = .success(schema) } }

    /// An option of the source by its name, without regard to case.
    public func option(_ key: String, _ value: String) -> DataStreamReader { with { $0.add(key, value) } }

    /// An option of the source by its name, without regard to case.
    public func option(_ key: String, _ value: Int) -> DataStreamReader { option(key, String(value)) }

    /// An option of the source by its name, without regard to case.
    public func option(_ key: String, _ value: Bool) -> DataStreamReader { option(key, String(value)) }

    /// Several options.
    public func options(_ options: [String: String]) -> DataStreamReader {
        options.sorted { $0.key < $1.key }.reduce(self) { $0.option($1.key, $1.value) }
    }

    /// The format that `load` reads: `json`, which it also is without this.
    public func format(_ name: String) -> DataStreamReader { with { $0.format = name } }

    /// The files of a path in the reader's format.
    public func load(_ path: String) -> DataFrame {
        settings.frame(session, format: settings.format, path: path, isStream: true)
    }

    /// The files of a directory, with a JSON object a line.
    public func json(_ path: String) -> DataFrame {
        settings.frame(session, format: "json", path: path, isStream: true)
    }

    /// A table of files, followed, by its name; a view streams when its tables do.
    public func table(_ name: String) -> DataFrame { session.stream(name) }

    private func with(_ change: (inout ReaderSettings) -> Void) -> DataStreamReader {
        var copy = self
        change(&copy.settings)
        return copy
    }
}
