import CTideJSON
package import TideColumnar
package import TideModel

/// Gathers what columns JSON lines have: strict lines by simdjson, every other line by `LineShape`.
///
/// A line ends at `\n`, `\r` or `\r\n`. One inferrer serves one thread at a time.
///
/// Safety: owns the C reader and frees it; it is not reached from elsewhere.
package final class SchemaInferrer {
    private let options: InferenceOptions
    private let mode: ParseMode
    private var zone: ZoneRules
    private let reader: OpaquePointer?
    private var unusual = JSONShape()
    private var lines: Int64 = 0
    private var malformed: Int64 = 0

    /// - Parameter zone: for strings that are timestamps without a zone, where those are inferred.
    package init(_ options: InferenceOptions, mode: ParseMode, zone: ZoneRules) {
        self.options = options
        self.mode = mode
        self.zone = zone
        reader = tide_json_shape_create()
    }

    deinit { if let reader { tide_json_shape_destroy(reader) } }

    /// Looks at whole lines; the last may lack its line end.
    ///
    /// - Parameter block: at most `NDJSONDecoder.maximumBytes`; `NDJSONDecoder.padding` bytes must be
    ///   readable behind them.
    /// - Throws: `MalformedLine` at the first such line in mode FAILFAST; `RepeatedField`.
    package func add(_ block: BlockLines) throws {
        let bytes = block.bytes
        guard options.samplingRatio < 1 else { return try take(block, 0..<bytes.count) }
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            let next = end.map { $0 + 1 } ?? bytes.count
            if isSampled(block.offset(ofLineAt: start)) { try take(block, start..<next) }
            start = next
        }
    }

    /// What was found so far.
    package var findings: LineFindings {
        var shape = strictShape
        shape.merge(unusual)
        return LineFindings(shape: shape, lines: lines, malformed: malformed)
    }

    /// Whether the line that starts at `offset` belongs to the sample: a number made of the offset (the
    /// finalizer of SplitMix64, Steele, Lea and Flood 2014) lies below the ratio.
    private func isSampled(_ offset: Int64) -> Bool {
        var bits = UInt64(bitPattern: offset) &+ 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        bits ^= bits >> 31
        return Double(bits >> 11) < options.samplingRatio * 0x1p53
    }

    // Safety: a part of the block's buffer, for the call.
    private func take(_ block: BlockLines, _ part: Range<Int>) throws {
        let bytes = UnsafeBufferPointer(rebasing: block.bytes[part])
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
        var found: UnsafePointer<tide_json_line>?
        var count = 0
        let looksForTimes = options.infersTimestamps
        let rows = withUnsafeMutablePointer(to: &zone) { zone in
            tide_json_shape_read(
                reader, start, bytes.count, looksForTimes ? readFieldText : nil, zone, &found, &count)
        }
        guard reader != nil, rows >= 0 else {
            throw TidemarkError(.memoryShort)
        }
        lines += rows
        for line in UnsafeBufferPointer(start: found, count: count) {
            let start = part.lowerBound + line.start
            try block.withText(of: start..<(part.lowerBound + line.end)) {
                try takeUnusual($0, offset: block.offset(ofLineAt: start))
            }
        }
    }

    private func takeUnusual(_ line: UnsafeBufferPointer<UInt8>, offset: Int64) throws {
        lines += 1
        switch LineShape(
            of: line, timeZone: options.infersTimestamps ? zone : nil, leniency: options.leniency)
        {
        case .nothing: return
        case .row(let shape): unusual.merge(shape)
        case .repeatedKey(let key):
            throw RepeatedField(name: key.text, offset: offset)
        case .malformed(let reason):
            if mode == .failFast { throw MalformedLine(line, offset: offset, reason: reason) }
            malformed += 1
        }
    }

    /// The places that the C reader knows, as a tree.
    private var strictShape: JSONShape {
        guard let reader else { return JSONShape() }
        let places = (0..<tide_json_shape_count(reader)).map { tide_json_shape_place(reader, $0) }
        var shapes = places.map { JSONShape(JSONShape.Kinds(rawValue: $0.seen)) }
        // Parents stand before their children: backwards, a shape is whole when its turn comes.
        for index in places.indices.reversed() where index > 0 {
            let place = places[index]
            if let name = place.name {
                let key = UTF8String(bytes: Array(UnsafeBufferPointer(start: name, count: place.name_count)))
                shapes[place.parent].fields[key] = shapes[index]
            } else {
                shapes[place.parent].elements = [shapes[index]]
            }
        }
        return shapes[0]
    }
}
