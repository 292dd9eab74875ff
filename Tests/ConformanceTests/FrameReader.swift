import TideFormats
import Tidemark

/// Reads a scenario's `frame`: a list of operations of the public library, each a list of its name and its
/// arguments; columns and conditions are SQL.
struct FrameReader {
    let session: Session
    /// The directory of a source is its name.
    let sources: [Scenario.Source]

    func frame(_ steps: JSONValue) throws -> DataFrame {
        guard let table = steps[0]?[1]?.string, let source = sources.first(where: { $0.name == table }) else {
            throw ScenarioError("a frame begins with [\"table\", NAME]")
        }
        let options = Dictionary(source.options.map { ($0.key, $0.value) }) { $1 }
        let start =
            source.isStatic
            ? session.read.schema(source.schema).options(options).json(source.name)
            : session.readStream.schema(source.schema).options(options).json(source.name)
        return try (steps.elements ?? []).dropFirst().reduce(start) { try apply($1.elements ?? [], to: $0) }
    }

    private func apply(_ step: [JSONValue], to frame: DataFrame) throws -> DataFrame {
        let arguments = step.dropFirst()
        let names = arguments.compactMap(\.string)
        switch step.first?.string ?? "" {
        case "alias": return frame.alias(try argument(0, of: names))
        case "select": return frame.select(names.map { .expr($0) })
        case "where": return frame.where(try argument(0, of: names))
        case "groupBy": return try aggregate(step, of: frame)
        case "distinct": return frame.distinct()
        case "orderBy": return try ordered(frame, by: names.map { .expr($0) })
        case "withWatermark":
            return frame.withWatermark(try argument(0, of: names), try argument(1, of: names))
        case "dropDuplicates": return names.isEmpty ? frame.dropDuplicates() : frame.dropDuplicates(names)
        case "dropDuplicatesWithinWatermark":
            return names.isEmpty
                ? frame.dropDuplicatesWithinWatermark() : frame.dropDuplicatesWithinWatermark(names)
        case "join": return try joined(frame, step)
        case "union": return frame.union(try self.frame(step[1]))
        case "limit": return frame.limit(Int(step.dropFirst().first?.integer ?? 0))
        default: throw ScenarioError("the library has no \(step.first?.text ?? "operation of no name")")
        }
    }

    /// `["groupBy", KEYS, AGGREGATES]`.
    private func aggregate(_ step: [JSONValue], of frame: DataFrame) throws -> DataFrame {
        let lists = step.dropFirst().map { ($0.elements ?? []).compactMap(\.string).map { Column.expr($0) } }
        guard lists.count == 2 else { throw ScenarioError("groupBy has keys and aggregates") }
        return frame.groupBy(lists[0]).agg(lists[1])
    }

    /// `["join", FRAME, TYPE, CONDITION]`, or the names of columns in place of the condition.
    private func joined(_ frame: DataFrame, _ step: [JSONValue]) throws -> DataFrame {
        guard step.count == 4, let type = step[2].string else {
            throw ScenarioError("join has a frame, a type and a condition")
        }
        let right = try self.frame(step[1])
        if let condition = step[3].string { return frame.join(right, on: .expr(condition), type) }
        return frame.join(right, (step[3].elements ?? []).compactMap(\.string), type)
    }

    private func ordered(_ frame: DataFrame, by keys: [Column]) throws -> DataFrame {
        switch keys.count {
        case 1: return frame.orderBy(keys[0])
        case 2: return frame.orderBy(keys[0], keys[1])
        default: throw ScenarioError("orderBy has one or two keys")
        }
    }

    private func argument(_ index: Int, of names: [String]) throws -> String {
        guard names.indices.contains(index) else { throw ScenarioError("an argument is missing") }
        return names[index]
    }
}
