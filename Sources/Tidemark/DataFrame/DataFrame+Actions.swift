public import TideColumnar
import TideExecution
import TideFormats
import TideModel
import TidePlanning

extension DataFrame {
    /// All rows.
    ///
    /// - Throws: `TidemarkError`.
    public func collect() async throws -> [Row] { try await rows(of: self) }

    /// The first rows, at most so many.
    ///
    /// - Throws: `TidemarkError`.
    public func take(_ count: Int) async throws -> [Row] { try await rows(of: limit(count)) }

    /// The first rows, at most so many; `take` by its other name.
    ///
    /// - Throws: `TidemarkError`.
    public func head(_ count: Int) async throws -> [Row] { try await take(count) }

    /// The first row, nil when there is none.
    ///
    /// - Throws: `TidemarkError`.
    public func first() async throws -> Row? { try await take(1).first }

    /// The first row, nil when there is none; `first` by its other name.
    ///
    /// - Throws: `TidemarkError`.
    public func head() async throws -> Row? { try await first() }

    /// How many rows there are.
    ///
    /// - Throws: `TidemarkError`.
    public func count() async throws -> Int {
        let counted = then("count()") {
            .aggregate(
                groupings: [],
                outputs: [
                    UnresolvedExpression(
                        .call(
                            function: "count", arguments: [UnresolvedExpression(.star(qualifier: nil))],
                            isDistinct: false))
                ], $0)
        }
        guard case .bigint(let count)? = try await rows(of: counted).first?.values.first else { return 0 }
        return Int(count)
    }

    /// Whether there are no rows.
    ///
    /// - Throws: `TidemarkError`.
    public var isEmpty: Bool {
        get async throws { try await take(1).isEmpty }
    }

    /// The rows as JSON objects, one a row: keys in column order, NULLs left out.
    ///
    /// - Throws: `TidemarkError`.
    public func toJSON() async throws -> [String] {
        try await session.performing {
            let result = try self.run()
            var bytes: [UInt8] = []
            for batch in result.batches { JSONRowWriter(zone: result.zone).append(batch, to: &bytes) }
            return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// Prints the first rows as a table.
    ///
    /// - Parameters:
    ///   - count: how many rows at most.
    ///   - truncate: whether values longer than 20 characters are cut, or at how many.
    /// - Throws: `TidemarkError`.
    public func show(_ count: Int = 20, truncate: Truncation = true) async throws {
        let output = session.output
        try await session.performing { try output(try self.showText(count, truncate: truncate)) }
    }

    /// What `show` prints; runs on the calling thread.
    package func showText(_ count: Int = 20, truncate: Truncation = true) throws -> String {
        let count = min(max(count, 0), Int(Int32.max) - 1)
        let result = try limit(count + 1).run()
        let whole = try result.whole()
        var bytes: [UInt8] = []
        TablePrinter(zone: result.zone, truncatingAt: truncate.length)
            .append(whole.prefix(count), to: &bytes)
        if whole.count > count {
            bytes.append(contentsOf: "only showing top \(count) row\(count == 1 ? "" : "s")\n".utf8)
        }
        return String(decoding: bytes, as: UTF8.self) + (whole.count > count ? "" : "\n")
    }
}

// MARK: - What it looks like

extension DataFrame {
    /// The columns' names and types, and whether NULL may occur in them.
    ///
    /// - Throws: `TidemarkError` for what is wrong with the query.
    public var schema: Schema {
        get async throws { try await session.performing { try self.analyzed().exactSchema } }
    }

    /// The columns' names.
    ///
    /// - Throws: `TidemarkError` for what is wrong with the query.
    public var columns: [String] {
        get async throws { try await schema.fields.map(\.name) }
    }

    /// The columns' names and types, the types in Spark's lower case: `bigint`.
    ///
    /// - Throws: `TidemarkError` for what is wrong with the query.
    public var dtypes: [(name: String, type: String)] {
        get async throws { try await schema.fields.map { ($0.name, $0.type.simpleName) } }
    }

    /// Prints the columns' names and types as a tree.
    ///
    /// - Throws: `TidemarkError` for what is wrong with the query.
    public func printSchema() async throws {
        let output = session.output
        try await session.performing { try output(try self.analyzed().exactSchema.treeText + "\n") }
    }

    /// Whether the query follows a stream: then it is run with `writeStream`, and actions refuse it.
    ///
    /// - Throws: `TidemarkError` for what is wrong with the query.
    public var isStreaming: Bool {
        get async throws { try await session.performing { try self.analyzed().isStreaming } }
    }

    /// Prints the query's steps, the last one first, as `EXPLAIN` gives them.
    ///
    /// - Parameter extended: also the query as written and its columns' types.
    /// - Throws: `TidemarkError` for what is wrong with the query.
    public func explain(_ extended: Bool = false) async throws {
        let output = session.output
        try await session.performing {
            let analyzed = try self.analyzed()
            let text = CommandPlanner.explanation(
                extended ? .extended : .simple, try self.plan.get(), analyzed)
            try output(text + "\n")
        }
    }
}

// MARK: - Views

extension DataFrame {
    /// Gives the query a name in the session, in place of an earlier one.
    ///
    /// - Throws: `TidemarkError` for what is wrong with the query.
    public func createOrReplaceTempView(_ name: String) async throws {
        try await createView(name, replaces: true)
    }

    /// Gives the query a name in the session.
    ///
    /// - Throws: `TidemarkError`: `tableExists` when a view has the name, and what is wrong with the query.
    public func createTempView(_ name: String) async throws { try await createView(name, replaces: false) }

    private func createView(_ name: String, replaces: Bool) async throws {
        try await session.performing {
            let plan = try self.analyzed()
            try self.session.update { try $0.catalog.addView(name, plan, replaces: replaces) }
        }
    }
}

extension DataFrame {
    private func rows(of frame: DataFrame) async throws -> [Row] {
        try await session.performing {
            let result = try frame.run()
            return result.batches.flatMap { batch in
                (0..<batch.count).map { Row(schema: result.schema, values: batch.row(at: $0)) }
            }
        }
    }
}
