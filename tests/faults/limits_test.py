"""What runs out or is taken away: file descriptors, ports, the store, the time of day, the process.

usage: limits_test.py PROGRAM --shim DISK_SHIM [--seed N] [--long] [TestCase[.test]]
"""

import json
import resource
import signal
import socket
import time

import bench
from disk import Disk

HOUR_NS = 3600 * 10 ** 9


class Descriptors(bench.Faults):
    """A service that may open no more files accepts nobody, and does not spin over it."""

    def test_nobody_is_accepted_for_a_while(self):
        service = self.service_on()
        base = service.open_files()
        loading = self.begin_load(service.url, 7)
        service.wait_for_orders()
        service.limit_open_files(64)
        crowd = [socket.create_connection(("127.0.0.1", service.port)) for _ in range(100)]
        time.sleep(0.5)
        self.assertGreaterEqual(service.open_files(), 60, "the limit was not met")
        before = service.cpu_seconds()
        time.sleep(2)
        spent = (service.cpu_seconds() - before) / 2
        for one in crowd:
            one.close()
        self.assert_healthy(service)
        self.assert_right(loading)
        self.assertLess(spent, 0.3, "it spins")
        self.tell(f"{spent:.0%} of a core while nobody could be accepted")
        self.assert_settles(service, base)


class Loads(bench.Faults):
    """A load that has no port or descriptor left says so, and does not blame the service."""

    def setUp(self):
        super().setUp()
        self.service = self.service_on()
        self.disk = Disk(self.folder, self.folder / "no file")

    def test_of_ports(self):
        loading = self.load_under_way()
        self.disk.control["ports"] = self.disk.control["connects"]
        self.connect_anew()
        self.disk.control["ports"] = 0
        self.assert_it_tells(loading)

    def test_of_file_descriptors(self):
        loading = self.load_under_way()
        limit = resource.prlimit(loading.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(loading.pid, resource.RLIMIT_NOFILE, (6, limit[1]))
        self.connect_anew()
        resource.prlimit(loading.pid, resource.RLIMIT_NOFILE, limit)
        self.assert_it_tells(loading)

    def test_from_the_beginning(self):
        self.disk.control["ports"] = 3
        _, errors = self.begin_load(
            self.service.url, 3,
            environment=self.disk.environment(bench.Options.shim)).communicate(timeout=60)
        self.assertIn("no port or file descriptor left", errors)

    def load_under_way(self):
        loading = self.begin_load(self.service.url, 5,
                                  environment=self.disk.environment(bench.Options.shim))
        self.service.wait_for_orders(10)
        return loading

    def connect_anew(self):
        """All that the load has open ends."""
        self.service.end()
        self.service.start()
        time.sleep(1.5)

    def assert_it_tells(self, loading):
        result = self.assert_right(loading)
        self.assertEqual(result["limited_by"], "sockets")


class Stops(bench.Faults):
    """SIGTERM under a load: what has come is answered, nothing acknowledged is lost."""

    def test_the_service_is_stopped_and_started(self):
        times = 100 if bench.Options.is_long else 6
        service = self.service_on()
        base = service.open_files() + 2
        loading = self.begin_load(service.url, int(0.7 * times) + 4, rate="100")
        service.wait_for_orders()
        longest = 0
        for _ in range(times):
            time.sleep(self.dice.uniform(0.2, 0.6))
            code, seconds = service.end()
            self.assertEqual(code, 0, service.errors())
            longest = max(longest, seconds)
            service.start()
        self.assert_right(loading)
        self.tell(f"{times} stops, the longest took {longest:.2f} s")
        self.assert_settles(service, base)

    def test_a_request_that_has_come_is_answered(self):
        service = self.service_on()
        with socket.create_connection(("127.0.0.1", service.port), timeout=5) as caller:
            caller.sendall(b"GET /health HTTP/1.1\r\n")
            time.sleep(0.2)
            service.signal(signal.SIGTERM)
            time.sleep(0.2)
            caller.sendall(b"\r\n")
            reply = b""
            while received := caller.recv(4096):
                reply += received
        self.assertIn(b" 200 OK", reply)
        self.assertIn(b"Connection: close", reply)
        self.assertEqual(service.process.wait(timeout=5), 0)


class Clocks(bench.Faults):
    """The time of day jumps, or stands. Deadlines go by another clock while the service runs; at
    its start it takes up the orders' clock by the time of day."""

    def setUp(self):
        super().setUp()
        self.disk = Disk(self.folder, self.folder / "no file")
        self.service = self.service_on(environment=self.disk.environment(bench.Options.shim))

    def test_it_jumps_while_the_service_runs(self):
        base = self.service.open_files()
        loading = self.begin_load(self.service.url, 7)
        self.service.wait_for_orders()
        for jump in (HOUR_NS, -HOUR_NS, 24 * HOUR_NS, -24 * HOUR_NS):
            self.disk.control["clock_jump_ns"] = jump
            time.sleep(self.dice.uniform(0.4, 0.8))
        self.disk.control["clock_jump_ns"] = 0
        self.disk.control["clock_stop_ns"] = time.time_ns()
        time.sleep(1)
        self.disk.control["clock_stop_ns"] = 0
        self.assert_right(loading)
        self.assert_settles(self.service, base)

    def orders_clock(self):
        """In days, which are seconds of ours."""
        clock = json.loads(self.service.ask("/health")[1])["orders_clock"]
        return clock["at_us"] / 86400e6

    def test_it_was_set_back_when_the_service_starts_again(self):
        for jump in (-HOUR_NS, -24 * HOUR_NS, 0):
            self.assert_right(self.begin_load(self.service.url, 1))
            before = self.orders_clock()
            self.service.kill()
            self.disk.control["clock_jump_ns"] = jump
            self.service.start()
            self.assertGreater(self.orders_clock(), before - 1, "the orders' clock fell")
            self.assert_settles(self.service, 64)


if __name__ == "__main__":
    bench.main()
