"""Disks that are full, fail, lie or lose what was not synced, under a load.

usage: disk_test.py PROGRAM --shim DISK_SHIM [--seed N] [--long] [TestCase[.test]]
"""

import errno
import sqlite3
import time

import bench
from disk import Disk

TEN_DAYS_IN_A_SECOND = "864000"


def wrong_in(path, told, mark):
    """What a store that was left at that mark of the trace has lost, or holds half, as words."""
    for left in path.parent.glob(path.name + "-shm"):
        left.unlink()
    database = sqlite3.connect(path)
    try:
        if not database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'orders'").fetchone():
            versions, keys = {}, set()
        else:
            versions = dict(database.execute("SELECT id, version FROM orders"))
            keys = {key for key, in database.execute("SELECT key FROM reply")}
    except sqlite3.DatabaseError as error:
        return [str(error)]
    finally:
        database.close()
    wrong = []
    for one in told:
        is_there = versions.get(one.order, 0) >= one.version
        if one.acknowledged <= mark and not is_there:
            wrong.append(f"order {one.order} lost version {one.version}")
        if one.sent > mark and is_there:
            wrong.append(f"order {one.order} has version {one.version} before it was asked for")
        if is_there != (one.key in keys):
            wrong.append(f"order {one.order}: version {one.version} and its key are not one")
    return wrong


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

    def loaded_through_cuts(self, cuts, *arguments, rate="60",
                            clock_factor=bench.DAY_IN_A_SECOND):
        service = self.service_on_disk(*arguments, clock_factor=clock_factor)
        loading = self.begin_load(service.url, int(0.9 * cuts) + 3, rate=rate)
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

    def test_a_store_that_forgets_deadlines_is_accused(self):
        self.assert_accused(self.loaded_through_cuts(
            4, "--plant", "D32", rate="200", clock_factor=TEN_DAYS_IN_A_SECOND)[1])

    def test_a_disk_that_lies_is_accused(self):
        self.disk.control["is_lying"] = 1
        try:
            loading = self.loaded_through_cuts(4)[1]
        except bench.Refused as refusal:
            self.assertRegex(str(refusal), "error: .*(damaged|no store|another version)")
        else:
            self.assert_accused(loading)

    def test_at_any_instant_of_a_known_history(self):
        accused, cuts = self.accused_in_history()
        self.assertEqual(accused, [])
        self.tell(f"{cuts} cuts")

    def test_a_known_history_accuses_a_store_that_syncs_seldom(self):
        self.assertGreater(len(self.accused_in_history("--plant", "D36")[0]), 0)

    def accused_in_history(self, *arguments):
        """What a cut at this or that write of a history took back or left torn."""
        cuts = 10_000 if bench.Options.is_long else 400
        service = self.service_on_disk(*arguments, clock_factor="1")
        shop = self.shop_of(service, self.disk.traced_bytes)
        shop.play(30)
        service.kill()
        entries = list(self.disk.read_trace())
        instants = sorted(self.dice.randrange(len(entries)) for _ in range(cuts))
        accused = []
        played = 0
        image = self.folder / "image.sqlite"
        for number, instant in enumerate(instants):
            for entry in entries[played:instant + 1]:
                self.disk.play(entry)
            played = instant + 1
            self.disk.leave(self.dice, image)
            accused += wrong_in(image, shop.told, entries[instant][0])
            if number % (cuts // 8) == 0:
                self.assert_served()
        return accused, cuts

    def assert_served(self):
        """The service starts on what another cut at that instant leaves. (Of the image SQLite has
        written pages without their checksums, as it looked at it.)"""
        self.disk.leave(self.dice, bench.InFile(self.folder).path)
        service = bench.Service(self.folder, bench.InFile(self.folder), clock_factor="1")
        service.start()
        service.kill()
        for left in self.folder.glob("orders.sqlite*"):
            left.unlink()

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

    def test_at_each_call_of_a_known_history(self):
        orders = 12
        service = self.service_on_disk(clock_factor="1")
        self.shop_of(service).play(orders)
        calls = {"write": self.disk.control["writes"], "sync": self.disk.control["syncs"]}
        service.kill()
        tried = 0
        for words, (what, error, is_short) in self.CASES.items():
            places = range(1, calls[what])
            if not bench.Options.is_long:
                places = self.dice.sample(places, 8)
            for place in places:
                with self.subTest(words, place=place):
                    self.fail_once(orders, what, error, is_short, place)
                    tried += 1
        self.tell(f"{tried} places of {calls}")

    def fail_once(self, orders, what, error, is_short, place):
        for left in self.folder.glob("orders.sqlite*"):
            left.unlink()
        self.disk.control.heal()
        service = self.service_on_disk(clock_factor="1")
        shop = self.shop_of(service)
        self.disk.control["is_short"] = int(is_short)
        self.disk.control.fail(what, error, place, count=3)
        shop.play(orders)
        self.disk.control.heal()
        self.assert_healthy(service)
        service.kill()
        self.disk.cut_power(self.dice)
        self.disk.begin()
        service.start()
        shop.close()
        for order, version in shop.versions().items():
            self.assertEqual(shop.shown(order), (200, version))
        shop.close()
        service.kill()

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
            self.assert_healthy(service)
            time.sleep(0.3)
        service.kill()
        self.disk.cut_power(self.dice)
        self.disk.begin()
        service.start()
        self.assert_right(loading)
        self.assert_settles(service, base)
        self.assertIn("refused until it can be had again", service.errors())
        self.assertIn("can be had again", service.errors().rsplit("refused until", 1)[1][30:])
        service.kill()


if __name__ == "__main__":
    bench.main()
