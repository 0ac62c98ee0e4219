"""The program as its users meet it: answers, errors, interruptions.

usage: cli_test.py PROGRAM SOURCE_DIR [TestCase[.test]]
"""

import csv
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile
import unittest

from jsonschema import Draft202012Validator

PROGRAM = ""
SOURCE = pathlib.Path()
SMALL = ["--set", "arrivals.orders_max=400", "--replications", "3"]


def run(*arguments, **options):
    """Runs the program; never inherits a terminal."""
    return subprocess.run([PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=300, check=False, **options)


def shipped(name):
    return SOURCE / "scenarios" / f"{name}.toml"


class InFolder(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)

    def tearDown(self):
        self._folder.cleanup()

    def scenario(self, text):
        path = self.folder / "case.toml"
        path.write_text('extends = "aliexpress_base"\n' + text, encoding="utf-8")
        return path

    def assert_wrong(self, done, *words):
        """A wrong scenario: exit 2, nothing on stdout, all words in the message."""
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stdout, "")
        for word in words:
            self.assertIn(word, done.stderr)


class Answers(InFolder):
    def test_the_summary_fits_80_columns_and_says_how_to_repeat_it(self):
        done = run("run", shipped("aliexpress_base"), *SMALL)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)
        for word in ("aliexpress_base", "seed", "hash", "stage", "path"):
            self.assertIn(word, done.stdout.lower())

    def test_out_writes_report_record_and_tables(self):
        done = run("run", shipped("silence_flip"), *SMALL, "--out", self.folder / "a" / "b")
        self.assertEqual(done.returncode, 0, done.stderr)
        files = sorted(path.name for path in (self.folder / "a" / "b").iterdir())
        self.assertEqual(files, ["silence_flip.curves.csv", "silence_flip.flows.csv",
                                 "silence_flip.html", "silence_flip.json",
                                 "silence_flip.metrics.csv"])
        self.assertIn("silence_flip.html", done.stdout)
        record = json.loads((self.folder / "a" / "b" / "silence_flip.json").read_text())
        self.assertEqual(record["schema"], "ordersim.run/1")
        table = (self.folder / "a" / "b" / "silence_flip.metrics.csv").read_text()
        rows = list(csv.DictReader(table.splitlines()))
        headline = [row for row in rows if row["metric"] == "M01" and row["label"] == ""]
        self.assertEqual(len(headline), len(record["result"]["variants"]))

    def test_a_record_renders_again_to_the_same_page(self):
        first, again = self.folder / "first", self.folder / "again"
        run("run", shipped("aliexpress_base"), *SMALL, "--out", first)
        done = run("report", first / "aliexpress_base.json", "--out", again)
        self.assertEqual(done.returncode, 0, done.stderr)
        for ending in ("json", "metrics.csv", "curves.csv", "flows.csv"):
            self.assertEqual((first / f"aliexpress_base.{ending}").read_bytes(),
                             (again / f"aliexpress_base.{ending}").read_bytes())
        # The page is the same but for the command that repeats the run, which a record lacks.
        pages = [(folder / "aliexpress_base.html").read_text().split('id="repeat"')
                 for folder in (first, again)]
        self.assertEqual(pages[0][0], pages[1][0])
        self.assertGreater(len(pages[0][0]), 20000)

    def test_the_trace_is_an_event_log_whose_cases_run_in_order(self):
        trace = self.folder / "trace.csv"
        done = run("run", shipped("aliexpress_base"), *SMALL, "--trace", trace)
        self.assertEqual(done.returncode, 0, done.stderr)
        last = {}
        for row in csv.DictReader(trace.read_text().splitlines()):
            case = row["case:concept:name"]
            self.assertEqual(int(row["seq"]), last.get(case, 0) + 1)
            last[case] = int(row["seq"])
        self.assertEqual(len(last), 400)

    def test_invariants_can_be_checked_in_any_run(self):
        done = run("run", shipped("no_lock_race"), *SMALL, "--check", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        for variant in json.loads(done.stdout)["result"]["variants"]:
            self.assertGreater(variant["invariant_checks"], variant["events"])

    def test_a_half_width_decides_how_many_replications_run(self):
        done = run("run", shipped("aliexpress_base"), "--set", "arrivals.orders_max=400", "--set",
                   "run.half_width={metric = 'M01', at_most = 0.2, replications_max = 90}",
                   "--replications", 3, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        result = json.loads(done.stdout)["result"]
        self.assertEqual(result["stopped_by"], "half-width")
        self.assertLess(result["replications"], 90)

    def test_a_half_width_out_of_reach_is_undecided(self):
        done = run("run", shipped("aliexpress_base"), "--set", "arrivals.orders_max=200", "--set",
                   "run.half_width={metric = 'M01', at_most = 1e-6, replications_max = 4}",
                   "--replications", 3, "--json")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertEqual(json.loads(done.stdout)["result"]["stopped_by"], "replications")
        self.assertIn("replications_max", done.stderr)

    def test_rules_print_table_and_diagram(self):
        self.assertIn("T18", run("rules").stdout)
        self.assertIn("stateDiagram-v2", run("rules", "--mermaid").stdout)
        committed = (SOURCE / "sim" / "order" / "RULES.md").read_text(encoding="utf-8")
        self.assertEqual(run("rules", "--markdown").stdout, committed)

    def test_bench_measures_every_layer(self):
        done = run("bench", "--seconds", "0.05", "--threads", "2", "--set",
                   "arrivals.orders_max=300")
        self.assertEqual(done.returncode, 0, done.stderr)
        for layer in ("decide() alone", "rules and agents", "whole model"):
            self.assertEqual(done.stdout.count(layer) >= 2, True, done.stdout)


class Determinism(InFolder):
    def result(self, *arguments):
        done = run("run", shipped("silence_flip"), *SMALL, "--json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.dumps(json.loads(done.stdout)["result"])

    def test_same_result_twice_and_on_any_number_of_threads(self):
        one = self.result("--threads", 1)
        self.assertEqual(one, self.result("--threads", 1))
        self.assertEqual(one, self.result("--threads", 2))
        self.assertEqual(one, self.result("--threads", 3))

    def test_another_seed_differs(self):
        self.assertNotEqual(self.result("--seed", 1), self.result("--seed", 2))

    def test_overrides_are_recorded_with_their_origin(self):
        settings = json.loads(self.result("--seed", 99))["settings"]
        seed = [setting for setting in settings if setting["key"] == "run.seed"]
        self.assertEqual([(s["value"], s["origin"]) for s in seed], [("99", "--set")])


class Interruption(InFolder):
    def start(self, *arguments):
        return subprocess.Popen(
            [PROGRAM, "run", shipped("aliexpress_base"), "--replications", "100000", "--out",
             str(self.folder), *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def test_ctrl_c_writes_what_is_whole_and_says_so(self):
        with self.start("--json", "--set", "arrivals.orders_max=50") as process:
            # It listens to signals before it opens its files.
            while process.poll() is None and not any(self.folder.iterdir()):
                pass
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 130, err)
        result = json.loads(out)["result"]
        self.assertTrue(result["partial"])
        self.assertEqual(result["stopped_by"], "interrupted")
        self.assertGreater(result["replications"], 0)
        self.assertIn("stopping", err)
        self.assertIn("aliexpress_base.json", [path.name for path in self.folder.iterdir()])


class Scenarios(unittest.TestCase):
    def test_every_shipped_scenario_is_valid_and_explained(self):
        paths = sorted((SOURCE / "scenarios").rglob("*.toml"))
        self.assertGreater(len(paths), 10)
        for path in paths:
            with self.subTest(path=path.name):
                done = run("validate", path)
                self.assertEqual(done.returncode, 0, done.stderr)
                done = run("explain", path)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("policy.answer_limit", done.stdout)

    def test_a_scenario_printed_as_toml_runs_to_the_same_result(self):
        with tempfile.TemporaryDirectory() as folder:
            alone = pathlib.Path(folder) / "alone.toml"
            alone.write_text(run("explain", shipped("silence_flip"), "--toml").stdout)
            ours = json.loads(run("run", shipped("silence_flip"), *SMALL, "--json").stdout)
            theirs = json.loads(run("run", alone, *SMALL, "--json").stdout)
            self.assertEqual(ours["result"]["scenario_hash"], theirs["result"]["scenario_hash"])
            for a, b in zip(ours["result"]["variants"], theirs["result"]["variants"]):
                self.assertEqual(a["metrics"], b["metrics"])


class Scripts(InFolder):
    PAY = ("[[script]]\nat = '1h'\nactor = 'buyer'\ncommand = 'place_order'\namount = 900\n"
           "[[script]]\nat = '1h 1us'\nactor = 'buyer'\ncommand = 'pay'\namount = 900\n")

    def test_a_script_is_played_under_each_variant_in_turn(self):
        done = run("run", shipped("scripted_race"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)
        soft, hard = done.stdout.split("scripted_race, variant hard")
        self.assertIn("T18 seller ships although a request is pending", soft)
        self.assertIn("refused: wrong_state", soft)
        self.assertIn("order 1 stands at           completed, payment released", soft)
        self.assertIn("refused: cancellation_pending", hard)
        self.assertIn("order 1 stands at           cancelled, payment returned", hard)
        self.assertIn("hash " + run("validate", shipped("scripted_race")).stdout.split()[-1], soft)

    def test_a_script_for_programs_follows_its_schema(self):
        done = run("run", shipped("scripted_race"), "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        document = json.loads(done.stdout)
        schema = SOURCE / "reports" / "schema" / "ordersim.steps-1.schema.json"
        validator = Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
        self.assertEqual([error.message for error in validator.iter_errors(document)], [])
        self.assertEqual(len(document["lists"]), 2)
        for steps in (steps["steps"] for steps in document["lists"]):
            self.assertEqual([step["at_us"] for step in steps],
                             sorted(step["at_us"] for step in steps))
        del document["lists"][0]["steps"][0]["outcome"]
        self.assertFalse(validator.is_valid(document))

    def test_a_script_is_drawn_as_one_diagram_a_variant(self):
        both = run("run", shipped("scripted_race"), "--mermaid")
        self.assertEqual(both.returncode, 0, both.stderr)
        self.assertEqual(both.stdout.count("```mermaid\nsequenceDiagram\n"), 2)
        one = run("run", self.scenario(self.PAY), "--mermaid")
        self.assertTrue(one.stdout.startswith("sequenceDiagram\n"), one.stdout)
        self.assertIn("Buyer->>Order: 1h 1us pay (amount 900)", one.stdout)

    def test_flags_of_a_simulation_are_refused_by_name(self):
        for flags in (["--replications", 3], ["--seed", 3], ["--threads", 1], ["--check"],
                      ["--out", self.folder / "out"], ["--trace", self.folder / "trace.csv"]):
            self.assert_wrong(run("run", shipped("scripted_race"), *flags), flags[0], "[[script]]")
        self.assert_wrong(run("run", shipped("aliexpress_base"), "--mermaid"), "[[script]]")
        self.assert_wrong(run("run", shipped("scripted_race"), "--mermaid", "--json"), "--json")
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_script_printed_as_toml_plays_the_same(self):
        alone = self.folder / "alone.toml"
        alone.write_text(run("explain", shipped("scripted_race"), "--toml").stdout)
        self.assertEqual(run("run", alone).stdout, run("run", shipped("scripted_race")).stdout)

    def test_quiet_says_nothing(self):
        done = run("run", shipped("scripted_race"), "-q")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_wrong_steps_get_a_suggestion_and_a_caret(self):
        self.assert_wrong(run("run", self.scenario(self.PAY.replace("'pay'", "'pya'"))),
                          "case.toml:10:11: error: unknown command 'pya'; did you mean 'pay'?", "^")


class BadScenarios(InFolder):
    def wrong(self, text, *words):
        self.assert_wrong(run("run", self.scenario(text)), *words)

    def test_unknown_keys_get_a_suggestion_and_a_caret(self):
        self.wrong("[policy]\ngrace_windw = '1h'\n", "case.toml:3:1: error:", "grace_windw",
                   "did you mean 'grace_window'", "^")

    def test_wrong_types_and_units(self):
        self.wrong("[policy]\nanswer_limit = 48\n", "case.toml:3", "quotes")
        self.wrong("[policy]\nanswer_limit = '48 parsecs'\n", "parsecs")
        self.wrong("[policy]\nlock = 'sotf'\n", "did you mean 'soft'")
        self.wrong("[sellers]\ncount = 'many'\n", "count")

    def test_all_errors_at_once(self):
        self.wrong("[policy]\nlock = 'sotf'\ngrace_windw = '1h'\n[buyers]\nwithdraw_share = 1.5\n",
                   "sotf", "grace_windw", "withdraw_share")

    def test_probabilities_and_shares(self):
        self.wrong("[buyers]\nwithdraw_share = -0.1\n", "withdraw_share", "[0, 1]")
        self.wrong("[buyers]\nwithdraw_share = nan\n", "withdraw_share")
        self.wrong("[sellers]\nhandling = { mixture = [ { share = 0.5, law = { exponential = "
                   "{ mean = '1h' } } }, { share = 0.4, law = { exponential = { mean = '2h' } } } "
                   "] }\n", "0.9")

    def test_contradictory_windows(self):
        self.wrong("[policy]\ngrace_window = '2h'\nrequest_window = '1h'\n", "request_window",
                   "grace_window")

    def test_no_sellers_no_opening_hours_no_end(self):
        self.wrong("[sellers]\ncount = 0\n", "count")
        self.wrong(f"[sellers]\nworking_hours = {{ hours = {[0] * 24}, weekdays = {[1] * 7} }}\n",
                   "working_hours")
        self.wrong("[arrivals]\nhorizon = '300000000000 d'\n", "horizon")
        self.wrong("[arrivals]\norders_per_day = 1e12\norders_max = 0\n", "orders")
        self.wrong("[run]\nwarm_up = '5d'\n[arrivals]\norders_max = 500\n", "warm_up", "orders_max")
        self.wrong("[payment]\namount = { constant = 1e15 }\n", "amount")

    def test_syntax_and_missing_files(self):
        self.wrong("[policy\n", "case.toml:2")
        self.assert_wrong(run("run", self.folder / "none.toml"), "none.toml")
        self.assert_wrong(run("run", self.folder), str(self.folder))
        self.assert_wrong(run("run", shipped("aliexpress_base"), "--set", "policy.lokc=hard"),
                          "--set", "did you mean")

    def test_a_gigabyte_of_garbage_is_refused_at_once(self):
        path = self.folder / "garbage.toml"
        with path.open("wb") as file:
            file.write(os.urandom(1 << 16))
            file.truncate(1 << 30)
        self.assert_wrong(run("run", path), "garbage.toml")


class BadData(InFolder):
    def wrong_csv(self, text, *words):
        path = self.folder / "orders.csv"
        if text is not None:
            path.write_text(text, encoding="utf-8")
        law = "{ empirical = { file = 'orders.csv', from = 'paid_at', to = 'shipped_at' } }"
        self.assert_wrong(run("run", self.scenario(f"[sellers]\nhandling = {law}\n")), *words)

    def test_files_that_hold_no_durations(self):
        self.wrong_csv("", "orders.csv", "empty")
        self.wrong_csv("paid_at,shipped_at\n", "orders.csv")
        self.wrong_csv("paid_at,shiped_at\n2017-10-02 11:07:15,2017-10-04 19:55:00\n",
                       "shipped_at", "shiped_at")

    def test_dates_that_are_none_are_named_by_row(self):
        self.wrong_csv("paid_at,shipped_at\n2017-10-02 11:07:15,2017-10-04 19:55:00\n"
                       "2017-13-02 11:07:15,2017-10-04 19:55:00\n", "row", "2017-13-02")

    def test_a_missing_file_and_a_folder(self):
        self.wrong_csv(None, "orders.csv")
        (self.folder / "orders.csv").mkdir()
        self.wrong_csv(None, "orders.csv", "director")

    def test_a_gigabyte_of_garbage_is_refused(self):
        with (self.folder / "orders.csv").open("wb") as file:
            file.write(os.urandom(1 << 16))
            file.truncate(1 << 30)
        self.wrong_csv(None, "orders.csv")


class BadOutputs(InFolder):
    def assert_failed(self, done, *words):
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_a_folder_that_takes_no_files(self):
        # Not even root may write below /proc.
        done = run("run", shipped("aliexpress_base"), *SMALL, "--out", "/proc/none")
        self.assert_failed(done, "/proc/none")

    def test_a_file_where_the_folder_should_be(self):
        (self.folder / "out").write_text("in the way")
        done = run("run", shipped("aliexpress_base"), *SMALL, "--out", self.folder / "out")
        self.assert_failed(done, "out")

    def test_a_full_disk_leaves_nothing_under_a_final_name(self):
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        done = run("run", shipped("aliexpress_base"), *SMALL, "--out", self.folder,
                   preexec_fn=limit)
        self.assert_failed(done, str(self.folder))
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_trace_replaces_no_file_but_a_trace(self):
        orders = self.folder / "orders.csv"
        orders.write_text("paid_at,shipped_at\n")
        scenario = self.scenario("")
        for path in (scenario, orders):
            before = path.read_text()
            self.assert_failed(run("run", scenario, *SMALL, "--trace", path), str(path))
            self.assertEqual(path.read_text(), before)
        trace = self.folder / "trace.csv"
        for _ in range(2):
            self.assertEqual(run("run", scenario, *SMALL, "--trace", trace).returncode, 0)
        done = run("run", scenario, *SMALL, "--out", self.folder, "--trace",
                   self.folder / "case.metrics.csv")
        self.assertEqual(done.returncode, 2)
        self.assertFalse((self.folder / "case.metrics.csv").exists())

    def test_a_name_does_not_lead_out_of_the_folder(self):
        scenario = self.scenario("name = '../evil'\n")
        done = run("run", scenario, *SMALL, "--out", self.folder / "out")
        self.assert_failed(done, "../evil")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["case.toml"])

    def test_a_full_standard_output(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([PROGRAM, "run", str(shipped("aliexpress_base")), *SMALL,
                                   "--json"], stdout=full, stderr=subprocess.PIPE, text=True,
                                  check=False, timeout=300)
        self.assertEqual(done.returncode, 1)
        self.assertIn("standard output", done.stderr)


class Usage(unittest.TestCase):
    def test_wrong_usage_is_exit_2_with_a_hint(self):
        self.assertIn("unknown command 'rnu'; the commands are: run", run("rnu").stderr)
        for arguments in ([], ["rnu"], ["run"], ["run", shipped("silence_flip"), "--seed", "-1"],
                          ["run", shipped("silence_flip"), "--color", "blue"],
                          ["report", "/dev/zero"], ["report", SOURCE], ["run", "--sed", "3"],
                          ["run", shipped("aliexpress_base"), "--threads", "0"]):
            with self.subTest(arguments=arguments):
                done = run(*arguments)
                self.assertEqual(done.returncode, 2)
                self.assertTrue(done.stderr)

    def test_help_and_version(self):
        self.assertIn("Exit codes", run("--help").stdout)
        self.assertRegex(run("--version").stdout,
                         r"^ordersim \d+\.\d+\.\d+ \(commit [0-9a-z-]+, .+\)\n$")

    def test_completions_know_every_command_and_flag(self):
        commands = set(run("none").stderr.split("are: ")[1].split())
        self.assertLessEqual({"run", "gate", "completion", "man"}, commands)
        completed = subprocess.run(
            ["bash", "-euc", 'eval "$1"; COMP_WORDS=(ordersim gate --bas) COMP_CWORD=2; _ordersim; '
             'echo "${COMPREPLY[@]}"; COMP_WORDS=(ordersim se) COMP_CWORD=1; _ordersim; '
             'echo "${COMPREPLY[@]}"', "bash", run("completion", "bash").stdout],
            text=True, capture_output=True, check=True)
        self.assertEqual(completed.stdout, "--baseline\nsensitivity serve\n")
        texts = {shell: run("completion", shell).stdout for shell in ("bash", "zsh", "fish")}
        flags = set(re.findall(r"^ +(--[a-z-]+)", run("gate", "--help").stdout, re.M))
        self.assertIn("--confirm", flags)
        for shell, text in texts.items():
            for word in commands | {flag[2:] for flag in flags}:
                self.assertIn(word, text, shell)
        self.assertEqual(run("completion", "tcsh").returncode, 2)

    def test_the_manual_is_sound_and_whole(self):
        page = run("man").stdout
        for command in run("none").stderr.split("are: ")[1].split():
            self.assertIn(f"\n.SS {command}\n", page)
        self.assertIn(".SH EXIT STATUS", page)


if __name__ == "__main__":
    PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
