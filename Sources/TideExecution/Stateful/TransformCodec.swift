package import TideCheckpoint
package import TideColumnar
import TideModel
package import TidePlanning

/// The state of a program's operator as entries.
///
/// All keys begin with the operator's id and the layout, 5. Then follow
///
/// - in `state`, for an entry of a variable: the variable's id from 1 (2 bytes, greatest first), the key by
///   `OrderedKeyEncoder`, bytes of the entry's own. Value: 0, or 1 and the time at which the entry is over
///   (8 bytes); then JSON.
/// - in `state`, for a timer: 0 (2 bytes), the key, its time (8 bytes). No value.
/// - in `index`, for a timer: 0, its time, the key. No value.
/// - in `index`, for an entry that will be over: 1, the time at which it is, the `state` key's bytes after
///   the layout. No value.
///
/// Times are milliseconds, greatest byte first, the sign bit flipped. A value has one entry, without bytes of
/// its own; a list one for each element, whose bytes are its number (8 bytes), and one without bytes, the
/// number of the next; a map one for each pair, whose bytes are the JSON of its key.
package struct TransformCodec: Sendable {
    let transform: StatefulTransform
    let head: [UInt8]

    package init(_ transform: StatefulTransform, operatorID: Int) {
        self.transform = transform
        head = [UInt8(operatorID), 5]
    }

    static func key(_ values: [Value]) -> [UInt8] {
        values.reduce(into: []) { OrderedKeyEncoder.append($1, to: &$0) }
    }

    /// The key of an entry of the index. Throws `checkpointDamaged` for bytes that are none.
    func values(ofKey bytes: [UInt8]) throws -> [Value] {
        let (values, end) = try values(in: bytes, from: 0)
        guard end == bytes.count else {
            throw TidemarkError(.stateEntryDamaged, ["what": "bytes follow the key of a timer"])
        }
        return values
    }

    /// The key that begins at a byte, and where it ends.
    private func values(in bytes: [UInt8], from start: Int) throws -> (values: [Value], end: Int) {
        var decoder = OrderedKeyDecoder(bytes, from: start)
        do throws(KeyDamage) {
            var values: [Value] = []
            for grouping in transform.groupings { values.append(try decoder.next(grouping.expression.type)) }
            return (values, decoder.position)
        } catch {
            throw TidemarkError(
                .stateEntryDamaged, ["what": "\(error.expected) expected at byte \(error.offset) of a key"])
        }
    }

    /// What the `state` keys of a variable of a key begin with; variable 0 is the timers.
    func prefix(_ variable: Int, _ key: [UInt8]) -> [UInt8] {
        head + [UInt8(truncatingIfNeeded: variable >> 8), UInt8(truncatingIfNeeded: variable)] + key
    }

    func timerIndex(_ timerMs: Int64, _ key: [UInt8]) -> [UInt8] {
        head + [0] + OrderedBytes.of(timerMs) + key
    }

    func expiryIndex(_ expiryMs: Int64, _ stateKey: [UInt8]) -> [UInt8] {
        head + [1] + OrderedBytes.of(expiryMs) + stateKey.dropFirst(head.count)
    }

    /// The index of the timers up to a time.
    func timers(throughMs timeMs: Int64) -> StateRange { index(0, throughMs: timeMs) }

    /// The index of the entries that are over by a time.
    func expired(throughMs timeMs: Int64) -> StateRange { index(1, throughMs: timeMs) }

    private func index(_ kind: UInt8, throughMs timeMs: Int64) -> StateRange {
        StateRange(
            .index, head + [kind] + OrderedBytes.of(.min),
            OrderedBytes.successor(of: head + [kind] + OrderedBytes.of(timeMs)))
    }

    /// The time and what follows it in a key of the index. Throws `checkpointDamaged` for bytes that are
    /// none.
    func indexed(_ key: [UInt8]) throws -> (timeMs: Int64, rest: [UInt8]) {
        let start = head.count + 1
        guard key.count >= start + 8 else {
            throw TidemarkError(.stateEntryDamaged, ["what": "the index entry of a timer is cut off"])
        }
        return (OrderedBytes.number(key[start..<start + 8]), Array(key[(start + 8)...]))
    }

    func value(_ json: [UInt8], expiryMs: Int64?) -> [UInt8] {
        (expiryMs.map { [1] + OrderedBytes.of($0) } ?? [0]) + json
    }

    /// Throws `checkpointDamaged` for bytes that are no entry's.
    func parts(_ value: [UInt8]) throws -> (json: [UInt8], expiryMs: Int64?) {
        switch value.first {
        case 0: return (Array(value.dropFirst()), nil)
        case 1 where value.count >= 9: return (Array(value.dropFirst(9)), OrderedBytes.number(value[1..<9]))
        default:
            throw TidemarkError(.stateEntryDamaged, ["what": "a state variable's entry is cut off"])
        }
    }
}

// MARK: - For people

extension TransformCodec {
    /// The columns of `describe`.
    package static let description = Schema([
        Field("operator", .int), Field("variable", .string), Field("key", .string), Field("entry", .string),
        Field("value", .string), Field("expires", .timestamp),
    ])

    /// All entries of the operator as rows: the variable's name, or `timers`; the key as JSON; of a list the
    /// element's number, of a map the pair's key as JSON, of a timer its time in milliseconds; the value as
    /// JSON; when it is over.
    ///
    /// - Throws: `checkpointDamaged` for entries that are none.
    package func describe(
        _ state: any StateView, keyText: ([Value]) -> String
    ) throws -> [[Value]] {
        var rows: [[Value]] = []
        try state.scan(StateRange(prefix: head)) { entry in
            let start = head.count
            guard entry.key.count >= start + 2 else {
                throw TidemarkError(.stateEntryDamaged, ["what": "a state variable's key is cut off"])
            }
            let variable = Int(entry.key[start]) << 8 | Int(entry.key[start + 1])
            let (key, end) = try values(in: entry.key, from: start + 2)
            let own = Array(entry.key[end...])
            if let row = try describe(variable, own, entry.value) {
                rows.append(
                    [.int(Int32(head[0])), row[0], .string(UTF8String(keyText(key)))] + row.dropFirst())
            }
            return true
        }
        return rows
    }

    private func describe(_ variable: Int, _ entry: [UInt8], _ value: [UInt8]) throws -> [Value]? {
        func text(_ bytes: some Sequence<UInt8>) -> Value { .string(UTF8String(bytes: Array(bytes))) }
        guard variable > 0 else {
            let timeMs = entry.count == 8 ? OrderedBytes.number(entry) : 0
            return [.string("timers"), text(String(timeMs).utf8), .null, .null]
        }
        guard transform.variables.indices.contains(variable - 1) else {
            throw TidemarkError(.stateEntryDamaged, ["what": "the plan has no state variable \(variable)"])
        }
        let known = transform.variables[variable - 1]
        let (json, expiryMs) = try parts(value)
        let expires = expiryMs.map { Value.timestamp($0.multipliedSaturating(by: 1_000)) } ?? .null
        let own: Value
        switch known.kind {
        case .value: own = .null
        case .list:
            guard entry.count == 8 else { return nil }
            own = text(String(OrderedBytes.number(entry)).utf8)
        case .map: own = text(entry)
        }
        return [text(known.name.utf8), own, text(json), expires]
    }
}
