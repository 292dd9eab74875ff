/// A version of the job: what is stored so that a restart runs, and `verify` recomputes, the same query.
package struct PlanRecord: Hashable, Sendable, TableRecord {
    package static let table = TableID.plans
    package static let version: UInt8 = 2

    /// From 1.
    package var version: UInt32
    /// The first batch that runs this version.
    package var firstBatch: Int64
    package var jobText: String
    /// The streaming table's name.
    package var tableName: String
    package var timeZone: String
    /// The analysed plan's fields that touch state.
    package var fingerprint: String
    /// The analysed plan.
    package var planJSON: String
    package var sources: [PlanSource]
    /// The output mode's name; empty in what an older engine stored: complete with an aggregation, else
    /// append.
    package var outputMode: String
    /// Which of several watermarks is the query's: `min`, `max`, or empty for `min`.
    package var watermarkPolicy: String

    package init(
        version: UInt32 = 1, firstBatch: Int64 = 0, jobText: String, tableName: String, timeZone: String,
        fingerprint: String, planJSON: String, sources: [PlanSource], outputMode: String = "",
        watermarkPolicy: String = ""
    ) {
        self.version = version
        self.firstBatch = firstBatch
        self.jobText = jobText
        self.tableName = tableName
        self.timeZone = timeZone
        self.fingerprint = fingerprint
        self.planJSON = planJSON
        self.sources = sources
        self.outputMode = outputMode
        self.watermarkPolicy = watermarkPolicy
    }

    /// The key of a version.
    package static func key(_ version: UInt32) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(bigEndian: version)
        return writer.bytes
    }

    package var key: [UInt8] { Self.key(version) }

    package func encode(into writer: inout ByteWriter) {
        writer.write(firstBatch)
        for text in [jobText, tableName, timeZone, fingerprint, planJSON] { writer.write(text) }
        writer.write(UInt16(sources.count))
        for source in sources {
            for text in [source.table, source.root, source.format, source.schema] { writer.write(text) }
            writer.write(UInt16(source.options.count))
            for option in source.sortedOptions {
                writer.write(option.name)
                writer.write(option.value)
            }
        }
        writer.write(outputMode)
        writer.write(watermarkPolicy)
        let tables = sources.enumerated().filter { !$0.element.hash.isEmpty }
        writer.write(UInt16(tables.count))
        for (index, source) in tables {
            writer.write(UInt16(index))
            writer.write(source.hash)
        }
    }

    /// Version 1 knew neither output modes, policies nor tables that are read whole.
    package static func missing(in version: UInt8) -> [UInt8]? {
        version == 1 ? [UInt8](repeating: 0, count: 10) : nil
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        version = try key.readBigEndian()
        firstBatch = try fields.read()
        jobText = try fields.readString()
        tableName = try fields.readString()
        timeZone = try fields.readString()
        fingerprint = try fields.readString()
        planJSON = try fields.readString()
        sources = []
        for _ in 0..<(try fields.read(UInt16.self)) { sources.append(try PlanSource(&fields)) }
        outputMode = try fields.readString()
        watermarkPolicy = try fields.readString()
        for _ in 0..<(try fields.read(UInt16.self)) {
            let index = Int(try fields.read(UInt16.self))
            guard sources.indices.contains(index) else { throw DamagedBytes("no source \(index)") }
            sources[index].hash = try fields.readString()
        }
    }
}
