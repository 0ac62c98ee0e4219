"""Studies in shards: dealt out, killed, lost, done twice, brought together; jobs of engines.

usage: shards_test.py PROGRAM [TestCase[.test]]
"""

import contextlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = ""

SWEEP = ("sweep", "aliexpress_base", "--set", "arrivals.orders_max=1000", "--replications", "5",
         "--vary", "policy.grace_window=0,1h,6h")
STUDIES = (
    SWEEP,
    ("compare", "silence_flip", "--set", "arrivals.orders_max=1000", "--replications", "5"),
    ("sensitivity", "aliexpress_base", "--set", "arrivals.orders_max=300", "--replications", "2",
     "--knob", "policy.grace_window=0s..1d", "--knob", "policy.answer_limit=1d..5d",
     "--method", "morris"),
)


def run(*arguments, **environment):
    return subprocess.run([PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=600, check=False,
                          env={**os.environ, **environment})


class InFolder(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)
        self.tasks = self.folder / "tasks-of-it"

    def tearDown(self):
        self._folder.cleanup()

    def done(self, *arguments, **environment):
        ended = run(*arguments, **environment)
        self.assertEqual(ended.returncode, 0, ended.stdout + ended.stderr)
        return ended.stdout

    def refused(self, ended, *words, code=1):
        self.assertEqual(ended.returncode, code, ended.stdout + ended.stderr)
        for word in words:
            self.assertIn(word, ended.stderr)

    def results(self, folder):
        """The bytes that must be the same: all tables, and the record but for its host."""
        files = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
        for path in folder.glob("*.json"):
            files[path.name] = json.dumps(json.loads(path.read_text())["result"]).encode()
        self.assertGreaterEqual(len(files), 2)
        return files

    def alone(self, study):
        self.done(*study, "--out", self.folder / "alone", "-q")
        return self.results(self.folder / "alone")

    def merged(self, *folders):
        self.done("merge", *(folders or [self.tasks]), "--out", self.folder / "merged", "-q")
        return self.results(self.folder / "merged")

    def task_files(self):
        return sorted((self.tasks / "tasks").glob("*/*.task"))


class Merges(InFolder):
    def test_any_number_in_any_order_gives_the_bytes_of_one_process(self):
        for study in STUDIES:
            with self.subTest(study=study[0]):
                wanted = self.alone(study)
                for count in (1, 3, 8):
                    order = list(range(1, count + 1))
                    random.Random(count).shuffle(order)
                    for index in order:
                        self.done(*study, "--shard", f"{index}/{count}", "--out", self.tasks)
                    self.assertEqual(self.merged(), wanted)
                    shutil.rmtree(self.tasks)
                    shutil.rmtree(self.folder / "merged")
                shutil.rmtree(self.folder / "alone")

    def test_shards_need_share_no_folder(self):
        wanted = self.alone(SWEEP)
        folders = [self.folder / f"of-{index}" for index in (1, 2)]
        for index, folder in enumerate(folders, 1):
            self.done(*SWEEP, "--shard", f"{index}/2", "--out", folder)
        self.assertEqual(self.merged(*folders), wanted)

    def test_a_shard_killed_at_any_moment_goes_on_where_it_was(self):
        wanted = self.alone(SWEEP)
        chance = random.Random(7)
        for _ in range(6):
            process = subprocess.Popen([PROGRAM, *SWEEP, "--shard", "1/2", "--threads", "1",
                                        "--out", str(self.tasks)], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.01, 0.3))
            process.send_signal(signal.SIGKILL)
            process.wait()
        for index in (1, 2):
            self.done(*SWEEP, "--shard", f"{index}/2", "--out", self.tasks)
        self.assertEqual(self.merged(), wanted)

    def test_another_number_of_shards_finds_what_was_done(self):
        wanted = self.alone(SWEEP)
        self.done(*SWEEP, "--shard", "1/3", "--out", self.tasks)
        before = {path: path.stat().st_mtime_ns for path in self.task_files()}
        self.assertEqual(len(before), 5)
        for index in (1, 2):
            said = self.done(*SWEEP, "--shard", f"{index}/2", "--out", self.tasks)
        self.assertIn("all tasks are there", said)
        after = {path: path.stat().st_mtime_ns for path in self.task_files()}
        self.assertEqual({path: after[path] for path in before}, before)
        self.assertEqual(self.merged(), wanted)

    def test_the_engines_say_which_shard_it_is(self):
        self.done(*SWEEP, "--shard", "auto/2", "--out", self.tasks, SLURM_ARRAY_TASK_ID="1")
        self.done(*SWEEP, "--shard", "auto/2", "--out", self.tasks, JOB_COMPLETION_INDEX="1")
        self.assertEqual(len(self.task_files()), 15)


class Refusals(InFolder):
    def test_a_gap_is_named(self):
        self.done(*SWEEP, "--shard", "2/2", "--out", self.tasks)
        self.refused(run("merge", self.tasks), "8 tasks are missing", "number 0 (point",
                     "replication 0)", "run those again")
        self.done(*SWEEP, "--shard", "1/2", "--out", self.tasks)
        self.task_files()[0].unlink()
        self.refused(run("merge", self.tasks), "1 tasks are missing")

    def test_another_study_finds_the_folder_taken(self):
        self.done(*SWEEP, "--shard", "1/2", "--out", self.tasks)
        self.refused(run(*SWEEP, "--seed", "2", "--shard", "1/2", "--out", self.tasks),
                     "holds the tasks of another study", "give another --out")

    def test_a_scenario_that_has_changed_since_is_told(self):
        scenario = self.folder / "mine.toml"
        scenario.write_text('extends = "aliexpress_base"\n[policy]\nanswer_limit = "2d"\n')
        study = ("sweep", scenario, *SWEEP[2:])
        self.done(*study, "--shard", "1/1", "--out", self.tasks)
        self.done("merge", self.tasks, "-q")
        scenario.write_text('extends = "aliexpress_base"\n[policy]\nanswer_limit = "3d"\n')
        self.refused(run("merge", self.tasks), "of a scenario with other values")

    def test_another_version_and_a_damaged_folder_are_told(self):
        self.refused(run("merge", self.folder), "no file 'study'")
        self.done(*SWEEP, "--shard", "1/1", "--out", self.tasks)
        victim = self.task_files()[3]
        victim.write_bytes(victim.read_bytes()[:-9])
        self.refused(run("merge", self.tasks), str(victim), "is damaged; delete it")
        (self.tasks / "study").write_text("ordersim.study/9\n")
        self.refused(run("merge", self.tasks), "is damaged, or of another version")

    def test_a_full_disk_keeps_what_was_done(self):
        # A task has more than two blocks of 512 bytes; writing on fails as on a full disk.
        limit = "trap '' XFSZ; ulimit -f 2; exec \"$0\" \"$@\""
        ended = subprocess.run(["/bin/sh", "-c", limit, PROGRAM, *SWEEP, "--shard", "1/1", "--out",
                                str(self.tasks)], capture_output=True, text=True, check=False)
        self.assertEqual(ended.returncode, 1, ended.stderr)
        self.assertIn("what was finished is kept", ended.stderr)
        self.done(*SWEEP, "--shard", "1/1", "--out", self.tasks)
        self.done("merge", self.tasks, "-q")

    def test_what_is_no_shard_is_told(self):
        self.refused(run(*SWEEP, "--shard", "3/2", "--out", self.tasks), "a shard is 3/8")
        self.refused(run(*SWEEP, "--shard", "1/2"), "--shard requires --out", code=2)


class Ranks(InFolder):
    """Under mpirun: ordersim-mpi beside the program."""
    TUNE = ("tune", "aliexpress_base", "--set", "arrivals.orders_max=300", "--replications", "5",
            "--knob", "policy.grace_window=0s..1d", "--minimize", "M10", "--budget", "150")

    def ranks(self, count, *study):
        command = ["mpirun", "--allow-run-as-root", "--oversubscribe", "-n", str(count),
                   str(pathlib.Path(PROGRAM).parent / "ordersim-mpi"), *map(str, study)]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def done_by(self, count, *study):
        process = self.ranks(count, *study)
        out, error = process.communicate(timeout=600)
        self.assertIn(process.returncode, (0, 4), out + error)
        return out

    def a_rank(self):
        """The number of a process that mpirun has started for this folder."""
        for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                words = path.read_text().split("\0")
                if words[0].endswith("ordersim-mpi") and str(self.tasks) in words:
                    return int(path.parent.name)
        self.fail("no rank is at work")

    def test_what_decides_in_rounds_comes_to_the_same_bytes_at_any_number_of_ranks(self):
        alone = run(*self.TUNE, "--out", self.folder / "alone", "-q")
        self.assertIn(alone.returncode, (0, 4), alone.stderr)
        wanted = self.results(self.folder / "alone")
        for count in (1, 2, 4):
            self.done_by(count, *self.TUNE, "--threads", "1", "--out", self.tasks)
            self.assertEqual(self.results(self.tasks), wanted)
            shutil.rmtree(self.tasks)

    def test_a_rank_that_is_killed_ends_the_job_and_the_next_goes_on(self):
        self.done_by(2, *self.TUNE, "--threads", "1", "--out", self.folder / "whole")
        wanted = self.results(self.folder / "whole")
        process = self.ranks(2, *self.TUNE, "--threads", "1", "--out", self.tasks)
        end = time.monotonic() + 60
        while len(self.task_files()) < 20 and time.monotonic() < end:
            time.sleep(0.02)
        os.kill(self.a_rank(), signal.SIGKILL)
        process.communicate(timeout=60)
        self.assertNotEqual(process.returncode, 0)
        finished = len(self.task_files())
        self.assertGreaterEqual(finished, 20)
        self.done_by(2, *self.TUNE, "--threads", "1", "--out", self.tasks)
        self.assertGreater(len(self.task_files()), finished)
        self.assertEqual(self.results(self.tasks), wanted)

    def test_without_a_folder_it_is_refused(self):
        process = self.ranks(1, *SWEEP)
        _, error = process.communicate(timeout=60)
        self.assertNotEqual(process.returncode, 0)
        self.assertIn("under mpirun a study needs --out", error)


class Emits(InFolder):
    def test_an_emitted_script_is_the_shell_s_and_runs_its_shards(self):
        script = self.folder / "study.sbatch"
        script.write_text(self.done("emit", "slurm", "--shards", "2", "--binary", PROGRAM, "--out",
                                    self.tasks, "--", *SWEEP))
        self.assertIn("#SBATCH --array=1-2\n", script.read_text())
        for index in "1", "2":
            subprocess.run(["sh", str(script)], check=True, capture_output=True,
                           env={**os.environ, "SLURM_ARRAY_TASK_ID": index})
        self.done("merge", self.tasks, "-q")

    def test_an_emitted_manifest_keeps_the_published_schema_of_jobs(self):
        import yaml
        from jsonschema import Draft202012Validator
        schema = json.loads(
            (pathlib.Path(__file__).parent / "data/kubernetes-1.29-job.schema.json").read_text())
        validator = Draft202012Validator(schema)
        text = self.done("emit", "kubernetes", "--shards", "3", "--image", "registry/ordersim:1",
                         "--out", self.tasks, "--", *SWEEP)
        jobs = list(yaml.safe_load_all(text))
        self.assertEqual(len(jobs), 2)
        for job in jobs:
            self.assertEqual([error.message for error in validator.iter_errors(job)], [])
        jobs[0]["spec"]["completionz"] = jobs[0]["spec"].pop("completions")
        self.assertTrue(list(validator.iter_errors(jobs[0])))

    def test_each_index_of_an_emitted_manifest_does_its_part(self):
        import yaml
        text = self.done("emit", "kubernetes", "--shards", "2", "--binary", PROGRAM, "--image",
                         "registry/ordersim:1", "--out", self.tasks, "--", *SWEEP)
        shards, merge = yaml.safe_load_all(text)
        self.assertEqual(shards["spec"]["completionMode"], "Indexed")
        command = shards["spec"]["template"]["spec"]["containers"][0]["command"]
        for index in range(shards["spec"]["completions"]):
            subprocess.run(command, check=True, capture_output=True,
                           env={**os.environ, "JOB_COMPLETION_INDEX": str(index)})
        self.assertEqual(len(self.task_files()), 15)
        subprocess.run(merge["spec"]["template"]["spec"]["containers"][0]["command"], check=True,
                       capture_output=True)

    def test_what_cannot_be_dealt_out_is_told(self):
        self.refused(run("emit", "slurm", "--shards", "2", "--", "tune", "grace_sweep"),
                     "decides in rounds", code=2)
        self.refused(run("emit", "slurm", "--shards", "2", "--", "sweep", "x", "--out", "y"),
                     "after -- stands a study", code=2)


if __name__ == "__main__":
    PROGRAM = sys.argv[1]
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
