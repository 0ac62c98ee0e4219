"""Runs the scripts for people against machines that are made up: fake dpkg-query, apt-get, cmake,
ctest and the like stand first in the path and write down how they were called.
"""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class ScriptTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        shutil.copytree(ROOT / "scripts", self.root / "scripts")
        shutil.copytree(ROOT / ".ci", self.root / ".ci")
        self.calls = self.root / "calls"
        self.calls.touch()

    def tearDown(self):
        self.folder.cleanup()

    def fake(self, name, body="exit 0"):
        file = self.root / "bin" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f'#!/bin/bash\necho "{name} $*" >>"{self.calls}"\n{body}\n')
        file.chmod(0o755)

    def run_script(self, *command, folder=None):
        path = f"{self.root / 'bin'}:{os.environ['PATH']}"
        return subprocess.run([self.root / command[0], *command[1:]], cwd=folder or self.root,
                              env=os.environ | {"PATH": path}, text=True, capture_output=True)

    def calls_of(self, name):
        return [call for call in self.calls.read_text().splitlines()
                if call.startswith(name + " ")]


class Setup(ScriptTest):
    def machine(self, *installed, user=0):
        lines = "\n".join(f"echo installed {package}" for package in installed)
        self.fake("dpkg-query", lines + "\nexit 1")
        self.fake("id", f"echo {user}")
        self.fake("apt-get")
        self.fake("sleep")

    def wanted(self, tier):
        return self.run_script("scripts/setup", "--print", tier).stdout.split()

    def test_nothing_is_done_when_nothing_is_missing(self):
        for tier in ("run", "test", "bench", "fuzz", "dev"):
            self.machine(*self.wanted(tier))
            done = self.run_script("scripts/setup", tier)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual(self.calls_of("apt-get"), [])
        self.assertEqual(len(self.calls_of("dpkg-query")), 5)

    def test_each_tier_holds_what_a_run_needs(self):
        for tier in ("test", "bench", "fuzz", "dev"):
            self.assertLess(set(self.wanted("run")), set(self.wanted(tier)))
        parts = set(self.wanted("test")) | set(self.wanted("bench")) | set(self.wanted("fuzz"))
        self.assertLess(parts, set(self.wanted("dev")))

    def test_only_what_is_missing_is_installed_and_nothing_removed(self):
        self.machine(*set(self.wanted("run")) - {"cmake", "libfmt-dev"})
        self.assertEqual(self.run_script("scripts/setup", "run").returncode, 0)
        install = self.calls_of("apt-get")[-1]
        self.assertTrue(install.endswith("install --no-install-recommends cmake libfmt-dev"))
        self.assertIn(" --no-remove ", install)

    def test_another_boost_stops_it_with_the_remedy(self):
        self.machine("libboost-dev", "libboost1.74-dev")
        done = self.run_script("scripts/setup")
        self.assertEqual(done.returncode, 1)
        self.assertIn("apt-get remove libboost-dev", done.stderr)
        self.assertEqual(self.calls_of("apt-get"), [])

    def test_who_is_not_root_needs_sudo(self):
        self.machine(user=1000)
        self.fake("sudo", 'exec "$@"')
        self.assertEqual(self.run_script("scripts/setup").returncode, 0)
        self.assertIn("env DEBIAN_FRONTEND=noninteractive apt-get", self.calls_of("sudo")[-1])

    def test_a_failure_that_passes_is_tried_again_with_fresh_lists(self):
        self.machine()
        self.fake("apt-get", f'[[ "$*" != *" install "* ]] || '
                             f'(($(grep -c " install " "{self.calls}") >= 3))')
        self.assertEqual(self.run_script("scripts/setup").returncode, 0)
        verbs = [" install " in call for call in self.calls_of("apt-get")]
        self.assertEqual(verbs[-4:], [False, True, False, True])

    def test_a_failure_that_stays_is_shown(self):
        self.machine()
        self.fake("apt-get", "echo E: disk full; exit 100")
        done = self.run_script("scripts/setup")
        self.assertEqual(done.returncode, 1)
        self.assertIn("E: disk full", done.stderr)

    def test_an_unknown_word_is_wrong_usage(self):
        self.machine()
        self.assertEqual(self.run_script("scripts/setup", "everything").returncode, 2)


class Test(ScriptTest):
    def close_of(self, statuses, ctest_exit, script="scripts/test"):
        """(last line, exit code) after a ctest that leaves tests of those statuses behind."""
        self.fake("dpkg-query", "\n".join(f"echo installed {package}" for package in
                                          self.run_script("scripts/setup", "--print",
                                                          "test").stdout.split()))
        self.fake("cmake")
        cases = "".join(f'\t<testcase name="t" time="0" status="{status}">\n\t</testcase>\n'
                        for status in statuses)
        (self.root / "cases").write_text(f"<testsuite>\n{cases}</testsuite>\n")
        (self.root / ".build/release").mkdir(parents=True, exist_ok=True)
        self.fake("ctest", f'cp "{self.root}/cases" "{self.root}/.build/release/junit.xml"\n'
                           f"exit {ctest_exit}")
        done = self.run_script(script, folder="/")
        return done.stdout.splitlines()[-1], done.returncode

    def test_all_passed(self):
        self.assertEqual(self.close_of(["run", "run"], 0), ("2 passed, 0 failed", 0))

    def test_ci_closes_with_the_same_line(self):
        self.assertEqual(self.close_of(["run", "fail"], 8, ".ci/run"), ("1 passed, 1 failed", 1))

    def test_what_did_not_run_has_failed(self):
        self.assertEqual(self.close_of(["run", "notrun", "disabled", "fail"], 8),
                         ("1 passed, 3 failed", 1))

    def test_a_skipped_test_fails_even_if_ctest_is_content(self):
        self.assertEqual(self.close_of(["run", "notrun"], 0), ("1 passed, 1 failed", 1))

    def test_no_test_is_a_failure(self):
        self.assertEqual(self.close_of([], 0), ("0 passed, 1 failed", 1))

    def test_a_ctest_that_fails_otherwise_is_a_failure(self):
        self.assertEqual(self.close_of(["run"], 1), ("1 passed, 1 failed", 1))

    def test_results_of_an_earlier_run_do_not_count(self):
        self.close_of(["run"], 0)
        self.fake("ctest", "exit 1")
        done = self.run_script("scripts/test")
        self.assertEqual((done.stdout.splitlines()[-1], done.returncode),
                         ("0 passed, 1 failed", 1))

    def test_a_build_that_breaks_is_a_failure_and_is_shown(self):
        for step in ("--build", "--preset release"):
            self.close_of(["run"], 0)
            self.fake("cmake", f'[[ "$*" != "{step}"* ]] || {{ echo "error: x"; exit 1; }}')
            done = self.run_script("scripts/test")
            self.assertEqual((done.stdout, done.returncode), ("0 passed, 1 failed\n", 1))
            self.assertIn("error: x", done.stderr)


class Run(ScriptTest):
    def setUp(self):
        super().setUp()
        self.fake("dpkg-query", "\n".join(f"echo installed {package}" for package in
                                          self.run_script("scripts/setup", "--print",
                                                          "run").stdout.split()))
        self.fake("cmake")
        self.fake("program", 'echo "summary"')
        (self.root / ".build/run").mkdir(parents=True)
        (self.root / "bin/program").rename(self.root / ".build/run/ordersim")
        (self.root / "elsewhere").mkdir()

    def test_without_arguments_it_answers_the_first_question(self):
        done = self.run_script("scripts/run")
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("summary\n", "", 0))
        self.assertEqual(self.calls_of("program"),
                         ["program run scenarios/aliexpress_base.toml "
                          "--out out"])

    def test_it_works_from_any_folder_with_any_scenario(self):
        self.run_script("scripts/run", "my.toml", "--seed", "7", folder=self.root / "elsewhere")
        self.assertEqual(self.calls_of("program"),
                         ["program run my.toml --out ../out --seed 7"])

    def test_it_says_how_the_program_ended(self):
        (self.root / ".build/run/ordersim").write_text("#!/bin/sh\nexit 2\n")
        self.assertEqual(self.run_script("scripts/run").returncode, 2)

    def test_a_build_that_breaks_ends_it(self):
        self.fake("cmake", "exit 1")
        self.assertEqual(self.run_script("scripts/run").returncode, 1)
        self.assertEqual(self.calls_of("program"), [])


class Verify(ScriptTest):
    def setUp(self):
        super().setUp()
        self.fake("dpkg-query", "\n".join(f"echo installed {package}" for package in
                                          self.run_script("scripts/setup", "--print",
                                                          "test").stdout.split()))
        self.fake("cmake")
        self.fake("nproc", "echo 2")
        self.program = self.root / ".build/release/tests/theory/theory_verify"
        self.program.parent.mkdir(parents=True)

    def ends_with(self, code):
        self.fake("theory_verify", f'echo "the table"; exit {code}')
        (self.root / "bin/theory_verify").rename(self.program)

    def test_the_table_is_shown_and_kept(self):
        self.ends_with(0)
        done = self.run_script("scripts/verify", "--only", "mm1_*", folder="/")
        self.assertEqual((done.stdout, done.returncode), ("the table\n", 0))
        self.assertEqual((self.root / "out/verify.txt").read_text(), "the table\n")
        self.assertEqual(self.calls_of("theory_verify"),
                         ["theory_verify --seeds 1-200 --threads 2 --only mm1_*"])

    def test_a_red_row_fails_it(self):
        self.ends_with(1)
        self.assertEqual(self.run_script("scripts/verify").returncode, 1)

    def test_a_build_that_breaks_ends_it(self):
        self.ends_with(0)
        self.fake("cmake", "exit 1")
        self.assertEqual(self.run_script("scripts/verify").returncode, 1)
        self.assertEqual(self.calls_of("theory_verify"), [])


class Fuzz(ScriptTest):
    def setUp(self):
        super().setUp()
        self.fake("dpkg-query", "\n".join(f"echo installed {package}" for package in
                                          self.run_script("scripts/setup", "--print",
                                                          "fuzz").stdout.split()))
        self.fake("cmake")
        self.programs = self.root / ".build/fuzz/tests/fuzz"
        self.programs.mkdir(parents=True)
        (self.root / "tests/fuzz").mkdir(parents=True)
        for target in ("csv", "order"):
            (self.root / f"tests/fuzz/{target}_fuzz.cpp").touch()
            self.target(target, "echo '#7 DONE cov: 3'")

    def target(self, name, body):
        self.fake(f"{name}_fuzz", body)
        (self.root / f"bin/{name}_fuzz").rename(self.programs / f"{name}_fuzz")

    def test_all_targets_run_from_their_corpora_for_a_minute(self):
        done = self.run_script("scripts/fuzz", folder="/")
        self.assertEqual(done.returncode, 0)
        self.assertIn("7 executions", done.stderr)
        for name, call in zip(("csv", "order"), self.calls_of("csv_fuzz") +
                              self.calls_of("order_fuzz")):
            self.assertIn(f"{name}_fuzz -max_total_time=60 ", call)
            self.assertTrue(call.endswith(f" tests/fuzz/corpus/{name}"))

    def test_one_target_runs_as_long_as_is_said(self):
        self.assertEqual(self.run_script("scripts/fuzz", "order", "--seconds", "5").returncode, 0)
        self.assertEqual(self.calls_of("csv_fuzz"), [])
        self.assertIn(" -max_total_time=5 ", self.calls_of("order_fuzz")[0])

    def test_a_find_fails_it_with_the_command_that_repeats_it(self):
        self.target("csv", "echo 'fuzz: a row is lost'; touch .build/fuzz/broken/csv/crash-1; "
                           "exit 77")
        done = self.run_script("scripts/fuzz")
        self.assertEqual(done.returncode, 1)
        self.assertIn("fuzz: a row is lost", done.stderr)
        self.assertIn(f"cd {self.root} && .build/fuzz/tests/fuzz/csv_fuzz "
                      ".build/fuzz/broken/csv/crash-1\n", done.stderr)
        self.assertEqual(len(self.calls_of("order_fuzz")), 1)

    def test_an_unknown_target_is_wrong_usage(self):
        for arguments in (["csw"], ["--seconds"], ["--seconds", "no"]):
            self.assertEqual(self.run_script("scripts/fuzz", *arguments).returncode, 2)
        self.assertEqual(self.calls_of("cmake"), [])

    def test_a_build_that_breaks_ends_it(self):
        self.fake("cmake", "exit 1")
        self.assertEqual(self.run_script("scripts/fuzz").returncode, 1)
        self.assertEqual(self.calls_of("csv_fuzz"), [])


class BenchAgainst(ScriptTest):
    """Two builds that are made up: programs that write what they were told, a gate that says how
    it was called."""

    def setUp(self):
        super().setUp()
        for side, names in (("a", ("x_bench", "gone_bench")), ("b", ("x_bench", "new_bench"))):
            folder = self.root / side
            folder.mkdir()
            self.program(folder / "ordersim", "ordersim", 'exit "$(cat verdict)"')
            (folder / "benchmarks.txt").write_text(
                "".join(f"{folder}/bin/{name}\n" for name in names))
            for name in names:
                self.program(folder / "bin" / name, f"{side} {name}",
                             'for word in "$@"; do [[ $word != --benchmark_out=* ]] || '
                             'echo "{}" >"${word#*=}"; done')
        (self.root / "verdict").write_text("0")
        self.fake("valgrind", 'echo "==1== Collected : 1000000" >&2')

    def program(self, path, called, body):
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'#!/bin/bash\necho "{called} $*" >>"{self.calls}"\n{body}\n')
        path.chmod(0o755)

    def against(self, *arguments):
        return self.run_script("scripts/bench", "--against", "--builds", self.root / "a",
                               self.root / "b", *arguments)

    def test_both_run_in_turn_and_the_gate_judges_pairs(self):
        done = self.against("--rounds", "3", "--benchmark_filter=x")
        self.assertEqual(done.returncode, 0, done.stderr)
        turns = [call.split()[0] for call in self.calls.read_text().splitlines()
                 if "x_bench" in call.split()[1]]
        self.assertEqual(turns, ["a", "b", "b", "a", "a", "b"])
        self.assertEqual(self.calls_of("a gone_bench"), [])
        self.assertIn("--benchmark_filter=x", self.calls_of("a x_bench")[0])
        (gate,) = [call for call in self.calls_of("ordersim") if " gate " in call]
        news, olds = gate.split("--baseline")
        self.assertEqual([news.count("new.x_bench.00"), olds.count("old.x_bench.00")], [3, 3])
        self.assertIn("--paired", news)
        self.assertIn("1.0 M -> 1.0 M (+0.00 %)", done.stdout)

    def test_what_regressed_is_measured_again_before_it_fails(self):
        (self.root / "verdict").write_text("3")
        done = self.against("--rounds", "2")
        self.assertEqual(done.returncode, 3)
        self.assertEqual(len([call for call in self.calls_of("ordersim") if " gate " in call]), 2)
        self.assertEqual(len(self.calls_of("a x_bench")), 4)

    def test_without_valgrind_it_says_so(self):
        for tool in ("bash", "sed", "sort", "comm", "grep", "mkdir", "rm", "dirname", "awk", "cat"):
            (self.root / "bin" / tool).symlink_to(shutil.which(tool))
        (self.root / "bin" / "valgrind").unlink()
        done = subprocess.run(
            [self.root / "scripts/bench_against", "--builds", self.root / "a", self.root / "b",
             "--rounds", "1"], cwd=self.root, env={"PATH": str(self.root / "bin")}, text=True,
            capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("instructions: not counted; install valgrind", done.stderr)

    def test_an_unknown_commit_or_a_wrong_count_is_wrong_usage(self):
        self.fake("cmake")
        self.fake("git", "exit 1")
        self.fake("dpkg-query")
        self.fake("id", "echo 0")
        self.fake("apt-get")
        done = self.run_script("scripts/bench", "--against", "nowhere")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("'nowhere' is no commit", done.stderr)
        self.assertEqual(self.against("--rounds", "many").returncode, 2)


if __name__ == "__main__":
    unittest.main()
