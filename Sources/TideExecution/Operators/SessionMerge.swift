import TideCheckpoint
import TideColumnar
import TideModel
import TidePlanning

extension AggregateCodec {
    /// The groups of an aggregation by sessions, made of groups that each have rows of one session window:
    /// where the windows of groups with equal other groupings touch or overlap, they are one.
    ///
    /// Throws what merging two groups throws.
    func mergingSessions(_ entries: StateEntries) throws -> StateEntries {
        guard let session = aggregation.sessionGrouping else { return entries }
        var groups: [[Value]: [Group]] = [:]
        for entry in entries {
            var values = try groupings(of: entry)
            guard case .structure(let bounds) = values[session], case .timestamp(let start) = bounds[0],
                case .timestamp(let end) = bounds[1]
            else { throw TidemarkError(.planNotStateless) }
            values.remove(at: session)
            groups[values, default: []].append(Group(start: start, end: end, value: entry.value))
        }
        var merged = StateEntries()
        for (values, group) in groups {
            for whole in try merging(group.sorted { $0.start < $1.start }) {
                var key = values
                key.insert(.structure([.timestamp(whole.start), .timestamp(whole.end)]), at: session)
                merged.append(StateEntry(key: keys.encode(key), value: whole.value))
            }
        }
        merged.sort()
        return merged
    }

    private struct Group {
        var start: Int64
        var end: Int64
        var value: [UInt8]
    }

    /// Groups in the order of their starts, those that touch put together.
    private func merging(_ groups: [Group]) throws -> [Group] {
        var merged: [Group] = []
        for group in groups {
            guard var last = merged.last, group.start <= last.end else {
                merged.append(group)
                continue
            }
            last.end = max(last.end, group.end)
            last.value = try merge(last.value, group.value)
            merged[merged.count - 1] = last
        }
        return merged
    }
}
