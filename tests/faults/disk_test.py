"""Disks that are full, fail, lie or lose what was not synced, under a load.

usage: disk_test.py PROGRAM --shim DISK_SHIM [--seed N] [--long] [TestCase[.test]]
"""

import errno
import time

import bench
from disk import Disk

TEN_DAYS_IN_A_SECOND = "864000"


class OnDisk(bench.Faults):
    def setUp(self):
        super().setUp()
        self.disk = Disk(self.folder, bench.InFile(self.folder).path)

    def service_on_disk(self, *arguments, clock_factor=bench.DAY_IN_A_SECOND):
        self.disk.begin()
        return self.service_on(arguments=arguments, clock_factor=clock_factor,
                               environment=self.disk.environment(bench.Options.shim))


class PowerCuts(OnDisk):
    """What was not synced is gone, by the sector; what was acknowledged must not be."""

    def loaded_through_cuts(self, cuts, *arguments):
        service = self.service_on_disk(*arguments)
        loading = self.begin_load(service.url, int(0.9 * cuts) + 3)
        service.wait_for_orders()
        for _ in range(cuts):
            time.sleep(self.dice.uniform(0.3, 0.8))
            service.kill()
            self.disk.cut_power(self.dice)
            self.disk.begin()
            service.start()
        return service, loading

    def test_nothing_acknowledged_is_lost(self):
        cuts = 100 if bench.Options.is_long else 5
        service, loading = self.loaded_through_cuts(cuts)
        result = self.assert_right(loading)
        self.assertGreater(result["retries"], 0, "no cut met a call")
        self.assert_settles(service, 64)

    def test_a_store_that_syncs_seldom_is_accused(self):
        self.assert_accused(self.loaded_through_cuts(4, "--plant", "D36")[1])

    def test_a_disk_that_lies_is_accused(self):
        self.disk.control["is_lying"] = 1
        self.assert_accused(self.loaded_through_cuts(4)[1])

    def assert_accused(self, loading):
        judged = self.result_of(loading)["judgement"]
        self.assertTrue(judged["violations"], "nobody noticed")
        self.tell(judged["first"][0]["words"])


class Failures(OnDisk):
    """While the store cannot be written, changes are refused, and what is durable can be read."""

    CASES = {
        "no space is left": ("write", errno.ENOSPC, False),
        "a quota is used up, in the middle of a write": ("write", errno.ENOSPC, True),
        "writes fail": ("write", errno.EIO, False),
        "syncs fail": ("sync", errno.EIO, False),
    }

    def test_under_a_load(self):
        for words, (what, error, is_short) in self.CASES.items():
            with self.subTest(words):
                self.fail_under_a_load(what, error, is_short)
                for left in self.folder.glob("orders.sqlite*"):
                    left.unlink()

    def fail_under_a_load(self, what, error, is_short):
        service = self.service_on_disk()
        base = service.open_files() + 2  # once recovered it may hold the log open besides
        loading = self.begin_load(service.url, 6)
        service.wait_for_orders(20)
        for _ in range(2):
            self.disk.control["is_short"] = int(is_short)
            self.disk.control.fail(what, error, first=self.dice.randrange(1, 20))
            time.sleep(self.dice.uniform(0.6, 1.2))
            status, words = service.ask("/health")
            self.assertEqual((status, "store" in words), (503, True), words)
            self.assertEqual(service.ask("/metrics")[0], 200, "reads are served")
            self.disk.control.heal()
            self.assertLess(service.seconds_until_healthy(), bench.HEALTHY_WITHIN)
            time.sleep(0.3)
        service.kill()
        self.disk.cut_power(self.dice)
        self.disk.begin()
        service.start()
        self.assert_right(loading)
        self.assert_settles(service, base)
        self.assertIn("changes are refused until it can be written again", service.errors())
        self.assertIn("can be written again", service.errors().rsplit("refused", 1)[1])
        service.kill()


if __name__ == "__main__":
    bench.main()
