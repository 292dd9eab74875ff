import TideCheckpoint
import TideColumnar
import TideModel

/// A side of a join of two streams.
enum JoinSide: UInt8 {
    case left = 0
    case right = 1

    var other: JoinSide { self == .left ? .right : .left }
}

/// A row that waits for rows of the other side.
struct JoinRow {
    /// Its number among all rows the join has stored.
    var number: Int64
    var values: [Value]
    /// Whether it has found a row of the other side.
    var isMatched: Bool
    /// Whether it is stored already, and its entry as it stands there is still true.
    var isStored = false
    var isChanged = false
}

/// The rows of both sides as entries.
///
/// - `state`: operator id, layout 4, side (0 left, 1 right), the join keys by `OrderedKeyEncoder`, the row's
///   number (8 bytes). Value: 1 if a row of the other side was found, else 0; the columns, each as
///   `appendState` writes it.
/// - `index`: operator id, layout 4, 2. Value: the number of the next row.
/// - `index`: operator id, layout 4, side, event time (8 bytes), then the `state` key's bytes after the side.
///   Value: nothing.
struct JoinCodec {
    let operatorID: UInt8
    /// The columns' types, by side.
    let types: [[DataType]]

    private func head(_ side: JoinSide) -> [UInt8] { [operatorID, 4, side.rawValue] }

    var counterKey: [UInt8] { [operatorID, 4, 2] }

    /// What the keys of the rows with these join keys begin with.
    func prefix(_ side: JoinSide, _ joinKey: [UInt8]) -> [UInt8] { head(side) + joinKey }

    func indexKey(_ side: JoinSide, timeUs: Int64, _ key: [UInt8]) -> [UInt8] {
        head(side) + OrderedBytes.of(timeUs) + key.dropFirst(3)
    }

    /// The index of rows up to a time.
    func expired(_ side: JoinSide, throughUs timeUs: Int64) -> StateRange {
        StateRange(
            .index, head(side) + OrderedBytes.of(.min),
            OrderedBytes.successor(of: head(side) + OrderedBytes.of(timeUs)))
    }

    /// The `state` key of an entry of the index.
    func key(_ side: JoinSide, indexed key: [UInt8]) -> [UInt8] { head(side) + key.dropFirst(11) }

    /// The join key within a `state` key; empty in bytes that are none.
    func joinKey(_ key: [UInt8]) -> [UInt8] { Array(key.dropFirst(3).dropLast(8)) }

    func value(_ row: JoinRow) -> [UInt8] {
        var bytes: [UInt8] = [row.isMatched ? 1 : 0]
        for value in row.values { bytes.appendState(value) }
        return bytes
    }

    // Safety: the bytes of the entry's own array are read within the closure only.
    /// Throws `checkpointDamaged` for bytes that are no row.
    func row(_ entry: StateEntry, _ side: JoinSide) throws -> JoinRow {
        do {
            return try entry.value.withUnsafeBytes { bytes in
                var reader = StateReader(bytes)
                let isMatched = try reader.flag()
                let values = try types[Int(side.rawValue)].map { try reader.value($0) }
                guard reader.isAtEnd else { throw StateDamage(reason: "bytes follow a row of a join") }
                return JoinRow(
                    number: OrderedBytes.number(entry.key.suffix(8)), values: values, isMatched: isMatched,
                    isStored: true)
            }
        } catch let damage as StateDamage {
            throw TidemarkError(.stateEntryDamaged, ["what": damage.reason])
        }
    }
}
