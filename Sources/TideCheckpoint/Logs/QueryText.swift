import TideFormats

/// `query.json`: the job for people, a mirror of the newest plan record.
package enum QueryText {
    /// The file's bytes: one JSON object and a line feed.
    package static func bytes(
        id: String, plan: PlanRecord, roots: [SourceRoot], sink: SinkRecord?, engineVersion: String,
        format: UInt32
    ) -> [UInt8] {
        let sources = plan.sources.enumerated().map { index, source -> JSONValue in
            let root = roots.first { Int($0.source) == index }
            return .object([
                ("table", .string(source.table)), ("format", .string(source.format)),
                ("schema", .string(source.schema)), ("root", .string(root?.absolute ?? source.root)),
                ("relativeRoot", root.map { .string($0.relative) } ?? .null),
                (
                    "options",
                    .object(source.sortedOptions.map { (key: $0.name, value: .string($0.value)) })
                ),
            ])
        }
        let query = JSONValue.object([
            ("id", .string(id)), ("engine", .string(engineVersion)), ("format", .integer(Int64(format))),
            ("table", .string(plan.tableName)), ("planVersion", .integer(Int64(plan.version))),
            ("firstBatch", .integer(plan.firstBatch)), ("timeZone", .string(plan.timeZone)),
            ("sources", .array(sources)), ("sink", sink.map(value) ?? .null), ("job", .string(plan.jobText)),
        ])
        return query.bytes + [UInt8(ascii: "\n")]
    }

    private static func value(_ sink: SinkRecord) -> JSONValue {
        .object([
            ("format", .string(sink.format)), ("mode", .string(sink.mode)), ("root", .string(sink.root)),
            ("relativeRoot", .string(sink.relativeRoot)),
            ("partitionColumns", .array(sink.partitionColumns.map { .string($0) })),
            ("options", .object(sink.sortedOptions.map { (key: $0.name, value: .string($0.value)) })),
        ])
    }
}
