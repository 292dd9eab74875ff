import Testing

@testable import TidemarkCLI

/// What progress looks like; the numbers are the caller's.
@Suite("Progress")
struct ProgressBarTests {
    private static func snapshot(
        totalBytes: Int64? = 3_650_000, badRows: Int64 = 0, lateRows: Int64 = 0,
        watermarkMs: Int64? = nil, batchFiles: Int = 1,
        remainingNs: ClosedRange<Double>? = nil
    ) -> ProgressSnapshot {
        ProgressSnapshot(
            batch: 17, doneBytes: 1_314_000, totalBytes: totalBytes, rows: 36_000, runRows: 36_000,
            badRows: badRows, lateRows: lateRows, watermarkMs: watermarkMs, elapsedNs: 90_000_000,
            batchNs: 3_100_000,
            batchRows: 2_000, batchBytes: 72_939, batchFiles: batchFiles, firstFile: "events/file-17.json",
            remainingNs: remainingNs)
    }

    @Test("a line a batch") func lines() {
        #expect(
            ProgressBar.batchLine(Self.snapshot())
                == "batch 17: 2,000 rows, 72.9 KB, 3.1 ms (1 file events/file-17.json) total 36,000 rows")
        #expect(
            ProgressBar.batchLine(Self.snapshot(badRows: 3, lateRows: 1_234, batchFiles: 12))
                == "batch 17: 2,000 rows, 72.9 KB, 3.1 ms (12 files) total 36,000 rows, 3 bad, 1,234 late")
    }

    @Test("the redrawn line keeps within the terminal, whatever its width", arguments: 1...130)
    func width(columns: Int) {
        let line = ProgressBar.barLine(
            Self.snapshot(
                badRows: 3, lateRows: 12, watermarkMs: 1_469_498_400_000, remainingNs: 8e9...11e9),
            width: columns)
        #expect(line.count < columns)
    }

    @Test("the redrawn line shows share, batch, rates, what is left, rejects and the watermark") func bar() {
        #expect(
            ProgressBar.barLine(
                Self.snapshot(badRows: 3, lateRows: 12, remainingNs: 8.2e9...10.4e9), width: 120)
                == "[#######-------------] 36%  batch 17  400.0 k rows/s  14.6 MB/s  ETA 8-11 s  3 bad"
                + "  12 late"
        )
        #expect(
            ProgressBar.barLine(
                Self.snapshot(totalBytes: nil, watermarkMs: 1_469_498_400_000), width: 120)
                == "batch 17  400.0 k rows/s  14.6 MB/s  watermark 2016-07-26T02:00:00.000Z")
    }

    @Test("on a narrow terminal what fits is shown") func narrow() {
        let snapshot = Self.snapshot(badRows: 3, remainingNs: 8e9...11e9)
        #expect(ProgressBar.barLine(snapshot, width: 30) == "[#######-------------] 36%")
        #expect(ProgressBar.barLine(snapshot, width: 20) == "36%  batch 17")
    }

    @Test(
        "figures are grouped and scaled",
        arguments: [
            (Figures.grouped(0), "0"), (Figures.grouped(999), "999"),
            (Figures.grouped(-1_234_567), "-1,234,567"),
            (Figures.grouped(.min), "-9,223,372,036,854,775,808"), (Figures.bytes(999), "999 B"),
            (Figures.bytes(365_000_000), "365.0 MB"), (Figures.fixed(2.05, digits: 2), "2.05"),
            (Figures.fixed(-0.5, digits: 0), "-1"), (Figures.duration(59_990_000_000), "59.99 s"),
            (Figures.duration(187_000_000_000), "3m 07s"), (Figures.duration(7_500_000_000_000), "2h 05m"),
            (Figures.rate(12, "rows"), "12 rows/s"),
        ])
    func figures(text: String, expected: String) {
        #expect(text == expected)
    }
}
