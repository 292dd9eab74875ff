import TideColumnar
import TideModel
import TidePlanning

// Watermarks, duplicates, and several DataFrames made one.
extension DataFrame {
    /// Makes a column the event time of a stream: a row may be `delayThreshold` behind the latest one seen,
    /// what is later may be dropped. In batch it changes nothing.
    ///
    /// - Parameters:
    ///   - eventTime: a TIMESTAMP column, or a window.
    ///   - delayThreshold: an interval of at least 0, for example `10 minutes`; a month has 31 days.
    public func withWatermark(_ eventTime: String, _ delayThreshold: String) -> DataFrame {
        then("withWatermark(\(eventTime), \(delayThreshold))") { child throws(TidemarkError) in
            .watermark(
                try Column.col(eventTime).value(), delay: try Column.lit(delayThreshold).value(), child)
        }
    }

    /// The first of the rows with equal values of the columns; of all columns without names.
    ///
    /// A stream remembers the values it has seen: for ever, or until the watermark has passed them when an
    /// event-time column is among the columns.
    public func dropDuplicates(_ columns: String...) -> DataFrame { dropDuplicates(columns) }

    /// The first of the rows with equal values of the columns; of all columns without names.
    public func dropDuplicates(_ columns: [String]) -> DataFrame {
        deduplicated("dropDuplicates", columns, isWithinWatermark: false)
    }

    /// The first of the rows of a stream with equal values of the columns, of all columns without names,
    /// whose event times lie no further apart than the delay of the watermark; for streams only.
    public func dropDuplicatesWithinWatermark(_ columns: String...) -> DataFrame {
        dropDuplicatesWithinWatermark(columns)
    }

    /// The first of the rows of a stream with equal values of the columns, of all columns without names,
    /// whose event times lie no further apart than the delay of the watermark; for streams only.
    public func dropDuplicatesWithinWatermark(_ columns: [String]) -> DataFrame {
        deduplicated("dropDuplicatesWithinWatermark", columns, isWithinWatermark: true)
    }

    private func deduplicated(
        _ call: String, _ columns: [String], isWithinWatermark: Bool
    ) -> DataFrame {
        then("\(call)(\(columns.joined(separator: ", ")))") {
            .deduplicate(columns, isWithinWatermark: isWithinWatermark, $0)
        }
    }
}

// MARK: - Joins

extension DataFrame {
    /// Every row of this DataFrame with every row of the other.
    public func join(_ right: DataFrame) -> DataFrame {
        joined(right, "join()", .inner) { () throws(TidemarkError) in .none }
    }

    /// Every row of this DataFrame with every row of the other.
    public func crossJoin(_ right: DataFrame) -> DataFrame {
        joined(right, "crossJoin()", .cross) { () throws(TidemarkError) in .none }
    }

    /// The rows of both with equal values of a column that both have; it comes once, in front.
    ///
    /// - Parameter joinType: see `join(_:on:_:)`.
    public func join(_ right: DataFrame, _ usingColumn: String, _ joinType: String = "inner") -> DataFrame {
        join(right, [usingColumn], joinType)
    }

    /// The rows of both with equal values of columns that both have; each comes once, in front.
    ///
    /// - Parameter joinType: see `join(_:on:_:)`.
    public func join(
        _ right: DataFrame, _ usingColumns: [String], _ joinType: String = "inner"
    ) -> DataFrame {
        joined(right, "join(\(usingColumns.joined(separator: ", ")), \(joinType))", joinType) {
            () throws(TidemarkError) in .using(usingColumns)
        }
    }

    /// The rows of both for which the condition is true; qualify columns by `alias`.
    ///
    /// - Parameter joinType: `inner`, `cross`, `left` (every row of this DataFrame at least once, NULL in the
    ///   other's columns where it has no partner), `right`, `full`, `semi` (the rows of this DataFrame that
    ///   have a partner, once) or `anti` (those that have none); also by Spark's other names for them, such
    ///   as `left_outer`.
    public func join(_ right: DataFrame, on condition: Column, _ joinType: String = "inner") -> DataFrame {
        joined(right, "join(\(condition), \(joinType))", joinType) { () throws(TidemarkError) in
            .on(try condition.value())
        }
    }

    /// The rows of both for which a condition in SQL is true, for example `l.id = r.id`.
    ///
    /// - Parameter joinType: see `join(_:on:_:)`.
    public func join(_ right: DataFrame, joinExprs: String, joinType: String = "inner") -> DataFrame {
        join(right, on: .expr(joinExprs), joinType)
    }

    private func joined(
        _ right: DataFrame, _ call: String, _ joinType: String,
        _ criteria: () throws(TidemarkError) -> UnresolvedJoin.Criteria
    ) -> DataFrame {
        // Spark passes over case and underscores.
        let name = joinType.lowercased().filter { $0 != "_" }
        guard let kind = Self.joinTypes[name] else {
            let types = "inner, cross, left, right, full, semi, anti"
            return then(call) { _ throws(TidemarkError) in
                throw TidemarkError(.joinTypeUnknown, ["type": joinType, "types": types])
            }
        }
        return joined(right, call, kind, criteria)
    }

    private func joined(
        _ right: DataFrame, _ call: String, _ kind: Join.Kind,
        _ criteria: () throws(TidemarkError) -> UnresolvedJoin.Criteria
    ) -> DataFrame {
        then(call) { left throws(TidemarkError) in
            .join(UnresolvedJoin(kind: kind, criteria: try criteria()), left, try right.plan.get())
        }
    }

    private static let joinTypes: [String: Join.Kind] = [
        "inner": .inner, "cross": .cross, "left": .leftOuter, "leftouter": .leftOuter, "right": .rightOuter,
        "rightouter": .rightOuter, "full": .fullOuter, "outer": .fullOuter, "fullouter": .fullOuter,
        "semi": .leftSemi, "leftsemi": .leftSemi, "anti": .leftAnti, "leftanti": .leftAnti,
    ]
}

// MARK: - Unions

extension DataFrame {
    /// The rows of both, duplicates kept; columns go together by position and are named as here.
    public func union(_ other: DataFrame) -> DataFrame { united(other, "union()", .position) }

    /// The rows of both, duplicates kept; `union` by SQL's word.
    public func unionAll(_ other: DataFrame) -> DataFrame { united(other, "unionAll()", .position) }

    /// The rows of both, duplicates kept; columns go together by name.
    ///
    /// - Parameter allowMissingColumns: whether a column may be in one only; it is NULL in the rows of the
    ///   other then. Columns that only the other has come last.
    public func unionByName(_ other: DataFrame, _ allowMissingColumns: Bool = false) -> DataFrame {
        united(other, "unionByName()", .name(allowsMissing: allowMissingColumns))
    }

    /// The rows of both, duplicates kept; columns go together by name.
    ///
    /// - Parameter allowMissingColumns: see `unionByName(_:_:)`.
    public func unionByName(_ other: DataFrame, allowMissingColumns: Bool) -> DataFrame {
        unionByName(other, allowMissingColumns)
    }

    private func united(_ other: DataFrame, _ call: String, _ match: UnionMatch) -> DataFrame {
        then(call) { child throws(TidemarkError) in
            .union([child, try other.plan.get()], by: match, range: nil)
        }
    }
}
