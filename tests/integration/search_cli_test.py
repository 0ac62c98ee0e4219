"""Searches as analysts meet them: tune, sensitivity, their answers, exit codes and errors.

usage: search_cli_test.py PROGRAM SOURCE_DIR [TestCase[.test]]
"""

import csv
import json
import pathlib
import signal
import subprocess
import sys
import time
import unittest

import study_cli_test
from study_cli_test import InFolder, run, validate

SOURCE = pathlib.Path(sys.argv[2])

COST = "25 * .06 * (1 - M01) + .01 * policy.grace_window"


def grace(*arguments):
    """A search for the best grace window, which lies at 12.113 h, made small."""
    return ("tune", SOURCE / "scenarios/verification/grace_cost.toml", "--set",
            "arrivals.orders_max=600", "--replications", "5", "--knob",
            "policy.grace_window=0..24h", *arguments)


class Tuning(InFolder):
    def test_a_search_ends_with_a_recommendation_that_runs(self):
        done = run(*grace("--minimize", COST, "--delta", ".006", "--budget", "220", "--pareto",
                          "M01,M12", "--out", self.folder))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)
        record = json.loads((self.folder / "grace_cost.tune.json").read_text())
        validate(record)
        result = record["result"]
        self.assertEqual(result["verdict"], "selected")
        knob = result["knobs"][0]
        self.assertLess(knob["best_low"], 12.113)
        self.assertGreater(knob["best_high"], 12.113)
        rows = list(csv.DictReader((self.folder / "grace_cost.tune.csv").read_text().splitlines()))
        self.assertEqual(len(rows), len(result["trials"]))
        self.assertEqual(rows[result["best"] - 1]["objective"],
                         str(result["trials"][result["best"] - 1]["objective"]["value"]))
        last = done.stdout.splitlines()
        command = " ".join(last[max(i for i, line in enumerate(last) if "next: " in line):])
        self.assertIn("ordersim run", command)
        best = result["trials"][result["best"] - 1]["values"][0]
        self.assertIn(f"policy.grace_window={best}", command.replace("\n", " "))

    def test_contradictory_constraints_are_an_answer_with_what_fails_by_how_much(self):
        done = run(*grace("--minimize", COST, "--budget", "130", "--subject-to",
                          "policy.grace_window <= 2", "--subject-to", "M01 >= .9"))
        self.refused(done, "no policy that was tried keeps all constraints", code=4)
        self.assertIn("No policy that was tried keeps all constraints", done.stdout)
        self.assertIn("broken", done.stdout)

    def test_constraints_that_exclude_each_other_are_told_before_the_search(self):
        done = run(*grace("--minimize", COST, "--subject-to", "M01 >= .95", "--subject-to",
                          "M01 <= .9"))
        self.refused(done, "'M01 >= .95' and 'M01 <= .9' contradict each other")

    def test_a_budget_that_ends_first_is_undecided(self):
        done = run(*grace("--minimize", COST, "--delta", ".00001", "--budget", "130", "--json"))
        self.refused(done, "raise --budget or --delta", code=4)
        record = json.loads(done.stdout)
        validate(record)
        self.assertEqual(record["result"]["verdict"], "undecided")
        self.assertGreater(record["result"]["replications_missing"], 0)

    def test_a_search_stopped_and_resumed_from_its_store_is_that_of_one_piece(self):
        arguments = grace("--minimize", "M10 + " + COST, "--delta", ".006", "--budget", "220",
                          "--json", "--set", "arrivals.orders_max=4000")
        store = self.folder / "runs.sqlite"
        with subprocess.Popen([study_cli_test.PROGRAM, *map(str, arguments), "--store", store],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            time.sleep(0.7)
            process.send_signal(signal.SIGINT)
            text, _ = process.communicate(timeout=120)
        if process.returncode == 130:
            partial = json.loads(text)
            validate(partial)
            self.assertEqual(partial["result"]["verdict"], "interrupted")
            self.assertTrue(partial["result"]["study"]["partial"])
        resumed = run(*arguments, "--store", store)
        whole = run(*arguments, "--threads", "1")

        def result_of(done):
            return done.stdout[:done.stdout.index('  "host": ')]
        self.assertEqual(result_of(resumed), result_of(whole))
        self.assertGreater(json.loads(resumed.stdout)["host"]["recalled"], 0)

    def test_of_several_variants_the_one_that_is_meant_must_be_said(self):
        search = ("tune", "silence_flip", "--set", "arrivals.orders_max=500", "--replications",
                  "4", "--knob", "policy.grace_window=0..2h", "--maximize", "M01", "--budget",
                  "110", "--delta", ".5")
        self.refused(run(*search), "say with --variant", "approve, reject")
        self.refused(run(*search, "--variant", "wat"), "there is no variant 'wat'")
        base = {}
        for variant in ("approve", "reject"):
            done = run(*search, "--variant", variant, "--json")
            self.assertIn(done.returncode, (0, 4), done.stdout + done.stderr)
            result = json.loads(done.stdout)["result"]
            base[variant] = result["trials"][0]["objective"]["value"]
        self.assertGreater(base["approve"], base["reject"])
        done = run(*search, "--variant", "reject")
        self.assertIn("ordersim sweep silence_flip", done.stdout)

    def test_what_is_wrong_is_said_with_its_place_and_remedy(self):
        self.refused(run(*grace("--minimize", "M01 * M10")), "a product of two", "    ^")
        self.refused(run(*grace("--minimize", "M99")), "there is no metric [M99]")
        self.refused(run(*grace("--minimize", "policy.grace_windw")),
                     "did you mean 'policy.grace_window'?")
        self.refused(run(*grace()), "give one objective")
        self.refused(run(*grace("--minimize", "M10", "--maximize", "M01")), "give one objective")
        self.refused(run(*grace("--minimize", "M10", "--subject-to", "M05 < 2")), "write <= or >=")
        self.refused(run(*grace("--minimize", "M10", "--pareto", "M01")), "two or three metrics")
        self.refused(run(*grace("--minimize", "M10", "--pareto", "M01,M16")), "neither better high")
        self.refused(run(*grace("--minimize", "M10", "--budget", "20")), "at least")
        self.refused(run(*grace("--minimize", "M10", "--delta", "0")), "above 0")
        self.refused(run(*grace("--minimize", "M10", "--confidence", "1")), "below 1")
        self.refused(run(*grace("--minimize", "M10", "--subject-to", "M01 >= 95")),
                     "can never hold")
        self.refused(run("tune", "aliexpress_base", "--knob", "policy.grace_window=0..1h",
                         "--minimize", "M10", "--replications", "1"), "shows no noise")
        self.refused(run(*grace("--minimize", "M10", "--knob", "policy.grace_window=0..1h")),
                     "given twice")
        self.refused(run(*grace("--minimize", "M10", "--knob", "policy.wat=0..1h")),
                     "unknown key 'wat' in [policy]")
        self.refused(run(*grace("--minimize", "M10", "--knob", "policy.max_requests=0..1000")),
                     "policy.max_requests")

    def test_an_objective_without_data_is_refused(self):
        self.refused(run(*grace("--minimize", "M08", "--budget", "130")), "'M08'", "longer")


class Sensitivity(InFolder):
    ARGUMENTS = ("--set", "arrivals.orders_max=500", "--replications", "3", "--knob",
                 "policy.grace_window=0..24h", "--knob", "policy.on_silence=approve,reject")

    def test_shares_of_the_variance_come_with_intervals_and_noise(self):
        done = run("sensitivity", SOURCE / "scenarios/verification/grace_cost.toml",
                   *self.ARGUMENTS, "--rows", "8", "--metric", "M01", "--out", self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)
        record = json.loads((self.folder / "grace_cost.sensitivity.json").read_text())
        validate(record)
        effects = record["result"]["metrics"][0]["effects"]
        self.assertGreater(effects[0]["total"]["value"], effects[1]["total"]["value"])
        self.assertIsNone(effects[0]["mu"])
        self.assertGreaterEqual(record["result"]["metrics"][0]["noise_share"], 0)
        text = (self.folder / "grace_cost.sensitivity.csv").read_text()
        self.assertEqual(len(list(csv.DictReader(text.splitlines()))), 2)

    def test_morris_takes_fewer_points(self):
        done = run("sensitivity", SOURCE / "scenarios/verification/grace_cost.toml",
                   *self.ARGUMENTS, "--method", "morris", "--rows", "4", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        record = json.loads(done.stdout)
        validate(record)
        self.assertEqual(record["result"]["points"], 12)

    def test_rows_that_spoil_the_sequence_are_refused(self):
        self.refused(run("sensitivity", "aliexpress_base", *self.ARGUMENTS, "--rows", "48"),
                     "a power of two", "64")
        self.refused(run("sensitivity", "aliexpress_base", *self.ARGUMENTS, "--rows", "1"),
                     "from 2 to")
        self.refused(run("sensitivity", "aliexpress_base", *self.ARGUMENTS, "--metric", "M77"),
                     "no metric 'M77'")


if __name__ == "__main__":
    study_cli_test.PROGRAM, study_cli_test.SOURCE = sys.argv[1], SOURCE
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
