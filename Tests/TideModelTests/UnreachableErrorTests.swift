import Testing
import TideModel

/// Errors that no test can bring about, made here to be read as they are printed.
@Suite("Errors that cannot be brought about")
struct UnreachableErrorTests {
    private static let rows: [(condition: ErrorCondition, values: [String: String], text: String)] = [
        // Needs a network file system to be mounted.
        (
            .checkpointOnNetwork, ["path": "/net/ck", "fileSystem": "NFS"],
            """
            error [UNSUPPORTED_FEATURE]: checkpoint '/net/ck' is on NFS, where locks and memory maps are not \
            coherent
              next: put the checkpoint on a local disk; or, where no other machine ever opens it, begin the \
            job with `SET tidemark.allowNetworkCheckpoint = true`
            """
        ),
        // Needs an allocation to fail.
        (
            .memoryShort, [:],
            """
            error [INTERNAL_DEFECT]: there is not enough memory to read JSON lines
              next: give the process more memory, or set a smaller maxBytesPerTrigger
            """
        ),
        // Needs more memory than a test may take.
        (
            .sortTooLarge, [:],
            """
            error [UNSUPPORTED_FEATURE]: a column of strings to be sorted is longer than 2 GiB
              next: sort fewer rows or columns
            """
        ),
        // Needs 2^127 as a sum of 64-bit numbers, or as many rows as BIGINT counts.
        (
            .aggregateOverflow, ["left": "9223372036854775807", "right": "1", "bits": "64"],
            """
            error [ARITHMETIC_OVERFLOW]: 9223372036854775807 + 1 overflows the 64 bits of an aggregate
              next: cast the argument of the aggregate to DOUBLE
            """
        ),
        // Needs the system to be out of threads.
        (
            .noThread, [:],
            """
            error [STORAGE_FAILED]: the system gives no thread for the streaming query
              next: raise the limit with `ulimit -u`
            """
        ),
        // No query gives a struct but a window yet.
        (
            .plotNoLabel, ["option": "--x", "name": "s", "type": "STRUCT<a: INT>"],
            """
            error [DATATYPE_MISMATCH]: --x: s is a STRUCT<a: INT>, which makes no label
              next: select one of its fields: s.field AS name
            """
        ),
        // A defect: the analyzer only lets tables through that are there.
        (
            .scannedTableMissing, ["table": "e"],
            """
            error [INTERNAL_DEFECT]: the analysed query reads 'e', which is no table
              next: report it with the job; nothing was changed
            """
        ),
        // A defect: whatever is thrown has a text of its own.
        (
            .unexpectedFailure, ["what": "show(): Oops()"],
            """
            error [INTERNAL_DEFECT]: show(): Oops()
              next: report it with the command and what it printed; committed batches are safe
            """
        ),
    ]

    @Test("each says what it means and what to do", arguments: rows)
    func text(condition: ErrorCondition, values: [String: String], text: String) {
        #expect("\(TidemarkError(condition, values))" == text)
    }
}
