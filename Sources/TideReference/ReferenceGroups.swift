import TideColumnar
import TideModel
import TidePlanning

/// Groups and their aggregates in a dictionary.
struct ReferenceGroups {
    /// A group; of the groups whose other groupings are equal one a session, else the only one.
    private struct Group {
        var key: GroupKey
        var accumulators: [ReferenceAccumulator]
        /// The arguments of its rows, for when sessions become one; kept of sessions only.
        var rows: [[Value?]] = []

        mutating func add(_ arguments: [Value?]) {
            for (index, argument) in arguments.enumerated() { accumulators[index].add(argument) }
        }
    }

    private let aggregation: Aggregation
    /// By all groupings but the session.
    private var groups: [GroupKey: [Group]] = [:]
    /// Where sessions have come since they were merged.
    private var unmerged: Set<GroupKey> = []

    init(_ aggregation: Aggregation) {
        self.aggregation = aggregation
        if aggregation.groupings.isEmpty {
            let key = GroupKey(values: [])
            groups[key] = [Group(key: key, accumulators: empty)]
        }
    }

    var count: Int { groups.values.reduce(0) { $0 + $1.count } }

    private var empty: [ReferenceAccumulator] { aggregation.aggregates.map(ReferenceAccumulator.init) }

    /// The groupings of an input row.
    func key(of row: [Value], _ context: EvaluationContext) throws -> GroupKey {
        GroupKey(values: try aggregation.groupings.map { try $0.expression.evaluate(row, context) })
    }

    /// Adds an input row to the group of `key`; a session stays alone until sessions are merged.
    mutating func add(_ row: [Value], _ key: GroupKey, _ context: EvaluationContext) throws {
        let arguments = try aggregation.aggregates.map { try $0.argument?.evaluate(row, context) }
        guard let session = aggregation.sessionGrouping else {
            if groups[key] == nil { groups[key] = [Group(key: key, accumulators: empty)] }
            groups[key]?[0].add(arguments)
            return
        }
        var group = Group(key: key, accumulators: empty, rows: [arguments])
        group.add(arguments)
        let others = key.without(session)
        groups[others, default: []].append(group)
        unmerged.insert(others)
    }

    /// Makes one of the sessions that touch or overlap.
    ///
    /// - Returns: the keys of the sessions there are where sessions were added since the last time.
    @discardableResult
    mutating func mergeSessions() -> Set<GroupKey> {
        guard let session = aggregation.sessionGrouping else { return [] }
        var keys: Set<GroupKey> = []
        for others in unmerged {
            var merged: [Group] = []
            for group in (groups[others] ?? []).sorted(by: { $0.key < $1.key }) {
                let bounds = group.key.bounds(session)
                guard let last = merged.last?.key.bounds(session), bounds.start <= last.end else {
                    merged.append(group)
                    continue
                }
                let place = merged.count - 1
                merged[place].key.setEnd(session, max(last.end, bounds.end))
                for arguments in group.rows { merged[place].add(arguments) }
                merged[place].rows += group.rows
            }
            groups[others] = merged
            keys.formUnion(merged.map(\.key))
        }
        unmerged = []
        return keys
    }

    mutating func removeAll(where isRemoved: (GroupKey) -> Bool) {
        groups = groups.compactMapValues { found in
            let kept = found.filter { !isRemoved($0.key) }
            return kept.isEmpty ? nil : kept
        }
    }

    /// Groupings, then aggregates, ordered by grouping, of the groups wanted. Throws `arithmeticOverflow` for
    /// a sum that does not fit BIGINT.
    func rows(where isWanted: (GroupKey) -> Bool = { _ in true }) throws -> [[Value]] {
        try groups.values.joined().filter { isWanted($0.key) }.sorted { $0.key < $1.key }.map { group in
            try group.key.values + group.accumulators.map { try $0.result() }
        }
    }
}

/// Values that group together when they compare equal.
struct GroupKey: Hashable, Comparable {
    private(set) var values: [Value]

    init(values: [Value]) { self.values = values.map(canonicalValue) }

    private func order(_ other: GroupKey) -> Int {
        zip(values, other.values).lazy.map(compareValues).first { $0 != 0 } ?? 0
    }

    static func == (left: GroupKey, right: GroupKey) -> Bool { left.order(right) == 0 }
    static func < (left: GroupKey, right: GroupKey) -> Bool { left.order(right) < 0 }

    // Canonical values that compare equal have equal bits, NaN included.
    func hash(into hasher: inout Hasher) { hasher.combine(values) }

    /// The key with the value at a place left out.
    func without(_ place: Int) -> GroupKey {
        GroupKey(values: Array(values[..<place] + values[(place + 1)...]))
    }

    /// The session at a place: microseconds. No row has a NULL one.
    func bounds(_ place: Int) -> (start: Int64, end: Int64) {
        guard case .structure(let fields) = values[place], case .timestamp(let start) = fields[0],
            case .timestamp(let end) = fields[1]
        else { preconditionFailure("\(values[place]) is no session") }
        return (start, end)
    }

    /// Moves the end of the session at a place.
    mutating func setEnd(_ place: Int, _ end: Int64) {
        values[place] = .structure([.timestamp(bounds(place).start), .timestamp(end)])
    }
}

extension Deduplication {
    /// The values of which there is one row.
    func key(of row: [Value]) -> GroupKey { GroupKey(values: columns.map { row[$0] }) }
}
