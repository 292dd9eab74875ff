import TideFormats
package import TideModel

/// `slices/N`: what batch N reads. A line that heads it, then a JSON line a slice, each ended by a line feed.
///
/// The head carries what `offsets/N` has no room for, and how many lines follow, so that a file whose end is
/// missing is not taken for a shorter plan.
package struct SliceText: LogText {
    package var batch: Int64
    package var kind: BatchKind
    package var planVersion: UInt32
    package var slices: [Slice]

    package init(batch: Int64, kind: BatchKind, planVersion: UInt32, slices: [Slice]) {
        self.batch = batch
        self.kind = kind
        self.planVersion = planVersion
        self.slices = slices
    }

    package var bytes: [UInt8] {
        let head = JSONValue.object([
            ("batch", .integer(batch)), ("kind", .string(kind.name)),
            ("planVersion", .integer(Int64(planVersion))), ("slices", .integer(Int64(slices.count))),
        ])
        var output = head.bytes
        output.append(UInt8(ascii: "\n"))
        for slice in slices {
            Self.json(slice).append(to: &output)
            output.append(UInt8(ascii: "\n"))
        }
        return output
    }

    package init?(bytes: [UInt8]) {
        let lines = logLines(bytes)
        guard let first = lines.first, let head = try? JSONValue(parsing: first),
            let batch = head["batch"]?.integer, let name = head["kind"]?.string,
            let kind = BatchKind.allCases.first(where: { $0.name == name }),
            let version = head["planVersion"]?.integer.flatMap(UInt32.init(exactly:)),
            let count = head["slices"]?.integer, Int64(lines.count) == count + 2, lines.last?.isEmpty == true
        else { return nil }
        let slices = lines[1..<(lines.count - 1)].compactMap { Self.slice($0) }
        guard slices.count == lines.count - 2 else { return nil }
        self.init(batch: batch, kind: kind, planVersion: version, slices: slices)
    }

    // Inode and device are stored as they are, but 64 bits without sign do not fit JSON's integers
    // everywhere: the same 64 bits are written with a sign.
    private static func json(_ slice: Slice) -> JSONValue {
        let unit: [(key: String, value: JSONValue)] =
            slice.unit == .bytes
            ? [] : [("unit", .string(slice.unit.name)), ("last", .bool(slice.isLast))]
        return .object(
            [
                ("source", .integer(Int64(slice.source))), ("path", .string(slice.path)),
                ("start", .integer(slice.start)), ("end", .integer(slice.end)),
                ("size", .integer(slice.identity.sizeBytes)), ("mtime", .integer(slice.identity.mtimeNs)),
                ("inode", .integer(Int64(bitPattern: slice.identity.inode))),
                ("device", .integer(Int64(bitPattern: slice.identity.device))),
            ] + unit)
    }

    private static func slice(_ line: ArraySlice<UInt8>) -> Slice? {
        guard let json = try? JSONValue(parsing: line),
            let source = json["source"]?.integer.flatMap(UInt16.init(exactly:)),
            let path = json["path"]?.string, let start = json["start"]?.integer,
            let end = json["end"]?.integer, let size = json["size"]?.integer,
            let mtime = json["mtime"]?.integer, let inode = json["inode"]?.integer,
            let device = json["device"]?.integer
        else { return nil }
        let identity = FileIdentity(
            sizeBytes: size, mtimeNs: mtime, inode: UInt64(bitPattern: inode),
            device: UInt64(bitPattern: device))
        var unit = SliceUnit.bytes
        if let name = json["unit"]?.string {
            guard let known = SliceUnit.allCases.first(where: { $0.name == name }) else { return nil }
            unit = known
        }
        return Slice(
            source: Int(source), path: path, start: start, end: end, identity: identity, unit: unit,
            isLast: json["last"]?.bool ?? false)
    }
}
