"""Studies as analysts meet them: sweeps, comparisons, the run store, interruption, errors.

usage: study_cli_test.py PROGRAM SOURCE_DIR [TestCase[.test]]
"""

import csv
import json
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

from jsonschema import Draft202012Validator, RefResolver

PROGRAM = ""
SOURCE = pathlib.Path()

SMALL = ("--set", "arrivals.orders_max=2000", "--replications", "4")


def run(*arguments):
    """Runs the program; never inherits a terminal."""
    return subprocess.run([PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=600, check=False)


def validate(record):
    """Holds a record against the schema of its name."""
    folder = SOURCE / "reports/schema"
    schemas = {path.name: json.loads(path.read_text()) for path in folder.glob("*.json")}
    name = record["schema"].replace("/", "-") + ".schema.json"
    schema = schemas[name]
    resolver = RefResolver(base_uri=name, referrer=schema, store=schemas)
    Draft202012Validator(schema, resolver=resolver).validate(record)


class InFolder(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)

    def tearDown(self):
        self._folder.cleanup()

    def refused(self, done, *words, code=2):
        """Refused with this exit code, and the message says these words."""
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)


class Sweeps(InFolder):
    def test_a_grid_has_a_point_for_every_combination_and_a_record_as_its_schema_says(self):
        done = run("sweep", "aliexpress_base", *SMALL, "--vary", "policy.grace_window=0,1h",
                   "--vary", "policy.on_silence=approve,reject", "--out", self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)
        record = json.loads((self.folder / "aliexpress_base.sweep.json").read_text())
        validate(record)
        points = record["result"]["points"]
        self.assertEqual([point["at"][0] for point in points], [0, 0, 1, 1])
        self.assertEqual(points[3]["settings"],
                         {"policy.grace_window": '"1h"', "policy.on_silence": '"reject"'})
        text = (self.folder / "aliexpress_base.sweep.csv").read_text()
        rows = list(csv.DictReader(text.splitlines()))
        self.assertEqual(len(rows), 4 * len(points[0]["metrics"]))
        self.assertEqual(rows[0]["policy.grace_window"], '"0"')

    def test_variants_of_a_scenario_are_series_of_a_sweep(self):
        done = run("sweep", "silence_flip", *SMALL, "--vary", "policy.grace_window=0,1h", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        points = json.loads(done.stdout)["result"]["points"]
        self.assertEqual([(p["series"], p["at"]) for p in points],
                         [("approve", [0]), ("approve", [1]), ("reject", [0]), ("reject", [1])])

    def test_a_point_says_what_a_run_of_its_values_says(self):
        sweep = run("sweep", "aliexpress_base", *SMALL, "--vary", "policy.grace_window=0,2h",
                    "--json")
        alone = run("run", "aliexpress_base", *SMALL, "--set", "policy.grace_window=2h", "--json")
        of_point = json.loads(sweep.stdout)["result"]["points"][1]["metrics"]
        of_run = json.loads(alone.stdout)["result"]["variants"][0]["metrics"]
        for ours, theirs in zip(of_point, of_run):
            self.assertEqual((ours["id"], ours["label"]), (theirs["id"], theirs["label"]))
            is_quantile = ours["label"].rpartition(" ")[2] in ("p50", "p90", "p95", "p99")
            if not is_quantile:
                self.assertEqual(ours["estimate"], theirs["estimate"], ours["id"] + ours["label"])

    def test_what_is_wrong_is_said_with_its_remedy(self):
        sweep = ("sweep", "aliexpress_base")
        self.refused(run(*sweep), "--vary")
        self.refused(run(*sweep, "--vary", "policy.grace_windw=0,1h"), "did you mean")
        self.refused(run(*sweep, "--vary", "policy.grace_window=0,1k"), "1k")
        self.refused(run(*sweep, "--vary", "policy.grace_window=0..24h"), "needs a step")
        self.refused(run(*sweep, "--vary", "run.seed=1,2"), "[run] holds for all points")
        self.refused(run(*sweep, "--vary", "policy.grace_window=0", "--vary",
                         "policy.grace_window=1h"), "given twice")
        self.refused(run(*sweep, "--vary", "policy.grace_window=0,1h", "--metric", "M03"),
                     "M03 p50")


class Comparisons(InFolder):
    def test_policies_of_two_files_are_judged_pair_by_pair(self):
        done = run("compare", "aliexpress_base", "shopee_1h_2d", *SMALL, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        record = json.loads(done.stdout)
        validate(record)
        names = [policy["name"] for policy in record["result"]["policies"]]
        self.assertEqual(names, ["aliexpress_base", "shopee_1h_2d"])

    def test_the_result_is_the_same_bytes_at_any_number_of_threads(self):
        one, two = (json.loads(run("compare", "silence_flip", *SMALL, "--json", "--threads",
                                   threads).stdout)["result"] for threads in (1, 3))
        self.assertEqual(one, two)

    def test_a_threshold_decides_what_matters(self):
        def verdict(threshold):
            done = run("compare", "silence_flip", *SMALL, "--metric", "M01", "--json",
                       "--threshold", f"M01={threshold}")
            return json.loads(done.stdout)["result"]["comparisons"][0]["verdict"]
        self.assertEqual(verdict(0.01), "regressed")
        self.assertEqual(verdict(0.9), "equivalent")

    def test_what_is_wrong_is_said_with_its_remedy(self):
        self.refused(run("compare", "aliexpress_base"), "two policies")
        self.refused(run("compare", "silence_flip", "--threshold", "M01"), "METRIC=VALUE")
        self.refused(run("compare", "silence_flip", "--threshold", "M01=-1"), "at least 0")
        self.refused(run("compare", "silence_flip", "--threshold", "M01=50"), "is a share")
        self.refused(run("compare", "silence_flip", "--threshold", "M01=50"), "is a share")
        self.refused(run("compare", "silence_flip", "--threshold", "M99=1"), "no metric 'M99'")


class Stores(InFolder):
    ARGUMENTS = ("sweep", "aliexpress_base", "--set", "arrivals.orders_max=20000",
                 "--replications", "6", "--vary", "policy.grace_window=0..5h..1h", "--json")

    def result_of(self, text):
        return text[:text.index('  "host": ')]

    def test_a_study_killed_ten_times_ends_with_the_bytes_of_one_left_in_peace(self):
        began = time.monotonic()
        whole = run(*self.ARGUMENTS)
        seconds = time.monotonic() - began  # a busy machine is killed as far into the study
        self.assertEqual(whole.returncode, 0, whole.stderr)
        store = self.folder / "runs.sqlite"
        chance = random.Random(5)
        kept = []
        for _ in range(10):
            with subprocess.Popen([PROGRAM, *self.ARGUMENTS, "--store", store, "-q"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                time.sleep(chance.uniform(0.05, 0.5) * seconds)
                process.send_signal(signal.SIGKILL)
            if store.exists():
                with sqlite3.connect(store) as database:
                    tables = database.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
                    kept.append(database.execute("SELECT count(*) FROM replication").fetchone()[0]
                                if tables else 0)
        self.assertEqual(kept, sorted(kept), "a replication that was committed is lost")
        self.assertGreater(max(kept), 0, "no kill came after a replication: nothing was tried")
        resumed = run(*self.ARGUMENTS, "--store", store)
        self.assertEqual(resumed.returncode, 0, resumed.stderr)
        self.assertEqual(self.result_of(resumed.stdout), self.result_of(whole.stdout))
        host = json.loads(resumed.stdout)["host"]
        self.assertEqual(host["simulated"] + host["recalled"], 36)
        self.assertEqual(host["recalled"], max(kept))

    def test_an_interrupted_study_is_marked_and_goes_on_later(self):
        store = self.folder / "runs.sqlite"
        with subprocess.Popen([PROGRAM, *self.ARGUMENTS, "--store", store, "--threads", "1"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            while not store.exists() and process.poll() is None:
                time.sleep(0.01)  # before that it could not be asked to stop
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
            text, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertTrue(json.loads(text)["result"]["study"]["partial"])
        resumed = run(*self.ARGUMENTS, "--store", store)
        self.assertGreater(json.loads(resumed.stdout)["host"]["recalled"], 0)

    def test_a_query_reads_what_a_study_left(self):
        run("sweep", "aliexpress_base", *SMALL, "--vary", "policy.grace_window=0,1h", "--out",
            self.folder)
        store = self.folder / "runs.sqlite"
        overview = run("query", store)
        self.assertEqual(overview.returncode, 0, overview.stderr)
        self.assertIn("policy.grace_window=1h", overview.stdout)
        done = run("query", store, "--csv",
                   "SELECT point, replication, value FROM value WHERE metric = 'M01' AND "
                   "label = ''")
        self.assertEqual(len(list(csv.DictReader(done.stdout.splitlines()))), 8)
        self.refused(run("query", store, "DROP TABLE sample"), "ask with a SELECT")
        self.refused(run("query", store, "SELECT 1; DROP TABLE sample"), "one statement at a time")
        self.refused(run("query", self.folder), "is a folder")
        self.refused(run("query", store, "SELECT wat FROM value"), "no such column")
        self.refused(run("query", self.folder / "none.sqlite"), "there is no run store")

    def test_stores_that_cannot_serve_are_refused_and_left_alone(self):
        sweep = ("sweep", "aliexpress_base", *SMALL, "--vary", "policy.grace_window=0,1h",
                 "--store")
        store = self.folder / "runs.sqlite"
        run(*sweep, store)
        with sqlite3.connect(store) as database:
            database.execute("PRAGMA user_version = 7")
        self.refused(run(*sweep, store), "version 7", "another --store", code=1)
        text = self.folder / "text"
        text.write_text("no database\n" * 200)
        self.refused(run(*sweep, text), "is no run store", code=1)
        self.assertEqual(text.read_text(), "no database\n" * 200)
        self.refused(run(*sweep, self.folder / "no" / "x"), "cannot open", code=1)
        with sqlite3.connect(self.folder / "held") as database:
            database.execute("BEGIN EXCLUSIVE")
            self.refused(run(*sweep, self.folder / "held"), "locked by another process", code=1)


if __name__ == "__main__":
    PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
