package import TideColumnar
package import TideFormats

/// How one source's slices become rows: columns read from the records, and between them those whose values
/// stand in the file's path.
package struct SourceInput: Hashable, Sendable {
    private enum Place: Hashable, Sendable {
        /// A column of the format's output.
        case read(Int)
        /// A column of the path.
        case path(Int, Field)
    }

    package let files: SourceFiles
    /// How the columns are read that the path does not give.
    package let format: NDJSONFormat
    private let places: [Place]
    /// Of the columns of the path, in their order there.
    private let pathTypes: [DataType]

    package init(_ files: SourceFiles, format: NDJSONFormat) {
        self.files = files
        let names = files.selection.partitions?.columns.map { $0.lowercased() } ?? []
        let fields = format.schema.fields
        pathTypes = names.map { name in
            fields.first { $0.name.lowercased() == name }?.type ?? .string
        }
        var places: [Place] = []
        var read: [Int] = []
        for ordinal in format.required {
            if let index = names.firstIndex(of: fields[ordinal].name.lowercased()) {
                places.append(.path(index, fields[ordinal]))
            } else {
                places.append(.read(read.count))
                read.append(ordinal)
            }
        }
        self.places = places
        self.format = names.isEmpty ? format : format.reading(read)
    }

    /// The values that the path of a file gives, for ``rows(_:_:)`` and ``row(_:_:)``; none without columns
    /// in the path.
    ///
    /// - Throws: `TidemarkError` (`invalidSchema`) where the path has other columns, or text that is no value
    ///   of its column's type.
    package func pathValues(_ path: String) throws -> [Value] {
        guard let partitions = files.selection.partitions else { return [] }
        return try partitions.values(root: files.root, path: path, types: pathTypes, zone: format.zone)
    }

    /// The rows read from a file, with the columns of its path in their places.
    package func rows(_ read: RecordBatch, _ pathValues: [Value]) -> RecordBatch {
        if pathValues.isEmpty { return read }
        let columns = places.map { place in
            switch place {
            case .read(let index): read.columns[index]
            case .path(let index, let field):
                ColumnVector(field.type, Array(repeating: pathValues[index], count: read.count))
            }
        }
        let fields = places.map { place in
            switch place {
            case .read(let index): read.schema.fields[index]
            case .path(_, let field): field
            }
        }
        return RecordBatch(schema: Schema(fields), columns: columns, count: read.count)
    }

    /// A row read from a file, with the columns of its path in their places.
    package func row(_ read: [Value], _ pathValues: [Value]) -> [Value] {
        if pathValues.isEmpty { return read }
        return places.map { place in
            switch place {
            case .read(let index): read[index]
            case .path(let index, _): pathValues[index]
            }
        }
    }
}
