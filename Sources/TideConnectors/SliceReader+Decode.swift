package import TideFormats
package import TideModel

extension SliceReader {
    /// Hashes block `index` and decodes the lines that begin in it.
    ///
    /// - Throws: `TidemarkError` (`malformedRecord`, naming the file, in mode FAILFAST; `inputChanged`).
    package func decode(
        _ index: Int, with decoder: NDJSONDecoder
    ) throws -> (hash: ContentHash, lines: DecodedLines) {
        let (hash, lines) = try withBlock(index) { bytes, offset in
            do {
                return try decoder.decode(bytes, fileOffset: offset)
            } catch let line as MalformedLine {
                throw InputErrors.malformed(line, path: path)
            }
        }
        return (hash, lines)
    }
}
