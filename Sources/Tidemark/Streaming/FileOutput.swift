import TideCheckpoint
import TideColumnar
import TideConnectors
import TideExecution
import TideModel
import TidePlanning
import TideStreaming

extension FileSinkSettings {
    /// The sink of a job's streaming table; nil for one without USING, whose result lives in the checkpoint.
    /// A relative path starts at `baseDirectory`.
    ///
    /// - Throws: `TidemarkError` for what is wrong with format and properties.
    init?(_ statement: CreateStreamingTable, baseDirectory: String) throws {
        guard let name = statement.format else { return nil }
        let format = try Self.format(name, range: statement.nameRange)
        var path: TableOption?
        var mode = OutputMode.append
        var options: [FileSinkOptions.Option] = []
        for property in statement.properties {
            switch property.key.lowercased() {
            case "path": path = property
            case "outputmode": mode = try OutputMode(named: property.value, range: property.range)
            default: options.append((property.key, property.value, property.range))
            }
        }
        guard let path, !path.value.isEmpty else {
            throw TidemarkError(
                .sinkPathAbsent,
                ["format": format.rawValue, "remedy": "add TBLPROPERTIES ('path' = 'directory')"],
                range: path?.range ?? statement.nameRange)
        }
        self.init(
            try FileSinkOptions(format, options), root: joinAbsolute(baseDirectory, path.value), mode: mode,
            partitionColumns: statement.partitionColumns, partitionRange: statement.partitionRange)
    }

    /// - Throws: `TidemarkError` (`unsupported`) for a format without a sink.
    static func format(_ name: String, range: SourceRange?) throws -> FileSinkOptions.Format {
        guard let format = FileSinkOptions.Format(rawValue: name.lowercased()) else {
            throw TidemarkError(.sinkFormatUnknown, ["format": name], range: range)
        }
        return format
    }
}

extension OutputMode {
    /// A mode by its name, without regard to case.
    ///
    /// - Throws: `TidemarkError` for a name no mode has.
    init(named name: String, range: SourceRange? = nil) throws {
        guard let mode = OutputMode(rawValue: name.lowercased()) else {
            let near = suggestion(for: name, among: OutputMode.allCases.map(\.rawValue), kind: "output modes")
            throw TidemarkError(.outputModeUnknown, ["mode": name, "suggestion": near], range: range)
        }
        self = mode
    }
}

extension StreamingSink {
    /// Files of a query of that result, whose columns they must be able to hold.
    ///
    /// - Throws: `TidemarkError`.
    static func files(_ settings: FileSinkSettings, result: Schema, zone: ZoneRules) throws -> StreamingSink {
        _ = try FileRenderer(settings, result: result, zone: zone)
        return .files(settings) { reader in
            try reader.snapshot { snapshot in
                guard let stored = try StoredResult(snapshot),
                    let rows = try stored.rows(snapshot, reader)?()
                else { return [] }
                var batches: [RecordBatch] = []
                while let next = try rows.next() { batches.append(next) }
                return batches
            }
        }
    }
}
