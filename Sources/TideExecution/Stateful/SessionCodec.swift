package import TideCheckpoint
package import TideColumnar
import TideModel
package import TidePlanning

/// The state of a session aggregation: an entry a session, found by its group and start.
///
/// - `state`: operator id, layout 3, the other groupings by `OrderedKeyEncoder`, start (8 bytes). Value: end
///   (8 bytes), then the aggregates as `AggregateCodec` writes them.
/// - `index`: operator id, layout 3, end, then the `state` key's bytes after the layout. Value: nothing.
///
/// Times are microseconds, greatest byte first, the sign bit flipped. The index exists where a watermark
/// ends sessions.
package struct SessionCodec: Sendable {
    /// A session of a group.
    struct Session: Hashable {
        var startUs: Int64
        var endUs: Int64
        /// The aggregates' buffers.
        var value: [UInt8]
    }

    let aggregates: AggregateCodec
    private let head: [UInt8]
    private let types: [DataType]
    /// Which grouping the session is.
    let ordinal: Int

    /// nil for an aggregation without sessions.
    package init?(_ aggregation: Aggregation, operatorID: UInt8 = 0) {
        guard let ordinal = aggregation.sessionGrouping else { return nil }
        self.ordinal = ordinal
        aggregates = AggregateCodec(aggregation, windowFirst: false)
        types = aggregation.groupings.map(\.expression.type)
        head = [operatorID, 3]
    }

    /// What the keys of a group's sessions begin with; `values` are the groupings, of which the session does
    /// not count.
    func prefix(_ values: [Value]) -> [UInt8] {
        var bytes = head
        for index in values.indices where index != ordinal {
            OrderedKeyEncoder.append(values[index], to: &bytes)
        }
        return bytes
    }

    func key(_ prefix: [UInt8], _ session: Session) -> [UInt8] { prefix + OrderedBytes.of(session.startUs) }

    func value(_ session: Session) -> [UInt8] { OrderedBytes.of(session.endUs) + session.value }

    func indexKey(_ key: [UInt8], endUs: Int64) -> [UInt8] {
        head + OrderedBytes.of(endUs) + key.dropFirst(head.count)
    }

    /// The index of the sessions that have ended by then.
    func ended(throughUs timeUs: Int64) -> StateRange {
        StateRange(
            .index, head + OrderedBytes.of(.min), OrderedBytes.successor(of: head + OrderedBytes.of(timeUs)))
    }

    /// The `state` key and the end of an entry of the index. Throws `checkpointDamaged` for bytes that are
    /// none.
    func session(indexed key: [UInt8]) throws -> (key: [UInt8], endUs: Int64) {
        guard key.count >= head.count + 8 else {
            throw TidemarkError(.stateEntryDamaged, ["what": "a session's index entry is cut off"])
        }
        return (head + key.dropFirst(head.count + 8), OrderedBytes.number(key[head.count..<(head.count + 8)]))
    }

    /// Throws `checkpointDamaged` for bytes that are no session.
    func session(_ entry: StateEntry) throws -> Session {
        guard entry.key.count >= head.count + 8, entry.value.count >= 8 else {
            throw TidemarkError(.stateEntryDamaged, ["what": "a session's entry is cut off"])
        }
        return Session(
            startUs: OrderedBytes.number(entry.key.suffix(8)),
            endUs: OrderedBytes.number(entry.value.prefix(8)),
            value: Array(entry.value.dropFirst(8)))
    }

    /// One row: the groupings, then the finished aggregates. Throws `checkpointDamaged`.
    package func decodeRow(_ entry: StateEntry) throws -> [Value] {
        let session = try session(entry)
        return try aggregates.asDamage {
            var decoder = OrderedKeyDecoder(Array(entry.key.dropLast(8)), from: head.count)
            do {
                return try types.indices.map { index in
                    index == ordinal
                        ? .structure([.timestamp(session.startUs), .timestamp(session.endUs)])
                        : try decoder.next(types[index])
                }
            } catch let damage as KeyDamage {
                throw StateDamage(reason: "\(damage.expected) expected at byte \(damage.offset) of the key")
            }
        } + aggregates.decodeValues(session.value)
    }

    /// The rows of entries, in their order. Throws `checkpointDamaged`.
    package func decodeRows(_ entries: some Sequence<StateEntry>) throws -> RecordBatch {
        RecordBatch(schema: aggregates.aggregation.schema, rows: try entries.map(decodeRow))
    }
}
