import Testing

@testable import TideColumnar

@Suite struct ColumnBuilderTests {
    @Test("a column gives back what was appended, NULLs included")
    func roundTrip() {
        let struct2 = DataType.structure([Field("a", .int), Field("b", .string)])
        let columns: [(DataType, [Value])] = [
            (.void, [.null, .null]), (.boolean, [.boolean(true), .null, .boolean(false)]),
            (.int, [.int(1), .null, .int(-1)]), (.date, [.date(3), .null]),
            (.bigint, [.bigint(.max), .null, .bigint(.min)]), (.timestamp, [.null, .timestamp(7)]),
            (.double, [.double(1.5), .null]), (.string, [.string("x"), .null, .string(""), .string("yz")]),
            (struct2, [.structure([.int(1), .null]), .null, .structure([.null, .string("b")])]),
        ]
        for (type, values) in columns {
            let column = ColumnVector(type, values)
            #expect((0..<column.count).map { column.value(at: $0) } == values, "\(type.sqlName)")
        }
    }

    @Test("appending costs what is appended, however long the column is")
    func linear() {
        // A copy at each append would move 20 GB here.
        let column = ColumnVector(.string, repeatElement(Value.string("0123456789"), count: 60_000))
        #expect(column.count == 60_000)
        #expect(column.value(at: 59_999) == .string("0123456789"))
    }
}
