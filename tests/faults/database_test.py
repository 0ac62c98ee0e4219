"""Two processes on one database, and what may befall them, their connections and its server.

usage: database_test.py PROGRAM [--seed N] [--long] [TestCase[.test]]
"""

import signal
import time

import bench
import postgres


class Databases(bench.Faults):
    def setUp(self):
        super().setUp()
        self.one = self.service_on(bench.InDatabase)
        self.server = self.one.store.server
        self.other = self.service_on(store=self.one.store)
        self.base = self.one.open_files()
        self.times = 40 if bench.Options.is_long else 4

    def loaded_through(self, fault, seconds):
        """`fault` happens again and again, with pauses, and takes at most `seconds` each time."""
        loading = self.begin_load(self.one.url, int(self.times * (0.7 + seconds)) + 3, rate="120",
                                  races="0.2", timeout="5s", others=[self.other.url])
        self.one.wait_for_orders()
        for _ in range(self.times):
            time.sleep(self.dice.uniform(0.3, 0.7))
            fault()
        return loading

    def assert_right_and_settled(self, loading):
        self.assert_right(loading)
        for service in (self.one, self.other):
            self.assert_settles(service, self.base)

    def test_connections_are_cut(self):
        cut = []

        def fault():
            cut.append(int(self.server.run(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE "
                "backend_type = 'client backend' AND pid <> pg_backend_pid()")))
        self.assert_right_and_settled(self.loaded_through(fault, 0.2))
        self.assertGreaterEqual(sum(cut), self.times, "no connection was met")

    def test_the_server_restarts(self):
        def fault():
            self.server.stop()
            self.server.start()
        self.assert_right_and_settled(self.loaded_through(fault, 1))

    def test_the_server_stands_still(self):
        def fault():
            seconds = self.dice.uniform(0.2, 1.2)
            postgres.signal_all(self.server.pid, signal.SIGSTOP)
            time.sleep(seconds)
            postgres.signal_all(self.server.pid, signal.SIGCONT)
        self.assert_right_and_settled(self.loaded_through(fault, 1.2))

    def test_a_process_stands_still_in_the_midst_of_its_batch(self):
        """The server takes its orders from it after two seconds; the other process goes on."""
        loading = self.begin_load(self.one.url, 14, rate="120", races="0.2", timeout="2s",
                                  others=[self.other.url])
        self.one.wait_for_orders()
        self.one.signal(signal.SIGSTOP)
        time.sleep(4)
        before = self.other.replies()
        time.sleep(4)
        self.assertGreater(self.other.replies() - before, 50, "the other stands still, too")
        self.one.signal(signal.SIGCONT)
        self.assert_right_and_settled(loading)

    def test_a_server_that_does_not_answer_is_an_outage(self):
        """And the process can be ended."""
        postgres.signal_all(self.server.pid, signal.SIGSTOP)
        try:
            status, words = self.one.ask("/health", timeout=30)
            self.assertEqual((status, "answer" in words or "reach" in words), (503, True), words)
            code, seconds = self.one.end(seconds=30)
            self.assertEqual(code, 0)
        finally:
            postgres.signal_all(self.server.pid, signal.SIGCONT)
        self.assert_settles(self.other, self.base)


if __name__ == "__main__":
    bench.main()
