import TideFormats
public import TideModel

extension StreamingQueryProgress {
    /// Spark's compact JSON: keys in its order, maps sorted by key and left out when empty.
    public var json: String { jsonValue.text }

    /// Spark's JSON for people.
    public var prettyJson: String { jsonValue.prettyText }
}

extension StreamingQueryProgress: CustomStringConvertible {
    /// `prettyJson`.
    public var description: String { prettyJson }
}

extension StreamingQueryStatus {
    /// Spark's compact JSON.
    public var json: String { jsonValue.text }

    /// Spark's JSON for people.
    public var prettyJson: String { jsonValue.prettyText }
}

extension StreamingQueryStatus: CustomStringConvertible {
    /// `prettyJson`.
    public var description: String { prettyJson }
}
