import TideCheckpoint
import TideModel
import TidePlanning

/// The state of a program's operator in a batch: what the batch before left, and over it what this one has
/// changed.
final class TransformStore {
    private let codec: TransformCodec
    private let view: any StateView
    private let timestampMs: Int64
    /// By what the entries of a variable of a key begin with, and the bytes of the entry; nil for a removal.
    private var entries: [[UInt8]: [[UInt8]: [UInt8]?]] = [:]
    /// Whether an entry of the index is there.
    private var index: [[UInt8]: Bool] = [:]

    init(_ codec: TransformCodec, _ view: any StateView, timestampMs: Int64) {
        self.codec = codec
        self.view = view
        self.timestampMs = timestampMs
    }

    /// The state of one key.
    func state(ofKey key: [UInt8]) -> any TransformState { KeyState(store: self, key: key) }

    /// What has changed, in the order of the keys.
    var delta: StateDelta {
        var delta = StateDelta()
        for (prefix, entries) in entries {
            for (entry, value) in entries {
                delta.changes.append(StateChange(key: prefix + entry, value: value))
            }
        }
        for (key, isThere) in index {
            delta.changes.append(StateChange(.index, key: key, value: isThere ? [] : nil))
        }
        delta.changes.sort { left, right in
            left.table == right.table
                ? left.key.lexicographicallyPrecedes(right.key) : left.table.rawValue < right.table.rawValue
        }
        return delta
    }

    /// The timers up to a time, the earliest first, then by key.
    func timers(throughMs timeMs: Int64) throws -> [(timerMs: Int64, key: [UInt8])] {
        try indexed(codec.timers(throughMs: timeMs)).map { key in
            let (timerMs, rest) = try codec.indexed(key)
            return (timerMs, rest)
        }
    }

    /// Removes what is over; returns how many entries that were.
    func removeExpired() throws -> Int {
        let expired = try indexed(codec.expired(throughMs: timestampMs))
        for key in expired {
            index[key] = false
            let stateKey = try codec.head + codec.indexed(key).rest
            // An entry of this batch is not over: its time to live has just begun.
            entries[stateKey, default: [:]][[]] = .some(nil)
        }
        return expired.count
    }

    /// The keys of a range of the index as the batch has made them, in order.
    private func indexed(_ range: StateRange) throws -> [[UInt8]] {
        var keys = Set(index.filter { $0.value && range.contains($0.key) }.keys)
        try view.scan(range) { entry in
            if index[entry.key] != false { keys.insert(entry.key) }
            return true
        }
        return keys.sorted { $0.lexicographicallyPrecedes($1) }
    }

    // MARK: Entries

    fileprivate func raw(_ prefix: [UInt8], _ entry: [UInt8]) throws -> [UInt8]? {
        if let changed = entries[prefix]?[entry] { return changed }
        return try view.value(.state, prefix + entry)
    }

    fileprivate func raw(_ prefix: [UInt8]) throws -> [[UInt8]: [UInt8]] {
        var found: [[UInt8]: [UInt8]] = [:]
        // A range takes no longer bound; what else is in it is passed over.
        try view.scan(StateRange(prefix: Array(prefix.prefix(490)))) { entry in
            if entry.key.starts(with: prefix) { found[Array(entry.key[prefix.count...])] = entry.value }
            return true
        }
        for (entry, value) in entries[prefix] ?? [:] { found[entry] = value }
        return found
    }

    fileprivate func value(_ raw: [UInt8]?) throws -> [UInt8]? {
        guard let raw else { return nil }
        let (json, expiryMs) = try codec.parts(raw)
        if let expiryMs, expiryMs <= timestampMs { return nil }
        return json
    }

    fileprivate func set(_ variable: Int, _ key: [UInt8], _ entry: [UInt8], _ json: [UInt8]?) throws {
        let prefix = codec.prefix(variable, key)
        var expiryMs: Int64?
        if let lifeMs = codec.transform.variables[variable - 1].timeToLiveMs {
            if let old = try raw(prefix, entry), let oldMs = try codec.parts(old).expiryMs {
                index[codec.expiryIndex(oldMs, prefix + entry)] = false
            }
            let (sum, overflow) = timestampMs.addingReportingOverflow(lifeMs)
            expiryMs = overflow ? .max : sum
        }
        entries[prefix, default: [:]][entry] = .some(json.map { codec.value($0, expiryMs: expiryMs) })
        if let expiryMs, json != nil { index[codec.expiryIndex(expiryMs, prefix + entry)] = true }
    }

    fileprivate func setTimer(_ timerMs: Int64, _ key: [UInt8], isThere: Bool) {
        entries[codec.prefix(0, key), default: [:]][OrderedBytes.of(timerMs)] = .some(isThere ? [] : nil)
        index[codec.timerIndex(timerMs, key)] = isThere
    }

    fileprivate func timers(_ key: [UInt8]) throws -> [Int64] {
        try raw(codec.prefix(0, key)).keys.map { OrderedBytes.number($0) }.sorted()
    }

    fileprivate func all(_ variable: Int, _ key: [UInt8]) throws -> [(entry: [UInt8], value: [UInt8])] {
        try raw(codec.prefix(variable, key)).compactMap { entry, raw in
            try value(raw).map { (entry, $0) }
        }.sorted { $0.entry.lexicographicallyPrecedes($1.entry) }
    }

    fileprivate func value(_ variable: Int, _ key: [UInt8], _ entry: [UInt8]) throws -> [UInt8]? {
        try value(try raw(codec.prefix(variable, key), entry))
    }
}

private final class KeyState: TransformState {
    private let store: TransformStore
    private let key: [UInt8]

    init(store: TransformStore, key: [UInt8]) {
        self.store = store
        self.key = key
    }

    func value(_ variable: Int, _ entry: [UInt8]) throws -> [UInt8]? {
        try store.value(variable, key, entry)
    }

    func entries(_ variable: Int) throws -> [(entry: [UInt8], value: [UInt8])] {
        try store.all(variable, key)
    }

    func set(_ variable: Int, _ entry: [UInt8], _ value: [UInt8]?) throws {
        try store.set(variable, key, entry, value)
    }

    func timers() throws -> [Int64] { try store.timers(key) }

    func setTimer(atMs timerMs: Int64, isThere: Bool) throws {
        store.setTimer(timerMs, key, isThere: isThere)
    }
}
