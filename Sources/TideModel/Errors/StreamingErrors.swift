/// Queries that cannot stream.
extension ErrorCondition {
    package static let tableNotStreamable = ErrorCondition(
        .streamingQuery, "<table> cannot be read as a stream",
        remedy: "leave STREAM out to read what it holds now")
    package static let viewStreamed = ErrorCondition(
        .streamingQuery, "STREAM applies to a table, and <view> is a view",
        remedy: "write FROM <view>; it streams when its tables do")
    package static let streamAbsent = ErrorCondition(
        .streamingQuery, "the query reads no stream",
        remedy: "write FROM STREAM table for the table to follow")
}

extension ErrorCatalogue {
    static let streaming: [ErrorCondition] = [.tableNotStreamable, .viewStreamed, .streamAbsent]
}
