package import TideModel

/// What was found in some lines; that of all lines is the merger of the parts, in any order.
package struct LineFindings: Hashable, Sendable {
    private var shape: JSONShape
    /// Lines looked at; blank ones do not count.
    package private(set) var lines: Int64
    /// Lines that are no JSON objects.
    package private(set) var malformed: Int64

    /// Of no lines.
    package init() { self.init(shape: JSONShape(), lines: 0, malformed: 0) }

    init(shape: JSONShape, lines: Int64, malformed: Int64) {
        self.shape = shape
        self.lines = lines
        self.malformed = malformed
    }

    /// Adds what was found in other lines.
    package mutating func merge(_ other: LineFindings) {
        shape.merge(other.shape)
        lines += other.lines
        malformed += other.malformed
    }

    /// The columns, sorted by name as Spark sorts them.
    ///
    /// - Parameter corruptColumn: the name of the column that malformed lines add in mode PERMISSIVE.
    package func columns(
        _ options: InferenceOptions, mode: ParseMode, corruptColumn: String
    ) -> [InferredType.Member] {
        var columns = shape.members(options)
        guard mode == .permissive, malformed > 0 else { return columns }
        columns.removeAll { $0.name.utf8.elementsEqual(corruptColumn.utf8) }
        columns.append(InferredType.Member(name: corruptColumn, type: .string))
        return columns.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
    }
}
