"""The theory table can turn red, and complains of what it cannot do.

usage: verify_test.py THEORY_VERIFY REFERENCE
"""

import csv
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM, REFERENCE = sys.argv[1], pathlib.Path(sys.argv[2])


class Verify(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()

    def tearDown(self):
        self.folder.cleanup()

    def run_program(self, *arguments):
        return subprocess.run([PROGRAM, *arguments], text=True, capture_output=True, check=False)

    def reference(self, change):
        """A copy of the reference table whose rows `change` has seen."""
        rows = list(csv.DictReader(REFERENCE.read_text(encoding="utf-8").splitlines()))
        path = pathlib.Path(self.folder.name) / "reference.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(row for row in map(change, rows) if row)
        return str(path)

    def moved(self, case, quantity, factor):
        def change(row):
            if (row["case"], row["quantity"]) == (case, quantity):
                row["value"] = repr(float(row["value"]) * factor)
            return row
        return self.reference(change)

    def table(self, *arguments):
        done = self.run_program("--seeds", "1-20", *arguments)
        rows = [line for line in done.stdout.splitlines() if "/20 " in line]
        return done.returncode, rows

    def test_a_reference_value_moved_a_little_turns_its_row_red_and_no_other(self):
        for case, quantity, factor in [("race_1", "P(win)", 1.02),
                                       ("cal_2_8h", "mean hours to deadline", 0.97),
                                       ("mm1tr_0.9", "mean wait of customer 10", 1.1),
                                       ("md1_1", "P(wait <= 0.5)", 1.02)]:
            self.assertEqual(self.table("--only", case)[0], 0)
            code, rows = self.table("--only", case, "--reference",
                                    self.moved(case, quantity, factor))
            red = [row for row in rows if row.endswith("RED")]
            self.assertEqual((code, len(red)), (1, 1), rows)
            self.assertIn(f" {quantity} ", red[0])

    def test_the_table_does_not_depend_on_the_number_of_threads(self):
        one, two = (self.run_program("--seeds", "3-6", "--only", "m?1_1", "--threads", n).stdout
                    for n in "12")
        self.assertEqual(one, two)
        self.assertIn("10 rows, 0 red", one)

    def test_wrong_usage_is_named(self):
        for arguments, words in [(["--seeds", "5"], "--seeds wants FIRST-LAST"),
                                 (["--seeds", "9-3"], "--seeds wants FIRST-LAST"),
                                 (["--seeds", "1-2x"], "--seeds wants FIRST-LAST"),
                                 (["--only", "mm9_*"], "no case is named like 'mm9_*'"),
                                 (["--threads", "0"], "--threads"),
                                 (["--reference", "nowhere.csv"], "nowhere.csv: does not exist"),
                                 (["--colour"], "--colour")]:
            done = self.run_program(*arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""), arguments)
            self.assertIn(words, done.stderr)

    def test_a_row_without_a_model_and_a_model_without_its_row_are_named(self):
        stranger = self.reference(lambda row: row | {"case": row["case"].replace("vac_1", "vac_2")})
        done = self.run_program("--reference", stranger)
        self.assertEqual(done.returncode, 2)
        self.assertIn("no model simulates the reference row vac_2", done.stderr)
        lacking = self.reference(lambda row: row if row["quantity"] != "utilisation" else None)
        done = self.run_program("--reference", lacking, "--seeds", "1-2", "--only", "feedback_1")
        self.assertEqual(done.returncode, 2)
        self.assertIn("feedback_1 answers other rows than the reference", done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
