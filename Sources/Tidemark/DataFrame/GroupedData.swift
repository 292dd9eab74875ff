import TideColumnar
import TideModel
import TidePlanning

/// Groups of rows, waiting for what to compute of each.
public struct GroupedData: Sendable {
    let input: DataFrame
    let groupings: [Column]
    private let sets: Sets?

    /// Which subsets of the groupings are grouped by too, by the SQL name.
    enum Sets: String { case rollup, cube }

    init(_ input: DataFrame, _ groupings: [Column], sets: Sets? = nil) {
        self.input = input
        self.groupings = groupings
        self.sets = sets
    }

    /// The groups and how many rows each has, as column `count`.
    public func count() -> DataFrame { aggregate("count()", [Column.count("*").alias("count")]) }

    /// The groups and the sum of each column; without columns of every numeric one.
    public func sum(_ columns: String...) -> DataFrame { each("sum", columns) { .sum($0) } }

    /// The groups and the mean of each column; without columns of every numeric one.
    public func avg(_ columns: String...) -> DataFrame { each("avg", columns) { .avg($0) } }

    /// The groups and the mean of each column; `avg` by its other name.
    public func mean(_ columns: String...) -> DataFrame { each("avg", columns) { .avg($0) } }

    /// The groups and the least value of each column; without columns of every numeric one.
    public func min(_ columns: String...) -> DataFrame { each("min", columns) { .min($0) } }

    /// The groups and the greatest value of each column; without columns of every numeric one.
    public func max(_ columns: String...) -> DataFrame { each("max", columns) { .max($0) } }

    /// The groups and the aggregates, for example `.sum("a")` and `.max("b").alias("latest")`.
    public func agg(_ first: Column, _ others: Column...) -> DataFrame {
        aggregate("agg(\(([first] + others).text))", [first] + others)
    }

    /// The groups and the aggregates; without aggregates the groups alone.
    public func agg(_ columns: [Column]) -> DataFrame { aggregate("agg(\(columns.text))", columns) }

    private func each(_ name: String, _ columns: [String], _ function: (Column) -> Column) -> DataFrame {
        if !columns.isEmpty {
            let call = "\(name)(\(columns.joined(separator: ", ")))"
            return aggregate(call, columns.map { function(.col($0)) })
        }
        do {
            return aggregate("\(name)()", try numericColumns().map(function))
        } catch {
            return input.failed(error)
        }
    }

    /// The columns with numbers; a grouping among them too, as in Spark.
    private func numericColumns() throws -> [Column] {
        try input.analyzed().schema.fields.filter(\.type.isNumeric).map { Column(.name([$0.name])) }
    }

    private func aggregate(_ call: String, _ aggregates: [Column]) -> DataFrame {
        input.then("\(sets?.rawValue ?? "groupBy")(\(groupings.text)).\(call)") {
            child throws(TidemarkError) in
            let keys = try groupings.values()
            var items = keys.map(\.withoutAlias)
            if let sets {
                items = [
                    UnresolvedExpression(
                        .call(function: sets.rawValue, arguments: items, isDistinct: false))
                ]
            }
            return .aggregate(groupings: items, outputs: keys + (try aggregates.values()), child)
        }
    }
}
