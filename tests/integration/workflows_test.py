"""The workflows for users of ordersim: what their steps do to a repository with a scenario in it.

usage: workflows_test.py PROGRAM SOURCE_DIR [TestCase[.test]]
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
from xml.etree import ElementTree

import yaml

PROGRAM = pathlib.Path()
SOURCE = pathlib.Path()
SHOP = """question = "How many get out?"
extends = "aliexpress_base"

[run]
replications = 10

[arrivals]
orders_max = 2000
"""
SILENCE_REJECTS = '\n[policy]\non_silence = "reject"\n'


class Workflows(unittest.TestCase):
    """A repository whose branch main has a scenario, and a branch that changes it or does not."""

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)
        bin_folder = self.folder / "bin"
        bin_folder.mkdir()
        (bin_folder / "ordersim").symlink_to(PROGRAM)
        self.environment = {
            **os.environ, "HOME": str(self.folder),
            "PATH": f"{bin_folder}:{os.environ['PATH']}",
            "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@b"}

    def tearDown(self):
        self._folder.cleanup()

    def git(self, *arguments, where):
        return subprocess.run(["git", *arguments], cwd=where, env=self.environment, check=True,
                              capture_output=True, text=True).stdout.strip()

    def clone_with(self, change):
        """A clone of the repository on the branch; the commit of main."""
        origin, clone = self.folder / "origin", self.folder / "clone"
        for folder in origin, clone:
            subprocess.run(["rm", "-rf", folder], check=True)
        (origin / "scenarios").mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main", where=origin)
        shop = origin / "scenarios" / "shop.toml"
        shop.write_text(SHOP)
        self.git("add", ".", where=origin)
        self.git("commit", "--quiet", "--message", "A shop", where=origin)
        base = self.git("rev-parse", "HEAD", where=origin)
        self.git("checkout", "--quiet", "-b", "change", where=origin)
        shop.write_text(SHOP + change)
        self.git("commit", "--quiet", "--allow-empty", "--all", "--message", "A change",
                 where=origin)
        self.git("clone", "--quiet", origin, clone, where=self.folder)
        return clone, base

    def shell(self, script, where, **more):
        return subprocess.run(["bash", "-e", "-c", script], cwd=where, capture_output=True,
                              text=True, env={**self.environment, **more})

    def github(self, change):
        clone, _ = self.clone_with(change)
        workflow = yaml.safe_load((SOURCE / "reports/workflows/github.yml").read_text())
        steps = [step for step in workflow["jobs"]["gate"]["steps"] if "run" in step]
        self.assertIn("apt-get", steps[0]["run"])
        summary = self.folder / "summary.md"
        more = {"GITHUB_BASE_REF": "main", "GITHUB_STEP_SUMMARY": str(summary), **workflow["env"]}
        for step in steps[1:]:
            done = self.shell(step["run"], clone, **more)
            if done.returncode != 0:
                break
        return clone, done, step["name"], summary.read_text()

    def gitlab(self, change):
        clone, base = self.clone_with(change)
        job = yaml.safe_load((SOURCE / "reports/workflows/gitlab.yml").read_text())["order policy"]
        done = self.shell("\n".join(job["script"]), clone,
                          SCENARIO=job["variables"]["SCENARIO"],
                          CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
        self.assertEqual(job["allow_failure"]["exit_codes"], 4)
        for path in job["artifacts"]["paths"] + [job["artifacts"]["reports"]["junit"]]:
            self.assertTrue((clone / path).exists(), path)
        return clone, done

    def failures(self, clone):
        return len(ElementTree.parse(clone / "out/junit.xml").findall(".//failure"))

    def test_a_change_that_helps_nobody_passes_at_github(self):
        clone, done, name, summary = self.github("")
        self.assertEqual((done.returncode, name), (0, "Gate"), done.stderr)
        self.assertIn("equivalent", summary)
        self.assertEqual(self.failures(clone), 0)

    def test_a_change_that_makes_it_worse_fails_at_github(self):
        clone, done, name, summary = self.github(SILENCE_REJECTS)
        self.assertEqual((done.returncode, name), (3, "Gate"), done.stderr)
        self.assertIn("regressed", summary)
        self.assertGreater(self.failures(clone), 0)

    def test_gitlab_tells_the_two_apart_as_well(self):
        _, done = self.gitlab("")
        self.assertEqual(done.returncode, 0, done.stderr)
        clone, done = self.gitlab(SILENCE_REJECTS)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertGreater(self.failures(clone), 0)

    def test_the_project_s_own_workflow_calls_its_own_script(self):
        workflow = yaml.safe_load((SOURCE / ".github/workflows/test.yml").read_text())
        commands = [step.get("run", "") for step in workflow["jobs"]["test"]["steps"]]
        self.assertEqual(commands[-1], ".ci/run")
        self.assertTrue(os.access(SOURCE / ".ci/run", os.X_OK))


if __name__ == "__main__":
    PROGRAM, SOURCE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
