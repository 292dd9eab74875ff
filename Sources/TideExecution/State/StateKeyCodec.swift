package import TideColumnar
package import TidePlanning

/// The key of a group in the `state` table (without the table's own byte).
///
/// | bytes | content |
/// |---|---|
/// | 1 | operator id |
/// | 1 | layout: 0 without time, 1 window end |
/// | 1 | layout 1: 0 for a NULL window, 1 otherwise |
/// | 8 | layout 1, window not NULL: its end in microseconds, greatest byte first, the sign bit flipped |
/// | rest | the other groupings in order, by `OrderedKeyEncoder` |
///
/// So entries sort by window end first. The window's start is its end less the aggregation's window size.
package struct StateKeyCodec: Sendable {
    private let operatorID: UInt8
    private let types: [DataType]
    private let window: (ordinal: Int, sizeUs: Int64)?

    package init(_ aggregation: Aggregation, operatorID: UInt8 = 0, windowFirst: Bool = true) {
        self.operatorID = operatorID
        types = aggregation.groupings.map(\.expression.type)
        if windowFirst, let ordinal = aggregation.windowGrouping, let sizeUs = aggregation.windowSizeUs {
            window = (ordinal, sizeUs)
        } else {
            window = nil
        }
    }

    /// The key of the group with these values of the groupings, in their order.
    package func encode(_ values: [Value]) -> [UInt8] {
        var bytes: [UInt8] = [operatorID, window == nil ? 0 : 1]
        if let window {
            if case .structure(let bounds) = values[window.ordinal], case .timestamp(let end) = bounds[1] {
                bytes.append(1)
                let ordered = (UInt64(bitPattern: end) ^ (1 << 63)).bigEndian
                // Safety: the bytes of a local integer are copied inside the closure.
                withUnsafeBytes(of: ordered) { bytes.append(contentsOf: $0) }
            } else {
                bytes.append(0)
            }
        }
        for ordinal in types.indices where ordinal != window?.ordinal {
            OrderedKeyEncoder.append(values[ordinal], to: &bytes)
        }
        return bytes
    }

    /// The groupings' values of a key; throws `StateDamage`.
    func decode(_ key: [UInt8]) throws -> [Value] {
        guard key.count >= 2, key[0] == operatorID, key[1] == (window == nil ? 0 : 1) else {
            throw StateDamage(reason: "the key does not begin with operator \(operatorID) and its layout")
        }
        var start = 2
        var windowValue = Value.null
        if let window {
            windowValue = try decodeWindow(key, window.sizeUs)
            start = windowValue.isNull ? 3 : 11
        }
        var decoder = OrderedKeyDecoder(key, from: start)
        do {
            let values = try types.indices.map { ordinal in
                ordinal == window?.ordinal ? windowValue : try decoder.next(types[ordinal])
            }
            guard decoder.isAtEnd else { throw StateDamage(reason: "bytes follow the key's last value") }
            return values
        } catch let damage as KeyDamage {
            throw StateDamage(reason: "\(damage.expected) expected at byte \(damage.offset) of the key")
        }
    }

    private func decodeWindow(_ key: [UInt8], _ sizeUs: Int64) throws -> Value {
        guard key.count >= 3, key[2] <= 1 else { throw StateDamage(reason: "the key has no window") }
        if key[2] == 0 { return .null }
        guard key.count >= 11 else { throw StateDamage(reason: "the key's window end is cut off") }
        let ordered = key[3..<11].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let end = Int64(bitPattern: ordered ^ (1 << 63))
        let (start, overflow) = end.subtractingReportingOverflow(sizeUs)
        guard !overflow else { throw StateDamage(reason: "the key's window end is \(end)") }
        return .structure([.timestamp(start), .timestamp(end)])
    }
}
