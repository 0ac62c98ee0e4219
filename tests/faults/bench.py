"""What the tests of faults share: a service on a store, a load whose judge looks on, one seed.

A run has two phases: in the first things break, by the seed's dice; in the second nothing does, and
everything must settle: the service is in health within a second, every call of a fresh load is
answered, the books are right, and what the service held open is closed.
"""

import argparse
import http.client
import json
import os
import pathlib
import random
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from shop import Shop

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import postgres  # noqa: E402

# What the disk does is ours to say, so that ours does nothing, where there is a folder in memory.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
DAY_IN_A_SECOND = "86400"
HEALTHY_WITHIN = 1.0  # seconds after the faults' end, on a machine that has nothing else to do
PATIENCE = 10.0  # seconds, on one that has


class Options:
    """Of this run; set by `main`."""
    program = ""
    shim = ""
    reader = ""
    seed = 0
    is_long = False


class Refused(AssertionError):
    """The service does not start on its store; its words."""


class InFile:
    """A store that outlives its service, and what a test may do to it behind its back."""

    def __init__(self, folder):
        self.path = folder / "orders.sqlite"

    @property
    def arguments(self):
        return ["--store", str(self.path)]


class InMemory:
    """A store whose service had better not die."""

    def __init__(self, folder):
        self.path = None

    arguments = ()


class InDatabase:
    """A store that processes share, and its server, which is this test's own."""

    def __init__(self, folder):
        self.path = None
        self.server = postgres.Server()
        self.arguments = ["--store", self.server.url()]

    def remove(self):
        self.server.remove()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Service:
    """`ordersim serve`, on a port of its own that it takes again after a restart."""

    def __init__(self, folder, store, clock_factor=DAY_IN_A_SECOND, arguments=(), environment=()):
        self.port = free_port()
        self.store = store
        self._errors_path = folder / "service.stderr"
        self._command = [Options.program, "serve", "aliexpress_base", "--key-file",
                         str(folder / "key"), "--clock-factor", clock_factor, "--port",
                         str(self.port), *store.arguments, *arguments]
        self._environment = {**os.environ, **dict(environment)}
        self.process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        """Until it listens; returns the seconds that took."""
        begin = time.monotonic()
        told_before = len(self.errors())
        with open(self._errors_path, "ab") as errors:
            self.process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
                text=True, start_new_session=True, env=self._environment)
        first = self.process.stdout.readline()
        if not first.startswith("http://"):
            self.process.wait(timeout=20)
            raise Refused("the service did not start: " + self.errors()[told_before:])
        return time.monotonic() - begin

    def errors(self):
        path = self._errors_path
        return path.read_text(errors="replace") if path.exists() else ""

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        if self.process is None:
            return
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()
        self.process = None

    def end(self, seconds=5):
        """By SIGTERM; the exit code, and how long it took."""
        begin = time.monotonic()
        self.signal(signal.SIGTERM)
        code = self.process.wait(timeout=seconds)
        self.kill()
        return code, time.monotonic() - begin

    def ask(self, path, method="GET", timeout=1.0, body=None, **headers):
        """Status and body over a fresh connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None,
                               {key.replace("_", "-"): value for key, value in headers.items()})
            reply = connection.getresponse()
            return reply.status, reply.read().decode()
        finally:
            connection.close()

    def seconds_until_healthy(self):
        begin = time.monotonic()
        while time.monotonic() < begin + PATIENCE:
            try:
                if self.ask("/health", timeout=PATIENCE)[0] == 200:
                    return time.monotonic() - begin
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.02)
        return float("inf")

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1]
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def limit_open_files(self, most):
        _, hard = resource.prlimit(self.process.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(self.process.pid, resource.RLIMIT_NOFILE, (most, hard))

    def read_orders_count(self):
        _, text = self.ask("/metrics")
        return int(text.split("\nordersim_orders ", 1)[1].split()[0])

    def replies(self):
        _, text = self.ask("/metrics")
        return sum(int(line.split()[-1]) for line in text.splitlines()
                   if line.startswith("ordersim_http_replies_total"))

    def wait_for_orders(self, number=1):
        end = time.monotonic() + 30
        while self.read_orders_count() < number:
            if time.monotonic() > end:
                raise AssertionError("nobody orders anything")
            time.sleep(0.05)


class Faults(unittest.TestCase):
    """A folder, dice of the seed, and what there is to see after a load."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="ordersim-faults-", dir=MEMORY)
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.dice = random.Random(f"{Options.seed}.{self._testMethodName}")

    def service_on(self, make_store=InFile, store=None, **how):
        if store is None:
            store = make_store(self.folder)
            if make_store is InDatabase:
                self.addCleanup(store.remove)
        service = Service(self.folder, store, **how)
        self.addCleanup(service.kill)
        service.start()
        return service

    def shop_of(self, service, mark=lambda: 0, prefix="k"):
        shop = Shop(service, (self.folder / "key").read_text(), mark, prefix)
        self.addCleanup(shop.close)
        return shop

    def begin_load(self, url, seconds, *, rate="60", retries=8, timeout="1s", races="0",
                   environment=(), others=()):
        targets = [word for one in (url, *others) for word in ("--target", one)]
        loading = subprocess.Popen(
            [Options.program, "load", "aliexpress_base", *targets, "--races", races, "--key-file",
             str(self.folder / "key"), "--rate", rate, "--duration", f"{seconds}s",
             "--connections", "16", "--accounts", "50", "--retries", str(retries), "--timeout",
             timeout, "--predict", "0", "--json"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, **dict(environment)})
        self.addCleanup(self._let_go, loading)
        return loading

    @staticmethod
    def _let_go(loading):
        if loading.poll() is None:
            loading.kill()
        loading.communicate()

    def result_of(self, loading):
        out, errors = loading.communicate(timeout=120)
        self.assertTrue(out, errors)
        return json.loads(out)["result"]

    def assert_right(self, loading):
        """A load that met faults: it came to its planned end and its judge has nothing to say."""
        result = self.result_of(loading)
        judged = result["judgement"]
        self.assertEqual(judged["violations"], [], judged["first"])
        self.assertEqual(result["ended"], "as planned")
        self.assertGreater(judged["judged"], 50)
        return result

    def assert_healthy(self, service):
        """At once, after the faults' end."""
        seconds = service.seconds_until_healthy()
        self.assertLess(seconds, PATIENCE, service.errors())
        if seconds > HEALTHY_WITHIN:
            self.tell(f"in health only after {seconds:.1f} s")

    def assert_settles(self, service, open_files):
        """The phase without faults."""
        self.assert_healthy(service)
        calm = self.assert_right(self.begin_load(service.url, 1, retries=0, timeout="20s"))
        self.assertEqual(sum(call["failed"] for call in calm["calls"]), 0, calm["calls"])
        self.assertEqual(calm["judgement"]["judged"], calm["judgement"]["replies"])
        self.assertEqual(calm["judgement"]["books"], "right")
        end = time.monotonic() + 10
        while service.open_files() > open_files and time.monotonic() < end:
            time.sleep(0.05)
        self.assertLessEqual(service.open_files(), open_files, "the service keeps files open")

    def tell(self, words):
        print(f"\n{self.id().rsplit('.', 1)[1]}: {words}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(epilog="what follows goes to unittest: TestCase[.test]")
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--shim", type=pathlib.Path, default=pathlib.Path(),
                        help="disk_shim, as built with the tests")
    parser.add_argument("--reader", type=pathlib.Path, default=pathlib.Path(),
                        help="store_reader, as built with the tests")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10 ** 9))
    parser.add_argument("--long", action="store_true", help="the doses of the README's table")
    chosen, rest = parser.parse_known_args()
    Options.program, Options.shim = str(chosen.program.resolve()), str(chosen.shim.resolve())
    Options.reader = str(chosen.reader.resolve())
    Options.seed, Options.is_long = chosen.seed, chosen.long
    print(f"the dice are those of --seed {Options.seed}", file=sys.stderr)
    unittest.main(module="__main__", argv=[sys.argv[0], *rest])
