import TideColumnar
import TideFormats
import TideModel
import TidePlanning

/// A processor as the engine calls it.
struct ProcessorCode<Processor: StatefulProcessor>: TransformCode {
    let processor: Processor
    let identity: ProcessorIdentity

    func open() throws { try call("open") { try processor.open() } }

    func close() throws { try call("close") { try processor.close() } }

    func rows(_ rows: [[Value]], of key: TransformKey) throws -> [[Value]] {
        let given = try call("handleInputRows") {
            try processor.handleInputRows(
                key: Row(schema: key.schema, values: key.values),
                rows: rows.map { Row(schema: key.input, values: $0) },
                state: KeyedState(code: identity, state: key.state), timers: Timers(code: identity, key: key))
        }
        return try given.map(checked)
    }

    func rows(ofTimerMs timerMs: Int64, of key: TransformKey) throws -> [[Value]] {
        let given = try call("handleExpiredTimer") {
            try processor.handleExpiredTimer(
                key: Row(schema: key.schema, values: key.values), timerMs: timerMs,
                state: KeyedState(code: identity, state: key.state), timers: Timers(code: identity, key: key))
        }
        return try given.map(checked)
    }

    private func call<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as TidemarkError {
            throw error.prefixed(with: "processor '\(identity.name)', \(name)")
        } catch {
            throw TidemarkError(
                .transformFailed, ["name": identity.name, "call": name, "what": "\(error)"])
        }
    }

    /// The row's values as the output schema has them.
    private func checked(_ row: OutputRow) throws -> [Value] {
        func failure(_ what: String) -> TidemarkError {
            TidemarkError(
                .transformRow, ["name": identity.name, "what": what, "schema": identity.output.ddl])
        }
        guard row.count == identity.output.count else {
            throw failure("it has \(row.count) values, and there are \(identity.output.count) columns")
        }
        return try zip(row, identity.output.fields).map { value, field in
            let value = value?.outputValue ?? .null
            guard let fitted = field.type.fitted(value) else {
                let text = ValueText.text(value, zone: .utc)
                throw failure(
                    "\(text) is no \(field.type.sqlName), the type of \(field.name)"
                )
            }
            return fitted
        }
    }
}

extension GroupedData {
    /// The rows that a program's processor gives for the rows of each key and for its timers; the key is the
    /// groupings. For streams only.
    ///
    /// - Parameters:
    ///   - processor: the code; a program that goes on with the checkpoint must bring it again.
    ///   - timeMode: what its timers go by. With `eventTime` the stream needs a watermark, and rows that are
    ///     behind it are dropped before the processor sees them.
    ///   - outputMode: `append` or `update`, that of the query: what its rows mean to the sink.
    public func transformWithState(
        _ processor: some StatefulProcessor, timeMode: TimeMode = .none, outputMode: OutputMode = .append
    ) -> DataFrame {
        let name = type(of: processor).name
        return input.then("groupBy(\(groupings.text)).transformWithState(\(name))") {
            child throws(TidemarkError) in
            .transform(
                try transform(processor, name, timeMode, outputMode), groupings: try groupings.values(), child
            )
        }
    }

    private func transform(
        _ processor: some StatefulProcessor, _ name: String, _ timeMode: TimeMode, _ mode: OutputMode
    ) throws(TidemarkError) -> StatefulTransform {
        guard mode != .complete else {
            throw TidemarkError(
                .transformOutputMode, ["name": name, "given": mode.rawValue, "mode": mode.rawValue])
        }
        let output: Schema
        do {
            output = try Schema(ddl: processor.outputSchema)
        } catch {
            throw TidemarkError(.transformOutputSchema, ["name": name, "what": error.message])
        }
        let variables = try variables(of: processor, name, timeMode)
        let identity = ProcessorIdentity(
            name: name, timeMode: timeMode, output: output, variables: variables.map(\.name))
        return StatefulTransform(
            name: name, output: output, timeMode: timeMode, mode: mode, variables: variables,
            code: ProcessorCode(processor: processor, identity: identity))
    }

    private func variables(
        of processor: some StatefulProcessor, _ name: String, _ timeMode: TimeMode
    ) throws(TidemarkError) -> [StatefulTransform.Variable] {
        var variables: [StatefulTransform.Variable] = []
        for variable in processor.stateVariables {
            let values = ["name": name, "variable": variable.name]
            func failure(_ what: String) -> TidemarkError {
                TidemarkError(.transformVariable, values.merging(["what": what]) { $1 })
            }
            if variable.name.isEmpty { throw failure("has no name") }
            if variables.contains(where: { $0.name == variable.name }) { throw failure("is there twice") }
            let lifeMs = variable.timeToLive.map(\.milliseconds)
            if let lifeMs {
                if lifeMs <= 0 { throw failure("has a time to live of less than a millisecond") }
                if timeMode != .processingTime { throw TidemarkError(.transformTimeToLive, values) }
            }
            variables.append(
                StatefulTransform.Variable(
                    name: variable.name, kind: type(of: variable).storedKind, timeToLiveMs: lifeMs))
        }
        return variables
    }
}

extension StateVariable {
    fileprivate static var storedKind: StatefulTransform.Variable.Kind {
        switch kind {
        case .value: .value
        case .list: .list
        case .map: .map
        }
    }
}

extension Duration {
    /// Whole milliseconds, rounded down, at most what fits.
    fileprivate var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        return overflow
            ? .max : product.addingReportingOverflow(attoseconds / 1_000_000_000_000_000).partialValue
    }
}
