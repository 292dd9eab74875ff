import TideColumnar

/// Which kinds of values were seen at one place of JSON documents, and below it.
///
/// Merging is free of order, so it does not matter how lines are shared out; the type that Spark's
/// `JsonInferSchema` gives by merging types pair by pair follows from the kinds alone.
struct JSONShape: Hashable, Sendable {
    struct Kinds: OptionSet, Hashable, Sendable {
        let rawValue: UInt32

        /// `null`, or an empty string, which Spark takes for one.
        static let null = Kinds(rawValue: 1)
        static let boolean = Kinds(rawValue: 2)
        /// An integer of 64 bits.
        static let integer = Kinds(rawValue: 4)
        /// A number with a fraction or an exponent, NaN, an infinity, or an integer beyond 64 bits.
        static let real = Kinds(rawValue: 8)
        static let text = Kinds(rawValue: 16)
        /// A string that is a timestamp; seen only where timestamps are looked for, and of no interest
        /// beside another text.
        static let time = Kinds(rawValue: 32)
        static let object = Kinds(rawValue: 64)
        static let array = Kinds(rawValue: 128)
    }

    var kinds: Kinds
    /// Of the objects.
    var fields: [UTF8String: JSONShape] = [:]
    /// One shape for all elements of the arrays; empty while there was no element.
    var elements: [JSONShape] = []

    init(_ kinds: Kinds = []) { self.kinds = kinds.contains(.text) ? kinds.subtracting(.time) : kinds }

    mutating func merge(_ other: JSONShape) {
        kinds = JSONShape(kinds.union(other.kinds)).kinds
        fields.merge(other.fields) { $0.merged(with: $1) }
        for element in other.elements { addElement(element) }
    }

    mutating func addElement(_ shape: JSONShape) {
        if elements.isEmpty { elements = [shape] } else { elements[0].merge(shape) }
    }

    private func merged(with other: JSONShape) -> JSONShape {
        var result = self
        result.merge(other)
        return result
    }

    /// The type of the values; nil where Spark leaves the field out: an object without fields, or only
    /// NULLs where those are dropped.
    func type(_ options: InferenceOptions) -> InferredType? {
        var seen = kinds.subtracting(.null)
        if options.primitivesAsString, !seen.isDisjoint(with: [.boolean, .integer, .real]) {
            seen.subtract([.boolean, .integer, .real])
            seen.insert(.text)
        }
        switch seen {
        case []: return options.dropsNullFields ? nil : .string
        case .boolean: return .boolean
        case .integer: return .bigint
        case .real, [.integer, .real]: return .double
        case .time: return .timestamp
        case .object:
            let fields = members(options)
            return fields.isEmpty ? nil : .structure(fields)
        case .array: return (elements.first ?? JSONShape()).type(options).map { .array($0) }
        default: return .string
        }
    }

    /// The fields in Spark's order, by UTF-16 code units; those without a name are left out.
    func members(_ options: InferenceOptions) -> [InferredType.Member] {
        fields.filter { !$0.key.bytes.isEmpty }
            .compactMap { name, shape in
                shape.type(options).map { InferredType.Member(name: name.text, type: $0) }
            }
            .sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
    }
}
