"""A service on a file or on a database under load, killed (-9) again and again.

usage: kill_test.py PROGRAM [--kills N] [TestCase[.test]]

The load's judge looks on: what was acknowledged before a kill and is lost after it, what no rule
allows, and a deadline that is missed or fires twice are violations. N kills at any instant (3) of
the service, of one of two that share a database, and of the database's own server; stores with
planted defects, which it must accuse; and one kill at each of ten points of a commit (with strace;
left out where there is none).
"""

import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

PROGRAM = ""
KILLS = 3
DAY_IN_A_SECOND = "86400"
TEN_DAYS_IN_A_SECOND = "864000"

# Where a commit dies: the call of the kernel that is not made any more, on which file, the how
# manieth of them since the load is under way.
POINTS = {
    "before the first page of the log": ("pwrite64", "-wal", 1),
    "between a page's head and the page": ("pwrite64", "-wal", 2),
    "between two pages of the log": ("pwrite64", "-wal", 3),
    "in the log, later": ("pwrite64", "-wal", 206),
    "before the log is synced": ("fdatasync", "-wal", 1),
    "before the log is synced, later": ("fdatasync", "-wal", 24),
    "synced, before anybody is told": ("sendto,sendmsg", "", 1),
    "synced, before others are told": ("sendto,sendmsg", "", 57),
    "as pages of the log go into the file": ("pwrite64", "file", 2),
    "before the file is synced": ("fdatasync", "file", 1),
}


sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import postgres  # noqa: E402


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Service:
    """A process that serves, always on the same port."""

    def __init__(self, folder, store):
        self.folder = folder
        self.store = store
        self.port = free_port()
        self.process = None

    def start(self, clock_factor, *arguments):
        """Returns when it serves."""
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "aliexpress_base", "--key-file", self.folder / "key",
             "--clock-factor", clock_factor, "--port", str(self.port), "--store", self.store,
             *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            start_new_session=True)
        return self.process.stdout.readline().startswith("http://")

    def kill(self):
        if self.process is None:
            return
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()
        self.process = None

    def url(self):
        return f"http://127.0.0.1:{self.port}"


class UnderLoad(unittest.TestCase):
    """Services on one store, and what they are put to."""

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)
        self.clock_factor = DAY_IN_A_SECOND
        self.services = []

    def tearDown(self):
        self.kill()
        self._folder.cleanup()

    def serve(self, *arguments):
        """Those that do not run."""
        begin = time.monotonic()
        for service in self.services:
            if service.process is None:
                self.assertTrue(service.start(self.clock_factor, *arguments))
        return time.monotonic() - begin

    def kill(self):
        for service in self.services:
            service.kill()

    def begin_load(self, seconds, pace=("--rate", "60")):
        targets = [word for service in self.services for word in ("--target", service.url())]
        return subprocess.Popen(
            [PROGRAM, "load", "aliexpress_base", *targets,
             "--key-file", self.folder / "key", *pace, "--duration", f"{seconds}s",
             "--connections", "16", "--accounts", "50", "--retries", "8", "--predict", "0",
             "--json"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def wait_for_orders(self):
        end = time.monotonic() + 60
        orders = 0
        while orders == 0 and time.monotonic() < end:
            time.sleep(0.05)
            with urllib.request.urlopen(self.services[0].url() + "/metrics") as reply:
                orders = int(re.search(r"^ordersim_orders (\d+)", reply.read().decode(),
                                       re.MULTILINE)[1])

    def judge(self, loading):
        out, errors = loading.communicate(timeout=120)
        self.assertTrue(out, errors)
        result = json.loads(out)["result"]
        judged = result["judgement"]
        self.assertEqual(judged["violations"], [], judged["first"])
        self.assertNotEqual(result["ended"], "hopeless")
        self.assertGreater(judged["judged"], 0.5 * judged["replies"])
        self.assertTrue(self.has_met_a_call(result), "no kill met a call")
        return judged

    def has_met_a_call(self, result):
        return result["retries"] > 0

    def kill_again_and_again(self, kill, pace=("--rate", "60")):
        """`kill` is given the number of the kill, and returns what is to be started again."""
        self.serve()
        dice = random.Random(20260101)
        pauses = [dice.uniform(0.3, 1.2) for _ in range(KILLS)]
        loading = self.begin_load(int(sum(pauses) + 0.7 * KILLS) + 3, pace)
        self.wait_for_orders()
        restarts = []
        for number, pause in enumerate(pauses):
            time.sleep(pause)
            begin = time.monotonic()
            kill(number)
            self.serve()
            restarts.append(time.monotonic() - begin)
        judged = self.judge(loading)
        print(f"\n{KILLS} kills: {judged['judged']:.0f} of {judged['replies']:.0f} replies judged, "
              f"no violation; restarts up to {max(restarts):.2f} s", file=sys.stderr)
        return judged


    def judgement_over_kills(self, kills, pace, *arguments):
        self.serve(*arguments)
        loading = self.begin_load(int(0.8 * kills) + 3, pace)
        self.wait_for_orders()
        for _ in range(kills):
            time.sleep(0.6)
            self.kill()
            self.serve(*arguments)
        out, errors = loading.communicate(timeout=120)
        self.assertTrue(out, errors)
        return json.loads(out)["result"]["judgement"]

    def accuse(self, plant, kills, pace):
        judged = self.judgement_over_kills(kills, pace, "--plant", plant)
        self.assertTrue(judged["violations"], plant)
        met = sum(one["count"] for one in judged["violations"])
        print(f"\n{plant}, {met:.0f} times: {judged['first'][0]['words']}", file=sys.stderr)


class Killed(UnderLoad):
    def setUp(self):
        super().setUp()
        self.services = [Service(self.folder, self.folder / "orders.sqlite")]

    def test_at_any_instant(self):
        self.kill_again_and_again(lambda number: self.kill())

    def test_planted_defects_are_accused(self):
        # A key matters where a kill falls between commit and reply: many kills under a full load.
        # At ten days a second hundreds of deadlines pass that were set before a kill.
        self.clock_factor = TEN_DAYS_IN_A_SECOND
        for plant, kills, pace in (("D28", 25, ["--flat-out"]), ("D32", 4, ["--rate", "200"]),
                                   ("D36", 4, ["--rate", "200"])):
            with self.subTest(plant):
                try:
                    self.accuse(plant, kills, pace)
                finally:
                    self.kill()
                    for left in self.folder.glob("orders.sqlite*"):
                        left.unlink()

    def test_the_right_store_is_not_accused_when_days_pass_fast(self):
        self.clock_factor = TEN_DAYS_IN_A_SECOND
        judged = self.judgement_over_kills(4, ["--rate", "200"])
        self.assertEqual(judged["violations"], [], judged["first"])
        self.assertGreater(judged["judged"], 1000)

    @unittest.skipUnless(shutil.which("strace"), "there is no strace")
    def test_at_points_of_a_commit(self):
        for name, (call, file, number) in POINTS.items():
            with self.subTest(name):
                try:
                    self.die_at(call, file, number)
                finally:
                    self.kill()
                    for left in self.folder.glob("orders.sqlite*"):
                        left.unlink()

    def die_at(self, call, file, number):
        store = str(self.folder / "orders.sqlite")
        where = {"": [], "file": ["-P", store], "-wal": ["-P", store + "-wal"]}[file]
        self.serve()
        loading = self.begin_load(9)
        self.wait_for_orders()
        process = self.services[0].process
        with subprocess.Popen(["strace", "-f", "-qq", "-o", "/dev/null", *where, "-e",
                               f"trace={call}", "-e",
                               f"inject={call}:signal=SIGKILL:when={number}", "-p",
                               str(process.pid)], stdin=subprocess.DEVNULL) as tracing:
            try:
                process.wait(timeout=8)
                is_met = True
            except subprocess.TimeoutExpired:
                is_met = False
            self.kill()
            tracing.wait(timeout=10)
        self.serve()
        self.judge(loading)
        self.assertTrue(is_met, "the point was not met")


class OnDatabase(UnderLoad):
    """Two processes on one database."""

    def setUp(self):
        super().setUp()
        self.server = postgres.Server()
        self.services = [Service(self.folder, self.server.url()) for _ in range(2)]

    def tearDown(self):
        super().tearDown()
        self.server.remove()

    def has_met_a_call(self, result):
        """While the database is away its services wait for it, and nobody need ask again."""
        return result["retries"] > 0 or result["all"]["latency"]["max"] > 100

    def test_one_of_two_at_any_instant(self):
        self.kill_again_and_again(lambda number: self.services[number % 2].kill(),
                                  ["--rate", "150", "--races", "0.2"])

    def test_the_server_at_any_instant(self):
        def kill(_):
            self.server.kill()
            self.server.start()
        self.kill_again_and_again(kill, ["--rate", "150", "--races", "0.2"])


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    if len(sys.argv) > 2 and sys.argv[1] == "--kills":
        KILLS = int(sys.argv[2])
        del sys.argv[1:3]
    unittest.main()
