"""The benchmark's arithmetic, by values worked out by hand."""

import unittest

import figures
from check_spark_logs import differences, milliseconds
from figures import BLOCK_BEGIN, BLOCK_END, Bar, Comparison, Disagreement, Quartiles, Single


class Statistics(unittest.TestCase):
    def test_quartiles_interpolate(self):
        self.assertEqual(Quartiles.of([7, 1, 3, 5, 2, 6, 4]), Quartiles(2.5, 4, 5.5))
        self.assertEqual(Quartiles.of([4.0, 1.0]), Quartiles(1.75, 2.5, 3.25))
        self.assertEqual(Quartiles.of([9.0]), Quartiles(9.0, 9.0, 9.0))

    def test_ratio_is_of_each_pair_and_not_of_the_medians(self):
        pairs = Comparison("work", "measure", "peer", ours=[1.0, 2.0, 4.0], theirs=[10.0, 8.0, 4.0])
        self.assertEqual(pairs.ratios, [10.0, 4.0, 1.0])
        self.assertEqual(pairs.json()["ratio"], {"lower": 2.5, "median": 4.0, "upper": 7.0})
        self.assertEqual(pairs.row(), ["work", "measure", "2.00 s", "peer", "8.00 s", "4.00 (2.50 - 7.00)", "", "3"])

    def test_a_pair_is_not_counted_by_half(self):
        with self.assertRaises(ValueError):
            _ = Comparison("work", "measure", "peer", ours=[1.0, 2.0], theirs=[1.0]).ratios

    def test_single(self):
        row = Single("help", [0.004, 0.002, 0.003]).row()
        self.assertEqual(row, ["help", "3.00 ms", "2.50 ms - 3.50 ms", "", "3"])
        row = Single("memory", [200.0, 260.0, 240.0], unit="MB", bar=Bar(most=250)).row()
        self.assertEqual(row, ["memory", "240 MB", "220 MB - 250 MB", "<= 250 MB reached", "3"])

    def test_the_worse_quartile_has_to_pass(self):
        quartiles = Quartiles(3.9, 4.2, 5.0)
        self.assertEqual(Bar(least=4).text(quartiles), ">= 4.00 not reached")
        self.assertEqual(Bar(least=3.9).text(quartiles), ">= 3.90 reached")
        self.assertEqual(Bar(most=4.9).text(quartiles, "s"), "<= 4.90 s not reached")
        self.assertEqual(Bar(most=5.0).json(quartiles), {"least": None, "most": 5.0, "reached": True})
        pairs = Comparison("work", "measure", "peer", ours=[1.0, 1.0], theirs=[4.0, 2.0], bar=Bar(least=2.5))
        self.assertEqual(pairs.row()[5:7], ["3.00 (2.50 - 3.50)", ">= 2.50 reached"])
        self.assertEqual(pairs.json()["bar"]["reached"], True)


class Answers(unittest.TestCase):
    def test_equal_answers_pass(self):
        figures.agree("work", "peer", [["Open", 3600, 2]], [["Open", 3600, 2]])

    def test_a_difference_is_named(self):
        with self.assertRaises(Disagreement) as caught:
            figures.agree("work", "peer", [["Open", 0, 2]], [["Open", 0, 3]])
        self.assertEqual(
            str(caught.exception),
            "work: peer does not give Tidemark's answer (1 and 1 rows; ['Open', 0, 2] is not ['Open', 0, 3])",
        )

    def test_a_missing_row_is_a_difference(self):
        with self.assertRaises(Disagreement) as caught:
            figures.agree("work", "peer", [[1]], [[1], [2]])
        self.assertIn("(1 and 2 rows; one has more rows)", str(caught.exception))

    def test_differences_between_logs_name_their_place(self):
        spark = {"id": "a", "commits": {"7": {"nextWatermarkMs": 5}}}
        ours = {"id": "a", "commits": {"7": {"nextWatermarkMs": 6}, "8": {"nextWatermarkMs": 6}}}
        self.assertEqual(
            differences(spark, ours),
            [
                "/commits/7/nextWatermarkMs: Spark reads 5, tidemark says 6",
                "/commits/8: Spark reads None, tidemark says {'nextWatermarkMs': 6}",
            ],
        )
        self.assertEqual(differences(ours, ours), [])


class Texts(unittest.TestCase):
    def test_durations(self):
        shown = [figures.duration(value) for value in (0.0000745, 0.0194, 0.4114, 1.05, 26.94, 1234.5)]
        self.assertEqual(shown, ["0.0745 ms", "19.4 ms", "411 ms", "1.05 s", "26.9 s", "1,234 s"])

    def test_time_a_run_reports(self):
        line = "50 batches, 100,000 rows, 3.6 MB in {}; last batch 49\n"
        self.assertEqual(figures.seconds_of("batch 49: 2,000 rows, 16.0 ms\n" + line.format("411.4 ms")), 0.4114)
        self.assertEqual(figures.seconds_of(line.format("1.21 s")), 1.21)
        self.assertEqual(figures.seconds_of(line.format("2m 05s")), 125.0)
        with self.assertRaises(ValueError):
            figures.seconds_of("batch 49: 2,000 rows, 16.0 ms (1 file)")

    def test_progress(self):
        text = 'tidemark: 3 files\n{"batchId":7,"stateOperators":[]}\n{"batchId":8}\n'
        self.assertEqual([batch["batchId"] for batch in figures.progress_of(text)], [7, 8])

    def test_anonymous_memory(self):
        status = "Name:\ttidemark\nVmHWM:\t  9000 kB\nRssAnon:\t    2048 kB\nRssFile:\t 7000 kB\n"
        self.assertEqual(figures.anonymous_bytes(status), 2 << 20)
        self.assertEqual(figures.anonymous_bytes("Name:\ttidemark\nState:\tZ (zombie)\n"), 0)

    def test_instants_are_exact(self):
        self.assertEqual(milliseconds("2016-07-26T02:45:07.001Z"), 1469501107001)
        self.assertEqual(milliseconds("1969-12-31T23:59:59.999Z"), -1)

    def test_bytes_written_to_a_file(self):
        trace = "\n".join(
            [
                '11 pwrite64(7</ck/state/data.mdb>, "..", 4096, 8192) = 4096',
                '11 write(9</ck/offsets/.3>, "..", 60) = 60',
                '12 pwritev(7</ck/state/data.mdb>, [..], 2, 0 <unfinished ...>',
                '11 write(1<pipe:[5]>, "..", 9) = 9',
                "12 <... pwritev resumed>) = 8192",
                '11 write(1<pipe:[5]>, "..", 9 <unfinished ...>',
                "11 <... write resumed>) = 9",
                '11 pwrite64(7</ck/state/data.mdb>, "..", 4096, 0) = -1 ENOSPC (No space left on device)',
            ]
        )
        self.assertEqual(figures.written_bytes(trace, "/data.mdb"), 4096 + 8192)

    def test_tables(self):
        rows = [["a", "long name"], ["bb", "c"]]
        self.assertEqual(figures.text_table(["x", "y"], rows), "x   y\na   long name\nbb  c")
        self.assertEqual(
            figures.markdown_table(["x", "y"], rows), "| x | y |\n| --- | --- |\n| a | long name |\n| bb | c |"
        )

    def test_only_the_block_of_a_document_is_replaced(self):
        document = f"head\n\n{BLOCK_BEGIN}\nold\n{BLOCK_END}\n\ntail\n"
        once = figures.replaced_block(document, "new")
        self.assertEqual(once, f"head\n\n{BLOCK_BEGIN}\n\nnew\n\n{BLOCK_END}\n\ntail\n")
        self.assertEqual(figures.replaced_block(once, "new"), once)
        with self.assertRaises(ValueError):
            figures.replaced_block("head\n", "new")


if __name__ == "__main__":
    unittest.main()
