public import TideModel

/// How a streaming query is run and where its rows go.
///
/// ```swift
/// let query = try await counts.writeStream
///     .format("memory").queryName("counts").outputMode("complete").start()
/// ```
///
/// Formats: `json`, `csv`, `text`, files in a directory, exactly once; `memory`, a table of the session under
/// the query's name; `console`, which prints each batch on stdout; none, the table in the checkpoint, under
/// the query's name or that of `toTable`. What is printed, and what `foreachBatch` and `foreach` are given,
/// comes at least once: the last batch again after a kill.
public struct DataStreamWriter: Sendable {
    let frame: DataFrame
    private(set) var settings = WriterSettings()

    init(_ frame: DataFrame) { self.frame = frame }

    /// `json`, `csv`, `text`, `memory` or `console`, without regard to case.
    public func format(_ name: String) -> DataStreamWriter {
        with {
            $0.format = name
            $0.delivery = nil
        }
    }

    /// Directories `column=value` that the files lie in, one level a column, which the files then do not
    /// have.
    public func partitionBy(_ columns: String...) -> DataStreamWriter {
        with { $0.partitionColumns = columns }
    }

    /// Hands each batch's rows to `body`, as a DataFrame, with the batch's id; in complete mode the whole
    /// result.
    ///
    /// At least once: the batch that was under way when a run died, or on which `body` threw, comes again
    /// with the same id. An error ends the query.
    public func foreachBatch(
        _ body: @escaping @Sendable (_ frame: DataFrame, _ batch: Int64) async throws -> Void
    ) -> DataStreamWriter {
        with {
            $0.format = nil
            $0.delivery = .foreachBatch(body)
        }
    }

    /// Hands each batch's rows to a writer, one by one; at least once, as with `foreachBatch`.
    public func foreach(_ writer: some ForeachWriter) -> DataStreamWriter {
        with {
            $0.format = nil
            $0.delivery = .foreach(writer)
        }
    }

    /// The query's name: that of its table, and in status and progress.
    public func queryName(_ name: String) -> DataStreamWriter { with { $0.queryName = name } }

    /// Which rows a batch gives. The default is Spark's, append, for memory and console; without a format it
    /// is what the query can have.
    public func outputMode(_ mode: OutputMode) -> DataStreamWriter { with { $0.mode = .success(mode) } }

    /// `append`, `update` or `complete`, without regard to case.
    public func outputMode(_ mode: String) -> DataStreamWriter {
        with { settings in
            do {
                settings.mode = .success(try OutputMode(named: mode))
            } catch {
                settings.mode = (error as? TidemarkError).map { .failure($0) }
            }
        }
    }

    /// When batches start; by default as soon as there is data.
    public func trigger(_ trigger: Trigger) -> DataStreamWriter { with { $0.trigger = trigger } }

    /// An option by its name, without regard to case: `checkpointLocation`; for the console `numRows` (20)
    /// and `truncate` (true); for files `path` and those of Spark's writers, such as `header`.
    ///
    /// Without a `checkpointLocation` memory and console use a temporary one, and a later start begins anew.
    public func option(_ key: String, _ value: String) -> DataStreamWriter {
        with { $0.options[key.lowercased()] = (key, value) }
    }

    /// An option by its name, without regard to case.
    public func option(_ key: String, _ value: Int) -> DataStreamWriter { option(key, String(value)) }

    /// An option by its name, without regard to case.
    public func option(_ key: String, _ value: Bool) -> DataStreamWriter { option(key, String(value)) }

    /// Several options.
    public func options(_ options: [String: String]) -> DataStreamWriter {
        options.reduce(self) { $0.option($1.key, $1.value) }
    }

    /// Starts the query and returns when its checkpoint is open; it then runs on a thread of its own until
    /// it is stopped, fails, or its trigger's work is done. The session keeps it, whatever becomes of the
    /// handle.
    ///
    /// - Throws: `TidemarkError` for what is wrong with the query or its options, when a query of the name is
    ///   active, and what opening the checkpoint finds (in use, damaged, of another job).
    @discardableResult
    public func start() async throws -> StreamingQuery {
        let frame = frame
        let settings = settings
        return try await frame.session.performing {
            try frame.session.streams.start(frame.session, try settings.job(of: frame))
        }
    }

    /// Starts the query with its files in a directory.
    ///
    /// - Throws: as `start()`.
    @discardableResult
    public func start(_ path: String) async throws -> StreamingQuery {
        try await with { $0.path = path }.start()
    }

    /// Starts the query with its result as a table of that name, in the checkpoint and in the session.
    ///
    /// - Throws: as `start()`.
    @discardableResult
    public func toTable(_ name: String) async throws -> StreamingQuery {
        try await with { $0.tableName = name }.start()
    }

    private func with(_ change: (inout WriterSettings) -> Void) -> DataStreamWriter {
        var copy = self
        change(&copy.settings)
        return copy
    }
}

extension DataFrame {
    /// How the query is run as a stream and where its rows go.
    public var writeStream: DataStreamWriter { DataStreamWriter(self) }
}
