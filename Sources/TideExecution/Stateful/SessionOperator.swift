import TideCheckpoint
import TideColumnar
import TideModel
import TidePlanning

/// Sessions with state: rows of a group whose sessions touch or overlap become one session.
struct SessionOperator {
    let codec: SessionCodec
    let mode: OutputMode
    /// Sessions up to this end, in microseconds, are complete; nil without a watermark.
    let expiresThroughUs: Int64?

    /// - Parameter partial: the batch's rows grouped by all groupings, each with a session of its own.
    func run(_ partial: StateDelta, _ state: any StateView) throws -> OperatorOutput {
        var output = OperatorOutput()
        var emitted: [StateEntry] = []
        var touched: Set<[UInt8]> = []
        for (prefix, sessions) in try groups(partial) {
            let stored = try state.entries(StateRange(prefix: prefix))
            touched.formUnion(stored.map(\.key))
            try merge(prefix, sessions, stored, &output, &emitted)
        }
        if let throughUs = expiresThroughUs, mode != .complete {
            try forget(throughUs, except: touched, state, &output, &emitted)
        }
        if mode == .append {
            let rows = try emitted.map(codec.decodeRow)
            output.rows = RowStream(rows, codec.aggregates.aggregation.schema)
        }
        return output
    }

    /// The batch's sessions by what their keys begin with, in order.
    private func groups(_ partial: StateDelta) throws -> [(prefix: [UInt8], sessions: [SessionCodec.Session])]
    {
        var groups: [[UInt8]: [SessionCodec.Session]] = [:]
        for entry in partial.entries {
            let values = try codec.aggregates.asDamage { try codec.aggregates.keys.decode(entry.key) }
            guard case .structure(let bounds) = values[codec.ordinal], case .timestamp(let start) = bounds[0],
                case .timestamp(let end) = bounds[1]
            else { continue }
            groups[codec.prefix(values), default: []].append(
                SessionCodec.Session(startUs: start, endUs: end, value: entry.value))
        }
        return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { (prefix: $0.key, sessions: $0.value) }
    }

    private func merge(
        _ prefix: [UInt8], _ new: [SessionCodec.Session], _ stored: [StateEntry],
        _ output: inout OperatorOutput, _ emitted: inout [StateEntry]
    ) throws {
        let old = try stored.map(codec.session)
        var merged: [SessionCodec.Session] = []
        for session in (old + new).sorted(by: { ($0.startUs, $0.endUs) < ($1.startUs, $1.endUs) }) {
            guard let last = merged.last, session.startUs <= last.endUs else {
                merged.append(session)
                continue
            }
            merged[merged.count - 1].endUs = max(last.endUs, session.endUs)
            merged[merged.count - 1].value = try codec.aggregates.merge(last.value, session.value)
        }
        let kept = Set(old).intersection(merged)
        for session in old where !kept.contains(session) { change(prefix, session, isRemoval: true, &output) }
        for session in merged {
            let isEnded = mode != .complete && expiresThroughUs.map { session.endUs <= $0 } == true
            if isEnded {
                emitted.append(StateEntry(key: codec.key(prefix, session), value: codec.value(session)))
                if kept.contains(session) { change(prefix, session, isRemoval: true, &output) }
            } else if !kept.contains(session) {
                change(prefix, session, isRemoval: false, &output)
            }
        }
    }

    /// The later of two changes of an entry counts: a session may take the place of one it has swallowed.
    private func change(
        _ prefix: [UInt8], _ session: SessionCodec.Session, isRemoval: Bool, _ output: inout OperatorOutput
    ) {
        let key = codec.key(prefix, session)
        output.delta.changes.append(StateChange(key: key, value: isRemoval ? nil : codec.value(session)))
        guard expiresThroughUs != nil else { return }
        let index = codec.indexKey(key, endUs: session.endUs)
        output.delta.changes.append(StateChange(.index, key: index, value: isRemoval ? nil : []))
    }

    /// Emits and forgets the sessions that have ended and that the batch did not touch.
    private func forget(
        _ throughUs: Int64, except touched: Set<[UInt8]>, _ state: any StateView,
        _ output: inout OperatorOutput, _ emitted: inout [StateEntry]
    ) throws {
        var expired: [[UInt8]] = []
        try state.scan(codec.ended(throughUs: throughUs)) { entry in
            output.expired += 1
            let key = try codec.session(indexed: entry.key).key
            if !touched.contains(key) {
                expired.append(key)
                output.delta.changes.append(StateChange(.index, key: entry.key, value: nil))
            }
            return true
        }
        for key in expired {
            guard let value = try state.value(.state, key) else {
                throw TidemarkError(.stateEntryDamaged, ["what": "a session of the index is not there"])
            }
            emitted.append(StateEntry(key: key, value: value))
            output.delta.changes.append(StateChange(key: key, value: nil))
        }
    }
}
