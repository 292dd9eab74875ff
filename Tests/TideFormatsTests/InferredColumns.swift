import TideColumnar
import TideModel

@testable import TideFormats

/// What the tests of schema inference share.
enum InferredColumns {
    /// Looks at a copy of `bytes` that has the padding asked for.
    static func add(_ bytes: [UInt8], to inferrer: SchemaInferrer, fileOffset: Int64 = 0) throws {
        let padded = bytes + [UInt8](repeating: UInt8(ascii: "}"), count: NDJSONDecoder.padding)
        // Safety: the buffer does not leave the closure; the padding is behind the bytes.
        try padded.withUnsafeBufferPointer {
            try inferrer.add(
                BlockLines(UnsafeBufferPointer(rebasing: $0[..<bytes.count]), fileOffset: fileOffset))
        }
    }

    static func findings(
        _ bytes: [UInt8], _ options: InferenceOptions = InferenceOptions(), _ mode: ParseMode = .permissive
    ) throws -> LineFindings {
        let inferrer = SchemaInferrer(options, mode: mode, zone: .utc)
        try add(bytes, to: inferrer)
        return inferrer.findings
    }

    /// The findings of the definition, which reads every line tolerantly; nil where a key is repeated.
    static func defined(_ lines: [[UInt8]], _ options: InferenceOptions) -> LineFindings? {
        var findings = LineFindings()
        for line in lines {
            // Safety: the buffer does not leave the closure.
            let shape = line.withUnsafeBufferPointer {
                LineShape(of: $0, timeZone: options.infersTimestamps ? .utc : nil)
            }
            let isBlank = line.allSatisfy { JSONScanner.isBlank($0) }
            switch shape {
            case .nothing:
                findings.merge(LineFindings(shape: JSONShape(), lines: isBlank ? 0 : 1, malformed: 0))
            case .row(let shape): findings.merge(LineFindings(shape: shape, lines: 1, malformed: 0))
            case .malformed: findings.merge(LineFindings(shape: JSONShape(), lines: 1, malformed: 1))
            case .repeatedKey: return nil
            }
        }
        return findings
    }

    /// The columns as Spark's DDL text, nested types as Spark has them.
    static func ddl(_ columns: [InferredType.Member]) -> String {
        columns.map { "\(quotedIdentifier($0.name)) \($0.type.sqlName)" }.joined(separator: ",")
    }
}
