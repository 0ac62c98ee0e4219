"""Stores whose bytes are not those that were written: torn tails, flipped bits.

usage: damage_test.py PROGRAM --shim DISK_SHIM [--seed N] [--long] [TestCase[.test]]
"""

import sqlite3
import struct

import bench
from disk import Disk, SECTOR

FRAME_HEAD = 24
LOG_HEAD = 32


class Damaged(bench.Faults):
    """A store with a log, of which every version and when it was synced is known."""

    ORDERS = 8

    def setUp(self):
        super().setUp()
        self.store = bench.InFile(self.folder)
        disk = Disk(self.folder, self.store.path)
        disk.begin()
        service = self.service_on(clock_factor="1",
                                  environment=disk.environment(bench.Options.shim))
        self.shop = self.shop_of(service)
        self.shop.play(self.ORDERS)
        service.kill()
        self.log_path = self.store.path.with_name(self.store.path.name + "-wal")
        self.file, self.log = self.store.path.read_bytes(), self.log_path.read_bytes()

    def frames(self):
        """Where each of the log begins, and whether it ends a commit."""
        page, = struct.unpack_from(">I", self.log, 8)
        place = LOG_HEAD
        salt = self.log[16:24]
        while place + FRAME_HEAD + page <= len(self.log) and \
                self.log[place + 8:place + 16] == salt:
            yield place, struct.unpack_from(">I", self.log, place + 4)[0] > 0
            place += FRAME_HEAD + page
        self.assertLessEqual(place, len(self.log))
        self.end = place

    def left_by(self, file, log):
        """Versions and keys in a store of these bytes, or the words with which the service
        refuses it."""
        self.store.path.write_bytes(file)
        self.log_path.write_bytes(log)
        service = bench.Service(self.folder, self.store, clock_factor="1")
        try:
            service.start()
        except AssertionError as error:
            return str(error)
        service.kill()
        return self.content()

    def content(self):
        database = sqlite3.connect(self.store.path)
        try:
            return (dict(database.execute("SELECT id, version FROM orders")),
                    {key for key, in database.execute("SELECT key FROM reply")})
        finally:
            database.close()

    def told_by(self, commits):
        """Versions and keys after so many changes."""
        told = self.shop.told[:commits]
        return {one.order: one.version for one in told}, {one.key for one in told}


class Torn(Damaged):
    """A cut in the middle of the last commits: the store is what the last whole one made of it."""

    def test_every_byte_of_the_last_three_frames(self):
        frames = list(self.frames())
        commits = [place for place, is_commit in frames if is_commit]
        first = frames[-3][0]
        step = 1 if bench.Options.is_long else 97
        for kind in ("cut off", "zeros", "garbage"):
            for place in range(first, self.end, step):
                tail = {"cut off": b"", "zeros": bytes(self.end - place),
                        "garbage": self.dice.randbytes(self.end - place)}[kind]
                whole = sum(1 for commit in commits if self.end_of(commit, frames) <= place)
                lost = len(commits) - whole
                expected = self.told_by(len(self.shop.told) - lost)
                self.assertEqual(self.left_by(self.file, self.log[:place] + tail), expected,
                                 (kind, place))

    def end_of(self, begin, frames):
        return next((place for place, _ in frames if place > begin), self.end)


if __name__ == "__main__":
    bench.main()
