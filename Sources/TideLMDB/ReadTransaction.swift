/// A snapshot: it sees one commit and nothing later. Ends with the closure it is given to.
package struct ReadTransaction: ~Copyable, LMDBTransaction {
    /// The handles behind the transaction.
    package let handles: TransactionHandles

    init(_ handles: TransactionHandles) { self.handles = handles }

    deinit { handles.abort() }
}
