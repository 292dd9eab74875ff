import TideColumnar
import TideFormats
import TideModel

// The stored form of a program's operator: what it is called and how its state is laid out, not its code.
extension StatefulTransform {
    var jsonPairs: [(key: String, value: JSONValue)] {
        [
            ("processor", .string(name)), ("groupings", .array(groupings.map(\.json))),
            ("output", output.json), ("timeMode", .string(timeMode.rawValue)),
            ("outputMode", .string(mode.rawValue)), ("variables", .array(variables.map(\.json))),
        ]
    }

    init(json: JSONValue) throws {
        func named<Result>(_ key: String, _ read: (String) -> Result?) throws -> Result {
            let name = try json.require(key, \.string)
            guard let found = read(name) else { throw damagedPlan("an unknown \(key) \(name)") }
            return found
        }
        self.init(
            name: try json.require("processor", \.string),
            groupings: try json.list("groupings").map(NamedExpression.init(json:)),
            output: try Schema(json: try json.require("output")),
            timeMode: try named("timeMode", TimeMode.init(rawValue:)),
            mode: try named("outputMode", OutputMode.init(rawValue:)),
            variables: try json.list("variables").map(Variable.init(json:)))
    }
}

extension StatefulTransform.Variable {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "kind": .string(kind.rawValue),
            "timeToLiveMs": timeToLiveMs.map { .integer($0) } ?? .null,
        ]
    }

    fileprivate init(json: JSONValue) throws {
        let kind = try json.require("kind", \.string)
        guard let known = Kind(rawValue: kind) else { throw damagedPlan("an unknown state of kind \(kind)") }
        self.init(
            name: try json.require("name", \.string), kind: known,
            timeToLiveMs: try json.require("timeToLiveMs").integer)
    }
}
