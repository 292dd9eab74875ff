package import TideColumnar
import TideDurableIO
import TideModel
package import TidePlanning
package import TideSQL
import Synchronization
import TideConnectors

/// Where a program's DataFrames, SQL and streaming queries meet: its tables, views and settings.
///
/// ```swift
/// let session = try Session()
/// let events = session.read.schema("time TIMESTAMP, action STRING").json("events")
/// try await events.groupBy("action").count().show()
/// ```
public final class Session: Sendable {
    /// Takes text for the terminal.
    package typealias TextSink = @Sendable (String) throws -> Void

    package struct State: Sendable {
        package var catalog = SessionCatalog()
        package var zone: ZoneRules
        package var threads: Int
        var streaming = StreamingConf()
    }

    /// The session's streaming queries.
    public let streams = StreamingQueryManager(clock: SystemClock())

    private let state: Mutex<State>
    private let baseDirectory: String?
    private let schemas: TableSchemas
    /// Takes what is worth knowing beside results.
    let notes: @Sendable (String) -> Void
    let output: TextSink

    /// Makes a session without tables.
    ///
    /// - Parameters:
    ///   - timeZone: the zone of timestamps that name none, and in which they are shown: `UTC`, an offset
    ///     such as `+02:00`, or a region such as `Europe/Paris`.
    ///   - threads: how many threads aggregate; nil for as many as there are processors.
    ///   - notes: is told, a line each, what is worth knowing beside results: a schema that was inferred,
    ///     files that a streaming query has read and that are gone.
    /// - Throws: `TidemarkError` (`invalidOption`) for an unknown zone or less than one thread.
    public convenience init(
        timeZone: String = "UTC", threads: Int? = nil,
        notes: @escaping @Sendable (String) -> Void = { _ in }
    ) throws {
        try self.init(
            timeZone: timeZone, threads: threads, notes: notes, output: StandardTextSink.write)
    }

    /// Makes a session whose relative paths start at `baseDirectory` (nil: the working directory) and whose
    /// `show` writes to `output`.
    package init(
        timeZone: String = "UTC", threads: Int? = nil, baseDirectory: String? = nil,
        notes: @escaping @Sendable (String) -> Void = { _ in }, output: @escaping TextSink
    ) throws {
        let zone = try RuntimeConf.zone(timeZone)
        let threads = try threads.map { try RuntimeConf.threads(String($0)) } ?? ProcessorCount.current
        state = Mutex(State(zone: zone, threads: threads))
        self.baseDirectory = baseDirectory
        self.output = output
        self.notes = notes
        schemas = TableSchemas(note: notes)
    }

    /// Stops the session's streaming queries and returns when all have ended.
    public func stop() async {
        for query in streams.active { await query.stop() }
    }

    /// Reads files as they are now.
    public var read: DataFrameReader { DataFrameReader(session: self) }

    /// Follows files as they come.
    public var readStream: DataStreamReader { DataStreamReader(session: self) }

    /// The session's settings.
    public var conf: RuntimeConf { RuntimeConf(session: self) }

    /// The session's tables and views.
    public var catalog: TableCatalog { TableCatalog(session: self) }

    /// A table, a view or the result of a streaming query by its name, which is looked up at once: what the
    /// name comes to mean later does not matter.
    public func table(_ name: String) -> DataFrame {
        DataFrame(self, call: "table(\(name))") {
            try self.bound(.table(name: name, isStream: false, range: nil), qualifier: name)
        }
    }

    /// The stream that `readStream.table(name)` reads.
    func stream(_ name: String) -> DataFrame {
        DataFrame(self, call: "readStream.table(\(name))") {
            let isView = self.tables.isView(name)
            return try self.bound(.table(name: name, isStream: !isView, range: nil), qualifier: name)
        }
    }

    /// Runs one SQL statement; a SELECT gives its rows when an action asks for them.
    ///
    /// - Throws: `TidemarkError` with a caret into `text`.
    public func sql(_ text: String) async throws -> DataFrame {
        try await performing {
            let statements = try SQLParser.parseStatements(text)
            guard let statement = statements.first, statements.count == 1 else {
                throw TidemarkError(.statementCount, ["count": String(statements.count)])
            }
            let nothing = UnresolvedPlan.limit(
                UnresolvedExpression(.literal(.int(0), .int)),
                .resolved(.project([], .singleRow), qualifier: nil))
            return try self.execute(statement, in: text) ?? DataFrame(self, plan: nothing)
        }
    }
}

// MARK: - What the engine needs of it

extension Session {
    package var zone: ZoneRules { state.withLock(\.zone) }
    package var threads: Int { state.withLock(\.threads) }
    var streaming: StreamingConf { state.withLock(\.streaming) }
    package var tables: SessionCatalog { state.withLock(\.catalog) }

    /// Changes the session's state as one step.
    package func update<Result: Sendable>(_ body: (inout sending State) throws -> Result) rethrows -> Result {
        try state.withLock { try body(&$0) }
    }

    /// Carries out a statement of `text`: the one place where statements meet the session.
    ///
    /// Gives a DataFrame, which computes its rows when asked for them, or nil for a statement without rows.
    package func execute(_ parsed: ParsedStatement, in text: String) throws -> DataFrame? {
        try withSource(text) {
            switch parsed.statement {
            case .createTable(let statement):
                let table = try JSONTable(statement, baseDirectory: try directory)
                try update { try $0.catalog.add(table, range: statement.nameRange) }
                return nil
            case .createStreamingTable(let statement):
                throw TidemarkError(.streamingTableInSession, ["name": statement.name])
            case .createView(let view):
                let plan = try analyze(view.query)
                try update { try $0.catalog.create(view, plan) }
                return nil
            case .drop(let statement):
                try update { try $0.catalog.drop(statement) }
                return nil
            case .select(let plan): return DataFrame(self, plan: try bound(plan, qualifier: nil))
            case .show(let command): return answer(try commands.show(command))
            case .describe(let command): return answer(try commands.describe(command))
            case .explain(let mode, let query): return answer(try commands.explain(mode, query))
            case .set(let command): return answer(try set(command))
            }
        }
    }

    private var commands: CommandPlanner {
        CommandPlanner(catalog: planning()) { try self.analyze($0) }
    }

    private func answer(_ plan: LogicalPlan) -> DataFrame {
        DataFrame(self, plan: .resolved(plan, qualifier: nil))
    }

    /// SET: changes a setting where it has a value, and shows it, or all of them.
    private func set(_ command: SetCommand) throws -> LogicalPlan {
        do {
            if let key = command.key, let value = command.value { try conf.set(key, value) }
            let keys = command.key.map { [$0] } ?? RuntimeConf.keys
            return CommandPlanner.settings(try keys.map { (key: $0, value: try conf.get($0)) })
        } catch var error as TidemarkError {
            error.range = command.range
            throw error
        }
    }

    /// Carries out the statements of a script in order; those with rows are given to `body`, each before the
    /// next statement runs, with whether they are the text of EXPLAIN.
    ///
    /// - Throws: `TidemarkError` with a caret into `text`; what does not parse is found before anything runs.
    package func execute(script text: String, _ body: (DataFrame, _ isText: Bool) throws -> Void) throws {
        for statement in try SQLParser.parseStatements(text) {
            guard let rows = try execute(statement, in: text) else { continue }
            let isText = if case .explain = statement.statement { true } else { false }
            try withSource(text) { try body(rows, isText) }
        }
    }

    /// The analysed plan of a query.
    ///
    /// - Parameter stored: columns of a table that are known already and not to be inferred.
    /// - Throws: `TidemarkError` for what is wrong with it.
    package func analyze(
        _ plan: UnresolvedPlan, stored: @escaping @Sendable (JSONTable) -> Schema? = { _ in nil }
    ) throws -> LogicalPlan {
        let relations = plan.fileRelations
        for relation in relations where !tables.knows(relation) {
            let table = try JSONTable(relation, baseDirectory: try directory)
            update { $0.catalog.add(relation, table) }
        }
        return try Analyzer(catalog: planning(relations, stored: stored), zone: zone).analyze(plan)
    }

    /// What names mean now; columns are looked for in files when a query names their table.
    private func planning(
        _ relations: [FileRelation] = [], stored: @escaping @Sendable (JSONTable) -> Schema? = { _ in nil }
    ) -> Catalog {
        let (tables, zone, threads) = update { ($0.catalog, $0.zone, $0.threads) }
        return tables.planning(relations) { [schemas] table in
            try stored(table) ?? schemas.schema(of: table, zone: zone, threads: threads)
        }
    }

    /// The plan with its names looked up now, whatever they may come to mean.
    package func bound(_ plan: UnresolvedPlan, qualifier: String?) throws -> UnresolvedPlan {
        .resolved(try analyze(plan), qualifier: qualifier)
    }

    /// The rows of an analysed plan; runs on the calling thread until they are there.
    ///
    /// - Throws: `TidemarkError`, also what reading the files finds wrong.
    package func run(_ plan: LogicalPlan) throws -> QueryResult {
        let (catalog, zone, threads) = update { ($0.catalog, $0.zone, $0.threads) }
        return try BatchQuery(catalog: catalog, zone: zone, threads: threads).run(plan)
    }

    /// Where relative paths start.
    package var directory: String {
        get throws { try baseDirectory ?? FileSystem.currentDirectory() }
    }

    /// Runs blocking work on a thread of its own.
    func performing<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result
    {
        try await withCheckedThrowingContinuation { continuation in
            WorkerThreads.detach { continuation.resume(with: Swift.Result(catching: body)) }
        }
    }
}
