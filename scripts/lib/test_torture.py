import unittest

import torture


def mode(name, states, faults):
    faults = [{"fault": f, "tried": 3, "struck": n} for f, n in faults.items()]
    return {"mode": name, "states": states, "shapes": 5, "seconds": 2.0, "faults": faults}


class TortureTests(unittest.TestCase):
    def lines(self, states):
        modes = [mode(name, states, {"kill": states, "other": 1}) for name in torture.MODES]
        return modes + [{"result": "passed", "states": 6 * states, "neverStruck": []}]

    def test_enough_states(self):
        rows = torture.campaign_rows("counts", 0, self.lines(2_000), 9.0, quick=False)
        self.assertEqual([row[-1] for row in rows], ["ok"] * 7)
        self.assertEqual(rows[-1][:4], ["counts", "all", 6 * 2_001, 12_000])

    def test_too_few_states(self):
        rows = torture.campaign_rows("counts", 0, self.lines(900), 9.0, quick=False)
        verdicts = {row[1]: row[-1] for row in rows}
        self.assertEqual(verdicts["sigkill"], "ok")
        self.assertEqual(verdicts["damage"], "under 1000 states")
        self.assertEqual(verdicts["all"], "under 10000 states")
        rows = torture.campaign_rows("counts", 0, self.lines(900), 9.0, quick=True)
        self.assertEqual({row[-1] for row in rows}, {"ok"})

    def test_failures(self):
        lines = [mode("sigkill", 5_000, {"kill": 7, "kill-early": 0})]
        lines += [{"result": "failed", "states": 5_000, "difference": "a row is lost"}]
        rows = torture.campaign_rows("counts", 1, lines, 9.0, quick=False)
        self.assertEqual(rows[0][-1], "never struck: kill-early")
        self.assertEqual(rows[1][-1], "not tried")
        self.assertEqual(rows[-1][-1], "status 1: a row is lost")

    def test_table(self):
        text = torture.table([["counts", "all", 12, 3, "", 4.4, "ok"]])
        self.assertEqual(
            text.splitlines()[1].split(), ["counts", "all", "12", "3", "4", "ok"]
        )


if __name__ == "__main__":
    unittest.main()
