package import TideColumnar

extension LogicalPlan {
    /// The schema that says of each column whether NULL may occur, by Spark's rules for its own plans.
    ///
    /// `schema` calls every column nullable, which is what evaluators need.
    package var exactSchema: Schema {
        Schema(
            zip(schema.fields, nullability).map { field, isNullable in
                Field(field.name, field.type, isNullable: isNullable)
            })
    }

    private var nullability: [Bool] {
        switch self {
        case .scan(let scan): scan.output.fields.map(\.isNullable)
        case .singleRow: []
        case .localRelation(let schema, _): schema.fields.map(\.isNullable)
        case .filter(_, let child), .sort(_, let child), .limit(_, let child), .watermark(_, let child),
            .deduplicate(_, let child):
            child.nullability
        case .project(let outputs, let child):
            outputs.map { [input = child.nullability] in
                $0.expression.isNullable(over: input)
            }
        case .window(_, let child), .sessionWindow(_, let child): child.nullability + [false]
        case .transform(let transform, _): transform.output.fields.map(\.isNullable)
        case .union(let children):
            schema.fields.indices.map { ordinal in children.contains { $0.nullability[ordinal] } }
        case .join(let join, let left, let right):
            left.nullability.map { $0 || join.kind == .rightOuter || join.kind == .fullOuter }
                + (join.kind.hasRightColumns
                    ? right.nullability.map { $0 || join.kind == .leftOuter || join.kind == .fullOuter } : [])
        case .aggregate(let aggregation, let child):
            aggregation.groupings.map { [input = child.nullability] in
                $0.expression.isNullable(over: input)
            } + aggregation.aggregates.map(\.isNullable)
        }
    }
}

extension AggregateCall {
    fileprivate var isNullable: Bool {
        switch function {
        case .count, .collectList, .collectSet, .approximateCountDistinct: false
        default: true
        }
    }
}

extension Expression {
    /// Whether it may be NULL over an input of which each column may or may not be.
    fileprivate func isNullable(over input: [Bool]) -> Bool {
        switch self {
        case .literal(let value, _): return value.isNull
        case .column(let ordinal, _, _): return input[ordinal]
        case .field(let base, let ordinal, _, _):
            guard case .structure(let fields) = base.type else { return true }
            return base.isNullable(over: input) || fields[ordinal].isNullable
        case .cast(let operand, let type):
            return operand.isNullable(over: input) || castMayGiveNull(operand.type, to: type)
        case .caseWhen(let branches, let otherwise, _):
            return otherwise.map { $0.isNullable(over: input) } != false
                || branches.contains { $0.result.isNullable(over: input) }
        case .call(let function, let arguments, _):
            let isNullable = arguments.map { $0.isNullable(over: input) }
            switch function {
            case .isNull, .isNotNull, .nullSafeEqual: return false
            case .coalesce, .greatest, .least: return isNullable.allSatisfy(\.self)
            case .divide, .integerDivide, .remainder, .right, .round, .floor, .ceil, .sqrt, .sign, .pmod,
                .trunc, .dateTrunc, .item, .elementAt, .arrayContains, .fromJSON, .unhex, .ln, .log, .log10,
                .log2, .divideInterval:
                return true
            case .structOf, .arrayOf, .mapOf: return false
            case .timestampSeconds: return isNullable[0] || arguments[0].type == .double
            case .concatWs: return isNullable[0]
            case .locate: return isNullable[0] || isNullable[1]
            default: return isNullable.contains(true)
            }
        }
    }
}

/// Whether a cast of a value that is not NULL counts as nullable (Spark's Cast.forceNullable).
private func castMayGiveNull(_ from: DataType, to: DataType) -> Bool {
    switch (from, to) {
    case (.void, _): false
    case _ where from == to: false
    case (.string, _): true
    case (_, .string): false
    case (_, .decimal), (.timestamp, .tinyint), (.timestamp, .smallint), (.timestamp, .int),
        (.double, .timestamp):
        true
    case (.timestamp, .date), (.date, .timestamp): false
    case (_, .date), (.date, _): true
    case (.double, .int), (.double, .bigint): true
    default: false
    }
}
