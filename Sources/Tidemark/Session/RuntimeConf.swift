import TideColumnar
import TideModel

/// A session's settings, under Spark's names.
///
/// - `spark.sql.session.timeZone`: the zone of timestamps that name none, and in which they are shown.
/// - `spark.sql.shuffle.partitions`: how many threads aggregate. There is no shuffle here; as in Spark it is
///   how many pieces of an aggregation are computed at once.
/// - `spark.sql.streaming.multipleWatermarkPolicy`: `min` or `max`, which of several watermarks is the
///   query's.
/// - `spark.sql.streaming.noDataMicroBatches.enabled`: whether a batch runs when only the watermark has
///   moved.
/// - `tidemark.maxDeltaEntries`: how many entries of the state one commit puts at the most, a million
///   unless set; a batch that would put more reads a part of its plan, and the next ones the rest.
/// - `tidemark.scrubInterval`: how often all of the state is read beside a run and checked, `1 day` unless
///   set.
/// - `tidemark.allowNetworkCheckpoint`: whether a checkpoint may be on NFS, SMB, 9p or FUSE, whose locks and
///   maps are not coherent between machines; `false` unless set.
public struct RuntimeConf: Sendable {
    static let timeZoneKey = "spark.sql.session.timeZone"
    static let partitionsKey = "spark.sql.shuffle.partitions"

    static let keys = StreamingConf.keys + [partitionsKey, timeZoneKey]

    let session: Session

    /// Changes a setting; queries that are running keep the old value.
    ///
    /// - Throws: `TidemarkError`: `optionNotFound` for a key that is none, `invalidOption` for its value.
    public func set(_ key: String, _ value: String) throws {
        switch key {
        case Self.timeZoneKey:
            let zone = try Self.zone(value)
            session.update { $0.zone = zone }
        case Self.partitionsKey:
            let threads = try Self.threads(value)
            session.update { $0.threads = threads }
        case _ where StreamingConf.keys.contains(key):
            var streaming = session.streaming
            try streaming.set(key, value)
            session.update { $0.streaming = streaming }
        default: throw Self.unknown(key)
        }
    }

    /// The value of a setting.
    ///
    /// - Throws: `TidemarkError` (`optionNotFound`) for a key that is none.
    public func get(_ key: String) throws -> String {
        switch key {
        case Self.timeZoneKey: session.zone.name
        case Self.partitionsKey: String(session.threads)
        case _ where StreamingConf.keys.contains(key): session.streaming.value(key)
        default: throw Self.unknown(key)
        }
    }

    static func zone(_ name: String) throws -> ZoneRules {
        do {
            return try ZoneRules(named: name)
        } catch {
            throw TidemarkError(
                .configurationValue,
                [
                    "key": timeZoneKey, "value": name,
                    "expected": "UTC, an offset such as +02:00, or a region such as Europe/Paris",
                    "suggestion": suggestion(for: name, among: ZoneRules.regionNames()),
                ])
        }
    }

    static func threads(_ text: String) throws -> Int {
        guard let count = Int(text), (1...1_024).contains(count) else {
            throw TidemarkError(
                .configurationValue,
                [
                    "key": partitionsKey, "value": text, "expected": "a number of threads from 1 to 1024",
                    "suggestion": "",
                ])
        }
        return count
    }

    private static func unknown(_ key: String) -> TidemarkError {
        let known = keys
        return TidemarkError(
            .configurationNotFound,
            ["key": key, "suggestion": suggestion(for: key, among: known, kind: "settings")])
    }
}
