"""The model checker as its users meet it: verdicts, counterexamples in all forms, errors.

usage: check_cli_test.py PROGRAM SOURCE_DIR [TestCase[.test]]
"""

import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from jsonschema import Draft202012Validator, RefResolver

PROGRAM = ""
SOURCE = pathlib.Path()


def run(*arguments):
    """Runs the program; never inherits a terminal."""
    return subprocess.run([PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=600, check=False)


def wait_for_handler(process):
    """Until it listens for interrupts: a busy machine may take seconds to start it."""
    status = pathlib.Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        blocked = next(line for line in status.read_text().splitlines() if "SigBlk" in line)
        if int(blocked.split()[1], 16) >> (signal.SIGINT - 1) & 1:
            return
        time.sleep(0.02)


def validate(name, record):
    """Holds a record to a published schema, which may refer to those beside it."""
    folder = SOURCE / "reports/schema"
    schemas = {file.name: json.loads(file.read_text()) for file in folder.glob("*.json")}
    schema = schemas[name]
    resolver = RefResolver(base_uri=name, referrer=schema, store=schemas)
    Draft202012Validator(schema, resolver=resolver).validate(record)


def plain(text):
    return " ".join(text.split())


class InFolder(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)

    def tearDown(self):
        self._folder.cleanup()


class Verdicts(InFolder):
    def test_the_shipped_rules_hold(self):
        done = run("check", "aliexpress_base", "--layer", "order")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("Holds within the bounds listed below:", done.stdout)
        self.assertIn("0 are dead", plain(done.stdout))
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)

    def test_a_bound_that_is_hit_is_no_proof(self):
        done = run("check", "--layer", "order", "--states-max", "1000")
        self.assertEqual(done.returncode, 4, done.stdout)
        self.assertIn("Undecided", done.stdout)
        self.assertIn("raise --states-max", plain(done.stdout))
        self.assertNotIn("Holds", done.stdout)

    def test_a_check_that_is_interrupted_proves_nothing(self):
        with subprocess.Popen([PROGRAM, "check", "--json", "--threads", "1"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as process:
            wait_for_handler(process)
            time.sleep(0.2)
            process.send_signal(signal.SIGINT)
            stdout, stderr = process.communicate(timeout=600)
        self.assertEqual(process.returncode, 130, stderr)
        self.assertIn("stopping after what is at work", stderr)
        record = json.loads(stdout)
        validate("ordersim.check-1.schema.json", record)
        self.assertEqual(record["result"]["verdict"], "undecided")
        self.assertFalse(record["result"]["is_complete"])
        self.assertEqual({part["reason"] for part in record["result"]["left_out"]},
                         {"interrupted"})
        self.assertNotIn("holds", {one["verdict"] for one in record["result"]["properties"]})

    def test_scenes_that_a_policy_does_not_have_are_named(self):
        done = run("check", "mercadolibre", "--layer", "handler", "-v")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("no scene", done.stdout)
        self.assertIn("the policy refuses", plain(done.stdout))

    def test_the_record_is_as_its_schema_says_and_the_same_at_any_number_of_threads(self):
        one = run("check", "--layer", "order", "--json", "--threads", "1")
        two = run("check", "--layer", "order", "--json", "--threads", "2")
        record = json.loads(one.stdout)
        validate("ordersim.check-1.schema.json", record)
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

    def test_every_script_of_every_defect_of_the_rules_replays(self):
        ids = re.findall(r"^(D\d+)  ", run("check", "--plants").stdout, re.MULTILINE)
        replayed = 0
        for plant in ids:
            done = run("check", "--plant", plant, "--out", self.folder, "--json")
            self.assertEqual(done.returncode, 3, plant + done.stderr)
            record = json.loads(done.stdout)["result"]
            for script in self.folder.glob("counterexample-*.toml"):
                number = int(script.stem.split("-")[1])
                broken = record["counterexamples"][number - 1]["violation"]
                with self.subTest(plant=plant, broken=broken):
                    replay = run("run", script, "--plant", plant)
                    text = script.read_text()
                    judged = "does not judge" not in text
                    self.assertEqual(replay.returncode, 3 if judged else 0,
                                     text + replay.stdout + replay.stderr)
                    named = re.search(r"^# `run` names (\w+), which the same step breaks$", text,
                                      re.MULTILINE)
                    if judged:
                        self.assertIn("breaks " + (named[1] if named else broken), replay.stderr)
                    replayed += 1
        self.assertGreater(replayed, 25)

    def test_a_script_carries_the_policy_under_which_it_was_found(self):
        run("check", "--plant", "D30", "--out", self.folder)
        script = (self.folder / "counterexample-1.toml").read_text()
        self.assertIn("policy.void_sync = false", script)
        run("check", "--plant", "D05", "--layer", "levers", "--out", self.folder)
        script = (self.folder / "counterexample-1.toml").read_text()
        replay = run("run", self.folder / "counterexample-1.toml", "--plant", "D05")
        self.assertEqual(replay.returncode, 3, replay.stdout + replay.stderr)

    def test_a_script_plays_under_one_variant(self):
        run("check", "silence_flip", "--plant", "D05", "--out", self.folder)
        replay = run("run", self.folder / "counterexample-1.toml", "--plant", "D05", "--json")
        self.assertEqual(replay.returncode, 3, replay.stderr)
        self.assertEqual(len(json.loads(replay.stdout)["lists"]), 1)

    def test_counterexamples_of_an_earlier_check_do_not_stay(self):
        run("check", "--plant", "D05", "--out", self.folder)
        self.assertTrue((self.folder / "counterexample-1.toml").exists())
        (self.folder / "notes.txt").write_text("mine")
        done = run("check", "--layer", "order", "--out", self.folder)
        self.assertEqual(done.returncode, 0)
        self.assertEqual(sorted(file.name for file in self.folder.iterdir()),
                         ["check.json", "notes.txt"])

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

    def test_a_plant_is_refused_where_it_does_not_act(self):
        for flags in (("--plant", "D02", "--layer", "order"),
                      ("--plant", "D18", "--layer", "handler"),
                      ("--plant", "D02", "--export", "promela"),
                      ("--plant", "D21", "--export", "promela")):
            done = run("check", *flags)
            self.assertEqual(done.returncode, 2, flags)
            self.assertIn(flags[1], done.stderr)
        done = run("run", "scripted_race", "--plant", "D02")
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("D02", done.stderr)

    def test_flags_without_effect_are_refused(self):
        for flags in (("--part", "life", "--layer", "order"), ("--plants", "--json"),
                      ("--orders", "3", "--layer", "order"), ("--orders", "3", "--plant", "D02"),
                      ("--orders", "3", "--export", "promela")):
            done = run("check", *flags)
            self.assertEqual(done.returncode, 2, (flags, done.stdout))
            self.assertIn(flags[0], done.stderr)

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
