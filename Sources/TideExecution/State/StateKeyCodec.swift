package import TideCheckpoint
package import TideColumnar
package import TidePlanning

/// The key of a group in the `state` table (without the table's own byte).
///
/// | bytes | content |
/// |---|---|
/// | 1 | operator id |
/// | 1 | layout: 0 without time, 1 window end, 2 instant |
/// | 1 | layouts 1 and 2: 0 for a NULL time, 1 otherwise |
/// | 8 | layouts 1 and 2, time not NULL: microseconds, greatest byte first, the sign bit flipped |
/// | rest | the other groupings in order, by `OrderedKeyEncoder`; with layout 2 all of them |
///
/// So entries sort by time first. The start of a window of layout 1 is its end less the aggregation's window
/// size; the instant of layout 2 is the grouping that carries the watermark, of a struct its `end`.
package struct StateKeyCodec: Sendable {
    private let operatorID: UInt8
    private let types: [DataType]
    private let window: (ordinal: Int, sizeUs: Int64)?
    private let instant: Int?

    /// - Parameter eventTime: which grouping carries the watermark.
    package init(
        _ aggregation: Aggregation, operatorID: UInt8 = 0, windowFirst: Bool = true, eventTime: Int? = nil
    ) {
        self.operatorID = operatorID
        types = aggregation.groupings.map(\.expression.type)
        if windowFirst, let ordinal = aggregation.windowGrouping, let sizeUs = aggregation.windowSizeUs,
            eventTime == nil || eventTime == ordinal
        {
            window = (ordinal, sizeUs)
            instant = nil
        } else {
            window = nil
            instant = windowFirst ? eventTime : nil
        }
    }

    private var layout: UInt8 { window != nil ? 1 : instant != nil ? 2 : 0 }

    /// The keys of the groups whose time is not after `timeUs`; NULL is after all.
    package func keys(throughUs timeUs: Int64) -> StateRange {
        var lower: [UInt8] = [operatorID, layout, 1]
        let upper = lower + OrderedBytes.of(timeUs)
        lower += OrderedBytes.of(.min)
        return StateRange(.state, lower, OrderedBytes.successor(of: upper))
    }

    /// The key of the group with these values of the groupings, in their order.
    package func encode(_ values: [Value]) -> [UInt8] {
        var bytes: [UInt8] = []
        append(values, to: &bytes)
        return bytes
    }

    /// Appends the key of the group with these values of the groupings, in their order.
    func append(_ values: [Value], to bytes: inout [UInt8]) {
        bytes.append(operatorID)
        bytes.append(layout)
        if let leading = window?.ordinal ?? instant {
            if let time = eventTimeUs(of: values[leading]) {
                bytes.append(1)
                bytes += OrderedBytes.of(time)
            } else {
                bytes.append(0)
            }
        }
        for ordinal in types.indices where ordinal != window?.ordinal {
            OrderedKeyEncoder.append(values[ordinal], to: &bytes)
        }
    }

    /// The groupings' values of a key; throws `StateDamage`.
    func decode(_ key: [UInt8]) throws -> [Value] {
        guard key.count >= 2, key[0] == operatorID, key[1] == layout else {
            throw StateDamage(reason: "the key does not begin with operator \(operatorID) and its layout")
        }
        var start = 2
        var windowValue = Value.null
        if let window {
            windowValue = try decodeWindow(key, window.sizeUs)
            start = windowValue.isNull ? 3 : 11
        } else if instant != nil {
            start = key.count > 2 && key[2] == 0 ? 3 : 11
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
        let end = OrderedBytes.number(key[3..<11])
        let (start, overflow) = end.subtractingReportingOverflow(sizeUs)
        guard !overflow else { throw StateDamage(reason: "the key's window end is \(end)") }
        return .structure([.timestamp(start), .timestamp(end)])
    }
}

/// The event time of a row's value: of a window its end; nil for NULL.
func eventTimeUs(of value: Value) -> Int64? {
    switch value {
    case .timestamp(let time): time
    case .structure(let bounds): if case .timestamp(let end)? = bounds.last { end } else { nil }
    default: nil
    }
}
