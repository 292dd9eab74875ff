import TideExecution
import TideModel
import TidePlanning

/// Something that a processor remembers for each key: a `ValueState`, a `ListState` or a `MapState`.
///
/// It is a description; `state[variable]` is the state itself, of the key that is handled. Values are stored
/// as JSON by their `Codable` conformances.
public protocol StateVariable: Sendable {
    /// How the state of a key is read and written.
    associatedtype Access

    /// The name in the checkpoint.
    var name: String { get }

    /// How long after the batch that wrote it a value is there, by processing time; nil for ever.
    var timeToLive: Duration? { get }

    /// What the state is in the checkpoint.
    static var kind: StateVariableKind { get }

    /// The state of a key.
    func access(_ place: StatePlace) -> Access
}

/// What a state variable is in the checkpoint.
public enum StateVariableKind: String, Sendable { case value, list, map }

/// The state of the key that is handled; to be used within a call of the processor.
public struct KeyedState {
    let code: ProcessorIdentity
    let state: any TransformState

    /// The state of a variable.
    ///
    /// - Throws: `TidemarkError` when the variable is none of the processor's.
    public subscript<Variable: StateVariable>(_ variable: Variable) -> Variable.Access {
        get throws {
            guard let place = code.variables.firstIndex(of: variable.name) else {
                throw TidemarkError(
                    .transformVariable,
                    [
                        "name": code.name, "variable": variable.name,
                        "what": "is not among its stateVariables",
                    ])
            }
            return variable.access(
                StatePlace(processor: code.name, name: variable.name, id: place + 1, state: state))
        }
    }
}

/// Where the state of a variable is for a key.
public struct StatePlace {
    let processor: String
    let name: String
    let id: Int
    let state: any TransformState

    func read<Stored: Decodable>(_ json: [UInt8], as type: Stored.Type = Stored.self) throws -> Stored {
        do {
            return try StateDecoder.decode(type, from: json)
        } catch {
            throw failure("holds \(String(decoding: json, as: UTF8.self)), which is no \(type)")
        }
    }

    func json(_ value: some Encodable) throws -> [UInt8] {
        do {
            return try StateEncoder.encode(value)
        } catch {
            throw failure("cannot store a \(type(of: value)): \(error)")
        }
    }

    func clear() throws {
        for (entry, _) in try state.entries(id) { try state.set(id, entry, nil) }
    }

    private func failure(_ what: String) -> TidemarkError {
        TidemarkError(.transformStateType, ["name": processor, "variable": name, "what": what])
    }
}

/// One value for each key.
public struct ValueState<Stored: Codable & Sendable>: StateVariable {
    /// The name in the checkpoint.
    public let name: String
    /// How long it is there after the batch that wrote it; nil for ever.
    public let timeToLive: Duration?
    /// What it is in the checkpoint.
    public static var kind: StateVariableKind { .value }

    /// - Parameters:
    ///   - name: in the checkpoint.
    ///   - timeToLive: how long after the batch that wrote it the value is there; in time mode
    ///     processingTime only.
    public init(_ name: String, timeToLive: Duration? = nil) {
        self.name = name
        self.timeToLive = timeToLive
    }

    /// The state of a key.
    public func access(_ place: StatePlace) -> Access { Access(place: place) }

    /// The value of a key. All calls throw `TidemarkError` for a state that is damaged or of another type.
    public struct Access {
        let place: StatePlace

        /// The value; nil when there is none.
        public func get() throws -> Stored? {
            try place.state.value(place.id, []).map { try place.read($0) }
        }

        /// Whether there is a value.
        public func exists() throws -> Bool { try place.state.value(place.id, []) != nil }

        /// Sets the value.
        public func update(_ value: Stored) throws {
            try place.state.set(place.id, [], try place.json(value))
        }

        /// Removes the value.
        public func clear() throws { try place.state.set(place.id, [], nil) }
    }
}

/// A list of values for each key.
public struct ListState<Element: Codable & Sendable>: StateVariable {
    /// The name in the checkpoint.
    public let name: String
    /// How long it is there after the batch that wrote it; nil for ever.
    public let timeToLive: Duration?
    /// What it is in the checkpoint.
    public static var kind: StateVariableKind { .list }

    /// - Parameters:
    ///   - name: in the checkpoint.
    ///   - timeToLive: how long after the batch that wrote it an element is there; in time mode
    ///     processingTime only.
    public init(_ name: String, timeToLive: Duration? = nil) {
        self.name = name
        self.timeToLive = timeToLive
    }

    /// The state of a key.
    public func access(_ place: StatePlace) -> Access { Access(place: place) }

    /// The list of a key. All calls throw `TidemarkError` for a state that is damaged or of another type.
    public struct Access {
        let place: StatePlace

        /// The elements, the oldest first.
        public func get() throws -> [Element] {
            try place.state.entries(place.id).filter { !$0.entry.isEmpty }.map { try place.read($0.value) }
        }

        /// Whether there is an element.
        public func exists() throws -> Bool {
            try place.state.entries(place.id).contains { !$0.entry.isEmpty }
        }

        /// Puts these elements in the place of all others.
        public func put(_ elements: [Element]) throws {
            try place.clear()
            try appendList(elements)
        }

        /// Appends an element; the cost does not depend on the length of the list.
        public func appendValue(_ element: Element) throws { try appendList([element]) }

        /// Appends elements.
        public func appendList(_ elements: [Element]) throws {
            guard !elements.isEmpty else { return }
            // The entry without bytes is the number of the next element; it lives as long as the newest.
            var next = try place.state.value(place.id, []).map { try place.read($0, as: Int64.self) } ?? 0
            for element in elements {
                try place.state.set(place.id, OrderedBytes.of(next), try place.json(element))
                next += 1
            }
            try place.state.set(place.id, [], try place.json(next))
        }

        /// Removes all elements.
        public func clear() throws { try place.clear() }
    }
}

/// A map for each key.
public struct MapState<Key: Codable & Hashable & Sendable, Stored: Codable & Sendable>: StateVariable {
    /// The name in the checkpoint.
    public let name: String
    /// How long it is there after the batch that wrote it; nil for ever.
    public let timeToLive: Duration?
    /// What it is in the checkpoint.
    public static var kind: StateVariableKind { .map }

    /// - Parameters:
    ///   - name: in the checkpoint.
    ///   - timeToLive: how long after the batch that wrote it a pair is there; in time mode processingTime
    ///     only.
    public init(_ name: String, timeToLive: Duration? = nil) {
        self.name = name
        self.timeToLive = timeToLive
    }

    /// The state of a key.
    public func access(_ place: StatePlace) -> Access { Access(place: place) }

    /// The map of a key. All calls throw `TidemarkError` for a state that is damaged or of another type.
    public struct Access {
        let place: StatePlace

        /// Whether there is a pair.
        public func exists() throws -> Bool { try !place.state.entries(place.id).isEmpty }

        /// The value of a pair; nil when there is none.
        public func getValue(_ key: Key) throws -> Stored? {
            try place.state.value(place.id, try place.json(key)).map { try place.read($0) }
        }

        /// Whether there is a pair with that key.
        public func containsKey(_ key: Key) throws -> Bool {
            try place.state.value(place.id, try place.json(key)) != nil
        }

        /// Sets the value of a pair.
        public func updateValue(_ key: Key, _ value: Stored) throws {
            try place.state.set(place.id, try place.json(key), try place.json(value))
        }

        /// Removes a pair; nothing where there is none.
        public func removeKey(_ key: Key) throws { try place.state.set(place.id, try place.json(key), nil) }

        /// All pairs, in the order of their keys' JSON.
        public func pairs() throws -> [(key: Key, value: Stored)] {
            try place.state.entries(place.id).map { (try place.read($0.entry), try place.read($0.value)) }
        }

        /// The keys of all pairs, in the order of their JSON.
        public func keys() throws -> [Key] {
            try place.state.entries(place.id).map { try place.read($0.entry) }
        }

        /// The values of all pairs, in the order of `keys`.
        public func values() throws -> [Stored] {
            try place.state.entries(place.id).map { try place.read($0.value) }
        }

        /// Removes all pairs.
        public func clear() throws { try place.clear() }
    }
}
