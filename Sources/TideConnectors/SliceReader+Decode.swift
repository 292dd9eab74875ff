package import TideFormats
package import TideModel

extension SliceReader {
    /// Hashes block `index` and decodes the lines that begin in it; `body` gets them part by part.
    ///
    /// Lines of a file that has changed meanwhile are not handed on.
    ///
    /// - Throws: `TidemarkError` (`malformedRecord`, naming the file, in mode FAILFAST; `inputChanged`).
    package func decode(
        _ index: Int, with decoder: NDJSONDecoder, _ body: (DecodedLines) throws -> Void
    ) throws -> [ContentHash] {
        try withBlock(index) { lines in
            try requireUnchanged()
            try lines.forEachPart { part in
                try body(try namingFile { try decoder.decode(part) })
            }
        }.hashes
    }

    /// Looks at the columns of the lines that begin in block `index`.
    ///
    /// - Throws: `TidemarkError` as `SchemaInferrer.add` does, naming the file.
    package func infer(_ index: Int, with inferrer: SchemaInferrer) throws {
        _ = try withBlock(index) { lines in try namingFile { try inferrer.add(lines) } }
    }

    private func namingFile<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let line as MalformedLine {
            throw InputErrors.malformed(line, path: path)
        } catch let field as RepeatedField {
            throw TidemarkError(
                .repeatedField, ["field": field.name, "path": path, "offset": "\(field.offset)"])
        }
    }
}
