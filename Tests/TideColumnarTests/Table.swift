import Foundation
import Testing

@testable import TideColumnar

/// A table of Fixtures: a JSON array a line.
struct Table {
    let rows: [[Any]]

    init(_ name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
        rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [Any])
        }
    }
}

extension [Any] {
    func string(_ index: Int) -> String? { self[index] as? String }
    func integer(_ index: Int) -> Int64? { (self[index] as? NSNumber)?.int64Value }
}
