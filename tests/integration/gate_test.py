"""The gate as CI meets it: files in, a verdict by exit code, and files that other tools read.

usage: gate_test.py PROGRAM SOURCE_DIR [TestCase[.test]]
"""

import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

from jsonschema import Draft202012Validator, RefResolver

PROGRAM = ""
SOURCE = pathlib.Path()
COMMENT_CHARACTERS_MAX = 65_536  # of a comment on GitHub; a job summary takes 1 MiB
TIMES = [100.0, 100.3, 99.8, 100.5, 99.6, 100.1, 99.9, 100.4]


def schema_of(name):
    return json.loads((SOURCE / "reports/schema" / name).read_text(encoding="utf-8"))


def validate(value, name):
    ours = {path.name: schema_of(path.name)
            for path in (SOURCE / "reports/schema").glob("*.json")}
    Draft202012Validator.check_schema(ours[name])
    Draft202012Validator(ours[name], resolver=RefResolver(name, ours[name], store=ours)).validate(
        value)


def benchmark_file(times_by_name, **context):
    """What Google Benchmark writes: a run a time, then its aggregates."""
    entries = []
    for name, times in times_by_name.items():
        for index, time in enumerate(times):
            entries.append({"name": name, "run_name": name, "run_type": "iteration",
                            "repetitions": len(times), "repetition_index": index, "threads": 1,
                            "iterations": 1000, "real_time": time * 1.1, "cpu_time": time,
                            "time_unit": "ns"})
        entries.append({"name": name + "_mean", "run_name": name, "run_type": "aggregate",
                        "aggregate_name": "mean", "real_time": 1.0, "cpu_time": 1e9,
                        "time_unit": "ns"})
    return {"context": {"executable": "./build/kernel_bench", "host_name": "box", **context},
            "benchmarks": entries}


class Bench(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)

    def tearDown(self):
        self._folder.cleanup()

    def write(self, name, value):
        path = self.folder / name
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        return path

    def times(self, name, factor=1.0, benchmark="BM_decide"):
        return self.write(name, benchmark_file({benchmark: [factor * time for time in TIMES]}))

    def gate(self, *arguments, status=None):
        done = subprocess.run([PROGRAM, "gate", *arguments], cwd=self.folder, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
        if status is not None:
            self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def record(self, *arguments, status=0):
        record = json.loads(self.gate(*arguments, "--json", status=status).stdout)
        validate(record, "ordersim.gate-1.schema.json")
        return record["result"]

    def copy(self, path, name):
        return self.write(name, path.read_text(encoding="utf-8"))

    def run_record(self, name, *arguments):
        done = subprocess.run([PROGRAM, *arguments, "--json", "-q"], text=True, check=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
        return self.write(name, done.stdout)


class Verdicts(Bench):
    def test_the_exit_code_is_the_verdict(self):
        old = self.times("old.json")
        self.gate(self.times("same.json", 1.001), "--baseline", old, status=0)
        self.gate(self.times("fast.json", 0.9), "--baseline", old, status=0)
        self.gate(self.times("slow.json", 1.1), "--baseline", old, status=3)
        few = self.write("few.json", benchmark_file({"BM_decide": [130.0, 131.0]}))
        done = self.gate(few, "--baseline", old, status=4)
        self.assertIn("undecided", done.stdout)

    def test_rules_of_a_file_decide_what_matters(self):
        old, new = self.times("old.json"), self.times("new.json", 1.1)
        rules = self.write("gate.toml", '[[rule]]\nmetric = "BM_*"\nthreshold = "20 %"\n')
        result = self.record(new, "--baseline", old, "--thresholds", rules)
        self.assertEqual(result["verdict"], "equivalent")
        self.assertTrue(result["changes"][0]["threshold_from"].endswith("gate.toml:3: 20 %"))

    def test_pairs_see_through_a_drift(self):
        news, olds = [], []
        for turn in range(10):
            speed = 1 + 0.1 * turn
            olds.append(self.write(f"o{turn}", benchmark_file({"BM": [100 * speed]})))
            news.append(self.write(f"n{turn}", benchmark_file({"BM": [(104 + turn % 3) * speed]})))
        self.record(*news, "--baseline", *olds, status=4)
        paired = self.record(*news, "--paired", "--baseline", *olds, status=3)
        self.assertEqual(paired["changes"][0]["method"], "paired ranks")

    def test_a_record_against_itself_is_equivalent(self):
        run = self.run_record("run.json", "run", "aliexpress_base", "--replications", "4",
                              "--set", "arrivals.orders_max=1000")
        result = self.record(self.copy(run, "copy.json"), "--baseline", run)
        self.assertEqual(result["verdict"], "equivalent")
        self.assertGreater(result["judged"], 5)
        self.assertTrue(any("the same results of the same draws" in note
                            for note in result["notes"]))

    def test_replications_that_agree_tell_as_much_as_there_are(self):
        arguments = ["run", "aliexpress_base", "--replications", "10", "--set",
                     "arrivals.orders_max=2000", "--seed"]
        one = self.run_record("1.json", *arguments, "1")
        result = self.record(self.run_record("2.json", *arguments, "2"), "--baseline", one,
                             status=4)
        changes = {(change["metric"], change["label"]): change for change in result["changes"]}
        immediate = changes["M03", "p50"]  # none waits: 0 h in every replication
        self.assertEqual((immediate["value"]["value"], immediate["method"]), (0, "ranks"))
        self.assertEqual(immediate["verdict"], "equivalent")

    def test_a_comparison_alone_holds_its_baseline(self):
        record = self.run_record("c.json", "compare", "silence_flip", "--replications", "8",
                                 "--set", "arrivals.orders_max=4000")
        result = self.record(record, status=3)
        changes = {change["metric"]: change for change in result["changes"]
                   if not change["label"]}
        self.assertEqual(changes["M01"]["verdict"], "regressed")
        self.assertEqual(changes["M01"]["method"], "as recorded")
        said = {"alpha 0.01: the intervals of a comparison alone hold together with 95 %":
                    ["--alpha", "0.01"],
                "--paired: the policies of a comparison are paired": ["--paired"],
                "a comparison alone is repeated with another --seed": ["--confirm", "true"]}
        for words, flags in said.items():
            self.assertIn(words, self.gate(record, *flags, status=2).stderr)
        rules = self.write("gate.toml", 'alpha = 0.05\n[[rule]]\nmetric = "gone"\njudge = true\n')
        notes = self.record(record, "--alpha", "0.05", "--thresholds", rules, status=3)["notes"]
        self.assertTrue(any("no metric matches 'gone'" in note for note in notes))

    def test_policies_of_known_effect_are_told_apart_between_files(self):
        arguments = ["--replications", "8", "--set", "arrivals.orders_max=4000"]
        files = {}
        for word in ("approve", "reject"):
            files[word] = [self.run_record(
                f"{word}{seed}.json", "run", "aliexpress_base", "--seed", str(seed),
                "--set", f"policy.on_silence={word}", *arguments) for seed in range(1, 7)]
        result = self.record(*files["reject"], "--baseline", *files["approve"], status=3)
        headline = next(one for one in result["changes"]
                        if one["metric"] == "M01" and not one["label"])
        self.assertEqual((headline["verdict"], headline["method"]), ("regressed", "paired t"))
        copies = [self.copy(path, "copy_" + path.name) for path in files["approve"]]
        self.gate(*copies, "--baseline", *files["approve"], status=0)

    def test_throughput_of_this_machine_is_a_benchmark_like_any_other(self):
        new, old = (self.write(name, subprocess.run(
            [PROGRAM, "bench", "--seconds", "0.05", "--threads", "1", "--repetitions", "3",
             "--json"], text=True, check=True, capture_output=True, stdin=subprocess.DEVNULL,
            timeout=120).stdout) for name in ("new.json", "old.json"))
        done = self.gate(new, "--baseline", old, "--json")
        self.assertTrue(done.stdout, done.stderr + new.read_text())
        self.assertEqual([one["group"] for one in json.loads(done.stdout)["result"]["changes"]],
                         [f"aliexpress_base/{layer}/threads:1"
                          for layer in ("agents", "decide", "model")])

    def test_a_sweep_is_held_against_a_sweep(self):
        sweep = self.run_record("s.json", "sweep", "aliexpress_base", "--vary",
                                "policy.grace_window=0,1h", "--replications", "3", "--set",
                                "arrivals.orders_max=500")
        copy = self.copy(sweep, "copy.json")
        self.assertEqual(self.record(copy, "--baseline", sweep)["verdict"], "equivalent")


class Confirmation(Bench):
    def test_what_looks_regressed_is_run_again_before_it_fails(self):
        old, slow = self.times("old.json"), self.times("slow.json", 1.1)
        again, good = self.times("again.json", 1.12), self.times("good.json", 1.0001)
        result = self.record(slow, "--baseline", old, "--confirm", f"cat {again}", status=3)
        (change,) = result["changes"]
        self.assertEqual(change["confirmation"][0]["outcome"], "confirmed")
        self.assertAlmostEqual(change["difference"]["value"], 12, delta=0.5)
        self.assertEqual([one["side"] for one in result["sources"]],
                         ["new", "baseline", "confirmation"])
        lucky = self.record(slow, "--baseline", old, "--confirm", f"cat {good}", "-q")
        (change,) = lucky["changes"]
        self.assertEqual(change["verdict"], "equivalent")
        self.assertLess(abs(change["difference"]["high"]), 2)  # what the verdict is read from
        self.assertEqual(change["confirmation"][0]["outcome"], "not confirmed")
        self.assertAlmostEqual(change["confirmation"][0]["first_difference"]["value"], 10,
                               delta=0.5)
        shown = self.gate(slow, "--baseline", old, "--confirm", f"cat {good}", "--html", "h.html",
                          "--markdown", "m.md", status=0)
        self.assertIn("not confirmed by a fresh", shown.stdout)
        for name in ("h.html", "m.md"):
            self.assertIn("equivalent, not confirmed", (self.folder / name).read_text())

    def test_the_same_sample_cannot_confirm_itself(self):
        old, slow = self.times("old.json"), self.times("slow.json", 1.1)
        done = self.gate(slow, "--baseline", old, "--confirm", f"cat {slow}", status=2)
        self.assertIn("it gave the measurement of", done.stderr)
        self.assertIn("regressed: of 1 metric", done.stdout)  # the first verdict is told
        arguments = ["aliexpress_base", "--replications", "8", "--set", "arrivals.orders_max=4000"]
        base = self.run_record("base.json", "run", *arguments)
        changed = ["run", *arguments, "--seed", "7", "--set", "policy.on_silence=reject"]
        new = self.run_record("new.json", *changed)
        again = f"{PROGRAM} {' '.join(changed)} --json -q"
        done = self.gate(new, "--baseline", base, "--confirm", again, status=2)
        self.assertIn("it drew from seed 7, as the new side did", done.stderr)
        other = again.replace("--seed 7", "--seed 8")
        self.record(new, "--baseline", base, "--confirm", other, status=3)

    def test_nothing_is_run_again_without_need(self):
        old = self.times("old.json")
        self.gate(self.times("n.json", 1.001), "--baseline", old, "--confirm", "touch ran",
                  status=0)
        self.assertFalse((self.folder / "ran").exists())

    def test_a_command_that_fails_or_says_nothing_is_told(self):
        old, slow = self.times("old.json"), self.times("slow.json", 1.1)
        done = self.gate(slow, "--baseline", old, "--confirm", "false", "--out", "out", status=1)
        self.assertIn("the command of --confirm failed: false", done.stderr)
        self.assertIn("regressed: of 1 metric", done.stdout)
        self.assertIn("not measured again", (self.folder / "out/gate.md").read_text())
        done = self.gate(slow, "--baseline", old, "--confirm", "true", status=1)
        self.assertIn("is no record", done.stderr)


class Formats(Bench):
    def setUp(self):
        super().setUp()
        noise = random.Random(7)
        names = [f"BM_<{i}> & \"more\"" for i in range(6)]
        self.old = self.write("old.json", benchmark_file(
            {name: [100 * noise.gauss(1, .01) for _ in range(12)] for name in names}))
        self.new = self.write("new.json", benchmark_file(
            {name: [(120 if i == 2 else 100) * noise.gauss(1, .01) for _ in range(12)]
             for i, name in enumerate(names)}))

    def test_every_format_is_what_its_reader_takes(self):
        self.gate(self.new, "--baseline", self.old, "--out", "out", "--junit", "j.xml",
                  "--markdown", "m.md", "--html", "h.html", "--bencher", "b.json",
                  "--github-smaller", "s.json", "--github-bigger", "g.json", status=3)
        self.assertEqual(sorted(path.name for path in (self.folder / "out").iterdir()),
                         ["gate.html", "gate.json", "gate.junit.xml", "gate.md"])
        validate(json.loads((self.folder / "out/gate.json").read_text()),
                 "ordersim.gate-1.schema.json")
        self.check_junit(self.folder / "j.xml")
        bencher = json.loads((self.folder / "b.json").read_text())
        validate(bencher, "bencher-metric-format.schema.json")
        self.assertEqual(len(bencher), 6)
        measure = bencher['BM_<2> & "more"']["cpu_time (ns)"]
        self.assertTrue(measure["lower_value"] <= measure["value"] <= measure["upper_value"])
        smaller = json.loads((self.folder / "s.json").read_text())
        validate(smaller, "github-action-benchmark.schema.json")
        self.assertEqual(len(smaller), 6)
        self.assertEqual(json.loads((self.folder / "g.json").read_text()), [])
        page = (self.folder / "h.html").read_text()
        self.assertIn("BM_&lt;2&gt; &amp; &quot;more&quot;", page)
        self.assertLess(len(page.encode()), 600_000)

    def check_junit(self, path):
        done = subprocess.run(["xmllint", "--noout", "--schema",
                               SOURCE / "reports/schema/junit.xsd", path],
                              text=True, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        root = ElementTree.parse(path).getroot()
        self.assertEqual((root.get("tests"), root.get("failures")), ("6", "1"))
        (failure,) = root.iter("failure")
        self.assertIn("regressed: ", failure.get("message"))
        cases = list(root.iter("testcase"))
        self.assertEqual(len(cases), 6)
        self.assertEqual(cases[2].get("classname"), 'BM_<2> & "more"')

    def test_markdown_of_thousands_of_metrics_fits_a_comment(self):
        for name, factor in (("many_old.json", 1), ("many_new.json", 1.2)):
            self.write(name, benchmark_file(
                {f"BM_of_a_rather_long_name/{i}": [factor * time for time in TIMES]
                 for i in range(1500)}))
        self.gate("many_new.json", "--baseline", "many_old.json", "--markdown", "m.md", "--html",
                  "h.html")
        text = (self.folder / "m.md").read_text()
        self.assertLess(len(text.encode()), COMMENT_CHARACTERS_MAX)
        self.assertIn("of 1500 metrics", text)
        self.assertLess((self.folder / "h.html").stat().st_size, 2_000_000)

    def test_markdown_of_very_many_notes_fits_a_comment(self):
        run = json.loads(self.run_record(
            "run.json", "run", "aliexpress_base", "--replications", "2", "--set",
            "arrivals.orders_max=100").read_text())
        run["result"]["partial"] = True  # of which each file has a note
        sides = {"new": [], "old": []}
        for side, paths in sides.items():
            for seed in range(150):
                run["result"]["seed"] = str(seed)
                paths.append(self.write(f"{side}{'_long' * 40}{seed}.json", run))
        self.gate(*sides["new"], "--baseline", *sides["old"], "--markdown", "m.md", status=0)
        text = (self.folder / "m.md").read_text()
        self.assertLess(len(text.encode()), 60_000)
        self.assertIn("more; see the page", text)

    def test_the_page_repeats_all_that_made_the_verdict(self):
        rules = self.write("my rules.toml", 'alpha = 0.02\n')
        self.gate(self.new, "--baseline", self.old, "--thresholds", rules, "--alpha", "0.03",
                  "--skip-unusable", "--confirm", "cat new.json >&2; false", "--confirm-times",
                  "2", "--history", "kept", "--commit", "a b", "--markdown", "m.md", status=1)
        text = (self.folder / "m.md").read_text()
        for words in (f"--baseline {self.old}", f"--thresholds '{rules}'", "--alpha 0.03",
                      "--skip-unusable", "--confirm 'cat new.json >&2; false'",
                      "--confirm-times 2", "--history kept --commit 'a b'"):
            self.assertIn(words, text)

    def test_a_record_is_rendered_again(self):
        self.gate(self.new, "--baseline", self.old, "--out", "out", "-q", status=3)
        done = subprocess.run([PROGRAM, "report", "out/gate.json", "--format", "markdown"],
                              cwd=self.folder, text=True, capture_output=True, check=True)
        self.assertIn("regressed: of 6 metrics", done.stdout)


class History(Bench):
    def test_a_jump_over_the_commits_is_marked_where_it_came(self):
        old = self.times("old.json")
        noise = random.Random(3)
        for commit in range(20):
            factor = (1 if commit < 12 else 1.08) * noise.gauss(1, 0.004)
            new = self.times("new.json", factor)
            self.gate(new, "--baseline", old, "--history", "kept", "--commit", f"c{commit:02}",
                      "--html", "h.html", "-q")
        self.assertEqual(len(list((self.folder / "kept").iterdir())), 20)
        result = self.record(new, "--baseline", old, "--history", "kept", "--commit", "c19",
                             status=3)
        self.assertEqual(len(list((self.folder / "kept").iterdir())), 20)  # one a commit
        (history,) = result["history"]
        self.assertEqual(len(history["points"]), 20)
        self.assertEqual([one["commit"] for one in history["changes"]], ["c12"])
        self.assertIn("regressed at c12", (self.folder / "h.html").read_text())

    def test_a_commit_must_be_named_and_a_broken_record_is_told(self):
        old, new = self.times("old.json"), self.times("new.json", 1.1)
        for commit in ([], ["--commit", "a/b"], ["--commit", b"a\xff"], ["--commit", "a" * 300]):
            done = self.gate(new, "--baseline", old, "--history", "kept", *commit, status=2)
            self.assertIn("--commit", done.stderr)
        (self.folder / "kept").mkdir()
        self.write("kept/000001-abc.gate.json", "{")
        done = self.gate(new, "--baseline", old, "--history", "kept", "--commit", "d",
                         "--confirm", "touch ran", status=1)
        self.assertIn("000001-abc.gate.json", done.stderr)
        self.assertFalse((self.folder / "ran").exists())  # it is told before the long work

    def test_a_small_step_is_not_marked(self):
        old = self.times("old.json")
        noise = random.Random(3)
        for commit in range(20):
            new = self.times("new.json", (1 if commit < 10 else 1.01) * noise.gauss(1, 0.001))
            self.gate(new, "--baseline", old, "--history", "kept", "--commit", f"c{commit}", "-q")
        result = self.record(new, "--baseline", old, "--history", "kept", "--commit", "c19")
        self.assertEqual(result["history"][0]["changes"], [])


class Places(Bench):
    def test_a_place_that_cannot_be_written_is_told_before_the_long_work(self):
        old, slow = self.times("old.json"), self.times("slow.json", 1.1)
        for flags in (["--junit", "gone/j.xml"], ["--html", "."], ["--out", "old.json/x"],
                      ["--history", "old.json/x", "--commit", "c"]):
            with self.subTest(flags):
                self.gate(slow, "--baseline", old, "--confirm", "touch ran", *flags, status=1)
                self.assertFalse((self.folder / "ran").exists())

    def test_while_it_measures_again_nothing_lies_about(self):
        old, slow = self.times("old.json"), self.times("slow.json", 1.1)
        self.gate(slow, "--baseline", old, "--confirm", "ls -A . out kept >seen; false", "--out",
                  "out", "--history", "kept", "--commit", "c", "--junit", "j.xml", status=1)
        self.assertEqual((self.folder / "seen").read_text().split(),
                         [".:", "kept", "old.json", "out", "seen", "slow.json", "kept:", "out:"])

    def test_the_verdict_is_told_though_an_output_fails(self):
        old, slow = self.times("old.json"), self.times("slow.json", 1.1)
        done = self.gate(slow, "--baseline", old, "--markdown", "/dev/full", status=1)
        self.assertIn("regressed: of 1 metric", done.stdout)
        self.assertIn("cannot write", done.stderr)

    def test_names_that_are_no_utf_8_are_shown_with_what_they_are_not_replaced(self):
        old = self.times("old.json")
        name = b"new\xff.json"
        pathlib.Path(os.fsdecode(bytes(self.folder) + b"/" + name)).write_text(
            self.times("slow.json", 1.1).read_text())
        result = self.record(name, "--baseline", old, "--history", "kept", "--commit", "c1",
                             status=3)
        self.assertEqual(result["sources"][0]["path"], "new\ufffd.json")
        self.gate("slow.json", "--baseline", old, "--history", "kept", "--commit", "c2", status=3)


class BadInput(Bench):
    def refused(self, *arguments):
        done = self.gate(*arguments, status=2)
        self.assertEqual(done.stdout, "")
        return done.stderr

    def test_each_kind_of_bad_input_names_file_place_and_remedy(self):
        old = self.times("old.json")
        whole = old.read_text()
        run = json.dumps({"schema": "ordersim.run/9", "result": {}, "host": {}})
        cases = {
            "no baseline: name the files": [self.times("a.json")],
            "cannot read 'gone.json'": ["gone.json", "--baseline", old],
            "schema ordersim.run/9; this program reads ordersim.run/1":
                [self.write("b.json", run), "--baseline", old],
            "the text breaks off": [self.write("c.json", whole[:200]), "--baseline", old],
            "NaN and infinities are no JSON":
                [self.write("d.json", whole.replace("100.5", "NaN")), "--baseline",
                 old],
            "e.json: BM_decide cpu_time (benchmarks[0]): one repetition tells no spread":
                [self.write("e.json", benchmark_file({"BM_decide": [100.0]})), "--baseline", old],
            "the same to the last digit":
                [self.write("f.json", benchmark_file({"BM_decide": [100.0] * 8})), "--baseline",
                 old],
            "old.json: BM_decide cpu_time (benchmarks[0]) is missing on the new side":
                [self.times("g.json", benchmark="BM_other"), "--baseline", old],
            "gate.toml:1:1: error: unknown key 'alhpa'; did you mean 'alpha'?":
                [self.times("h.json", 1.1), "--baseline", old, "--thresholds",
                 self.write("gate.toml", "alhpa = 1\n")],
            "points are of shares, and 'BM_decide cpu_time' is in ns":
                [self.times("i.json", 1.1), "--baseline", old, "--thresholds",
                 self.write("points.toml", '[[rule]]\nmetric = "*"\nthreshold = "1 point"\n')],
            "old.json' stands on both sides": ["./old.json", "--baseline", old],
            "hold the same times to the last digit":
                [self.copy(old, "copy.json"), "--baseline", old, "--skip-unusable"],
        }
        for said, arguments in cases.items():
            with self.subTest(said):
                self.assertIn(said, self.refused(*arguments))

    def test_units_that_differ_are_refused_by_name(self):
        arguments = ["run", "aliexpress_base", "--replications", "3", "--set",
                     "arrivals.orders_max=500"]
        run = json.loads(self.run_record("run.json", *arguments).read_text())
        run["result"]["currency"] = "USD"
        other = self.write("usd.json", run)
        said = self.refused(other, "--baseline", "run.json")
        self.assertIn("usd.json: aliexpress_base M10 is in USD, run.json", said)
        rest = self.record(other, "--baseline", "run.json", "--skip-unusable")
        self.assertTrue(any("is in USD" in one["reason"] for one in rest["left_out"]))

    def test_a_share_cannot_change_by_a_hundred_points(self):
        arguments = ["run", "aliexpress_base", "--replications", "3", "--set",
                     "arrivals.orders_max=500", "--seed"]
        sides = [self.run_record("1.json", *arguments, "1"), "--baseline",
                 self.run_record("2.json", *arguments, "2")]
        for threshold, status in (("1", 2), ('"1 point"', 4), ("0.01", 4)):
            rules = self.write("gate.toml",
                               f'[[rule]]\nmetric = "* M01"\nthreshold = {threshold}\n')
            done = self.gate(*sides, "--thresholds", rules, "--json", status=status)
            if status == 2:
                self.assertIn("0.01 is one point", done.stderr)
            else:
                self.assertEqual(json.loads(done.stdout)["result"]["changes"][0]["threshold"],
                                 0.01)

    def test_a_broken_file_is_told_beside_all_others(self):
        said = self.refused("gone.json", "lost.json", "--baseline", self.times("old.json"))
        self.assertIn("gone.json", said)
        self.assertIn("lost.json", said)


if __name__ == "__main__":
    PROGRAM, SOURCE = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
