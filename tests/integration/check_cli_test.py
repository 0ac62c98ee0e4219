"""The model checker as its users meet it: verdicts, counterexamples in all forms, errors.

usage: check_cli_test.py PROGRAM SOURCE_DIR [TestCase[.test]]
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

from jsonschema import Draft202012Validator

PROGRAM = ""
SOURCE = pathlib.Path()


def run(*arguments):
    """Runs the program; never inherits a terminal."""
    return subprocess.run([PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=600, check=False)


class InFolder(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)

    def tearDown(self):
        self._folder.cleanup()


class Verdicts(InFolder):
    def test_the_shipped_rules_are_proved(self):
        done = run("check", "aliexpress_base", "--layer", "order")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("Proved:", done.stdout)
        self.assertIn("0 are dead", " ".join(done.stdout.split()))
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)

    def test_a_bound_that_is_hit_is_no_proof(self):
        done = run("check", "--layer", "order", "--states-max", "1000")
        self.assertEqual(done.returncode, 4, done.stdout)
        self.assertIn("Undecided", done.stdout)
        self.assertNotIn("Proved", done.stdout)

    def test_the_record_is_as_its_schema_says_and_the_same_at_any_number_of_threads(self):
        one = run("check", "--layer", "order", "--json", "--threads", "1")
        two = run("check", "--layer", "order", "--json", "--threads", "2")
        record = json.loads(one.stdout)
        schema = json.loads((SOURCE / "reports/schema/ordersim.check-1.schema.json").read_text())
        steps = json.loads((SOURCE / "reports/schema/ordersim.steps-1.schema.json").read_text())
        schema["$defs"].update(steps["$defs"])
        Draft202012Validator(schema).validate(record)
        self.assertEqual(record["result"], json.loads(two.stdout)["result"])


class Counterexamples(InFolder):
    def test_one_stands_in_every_form_and_replays_to_the_same_violation(self):
        done = run("check", "--plant", "D05", "--out", self.folder)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("inv_08_money_is_taken_up", done.stdout)
        record = json.loads((self.folder / "check.json").read_text())["result"]
        self.assertEqual(record["plant"], "D05")
        first = self.folder / "counterexample-1.toml"
        replayed = run("run", first, "--plant", "D05")
        self.assertEqual(replayed.returncode, 3, replayed.stdout + replayed.stderr)
        self.assertIn(record["counterexamples"][0]["violation"], replayed.stderr)
        self.assertTrue((self.folder / "counterexample-1.mmd").read_text()
                        .startswith("sequenceDiagram"))
        shell = subprocess.run(["sh", "-n", self.folder / "counterexample-1.sh"], check=False,
                               capture_output=True, text=True)
        self.assertEqual(shell.returncode, 0, shell.stderr)

    def test_by_the_rules_as_they_are_the_script_breaks_nothing(self):
        run("check", "--plant", "D05", "--out", self.folder)
        done = run("run", self.folder / "counterexample-1.toml")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_a_handler_defect_is_told_step_by_step(self):
        done = run("check", "--plant", "D36")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("s10_acknowledged_is_durable", done.stdout)


class Usage(InFolder):
    def test_the_catalogue_names_each_defect_and_what_catches_it(self):
        done = run("check", "--plants")
        self.assertEqual(done.returncode, 0)
        self.assertGreater(done.stdout.count("caught by"), 35)

    def test_an_unknown_plant_or_layer_is_wrong_usage(self):
        for flag in (("--plant", "D99"), ("--layer", "moon"), ("--orders", "7")):
            done = run("check", *flag)
            self.assertEqual(done.returncode, 2, flag)
            self.assertIn(flag[0], done.stderr)

    def test_a_plant_needs_a_script(self):
        done = run("run", "aliexpress_base", "--plant", "D05")
        self.assertEqual(done.returncode, 2)
        self.assertIn("[[script]]", done.stderr)

    def test_the_model_for_spin_names_rows_and_titles(self):
        done = run("check", "--export", "promela")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("T10", done.stdout)

    def test_a_folder_that_cannot_be_made_is_told(self):
        blocked = self.folder / "file"
        blocked.write_text("x", encoding="utf-8")
        done = run("check", "--plant", "D05", "--out", blocked / "below")
        self.assertEqual(done.returncode, 1)
        self.assertIn("--out", done.stderr)


if __name__ == "__main__":
    PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
