"""Stores whose bytes are not those that were written: torn tails, flipped bits.

usage: damage_test.py PROGRAM --shim DISK_SHIM --reader STORE_READER [--seed N] [--long]
                      [TestCase[.test]]
"""

import collections
import struct
import subprocess

import bench
from disk import Disk

FRAME_HEAD = 24
LOG_HEAD = 32


class Damaged(bench.Faults):
    """A store with a log, of which it is known what each commit made of it."""

    def setUp(self):
        super().setUp()
        self.store = bench.InFile(self.folder)
        self.log_path = self.store.path.with_name(self.store.path.name + "-wal")
        keys = self.play_history()
        self.file, self.log = self.store.path.read_bytes(), self.log_path.read_bytes()
        (self.folder / "keys").write_text("\n".join(keys) + "\n")
        self.reader = subprocess.Popen([bench.Options.reader, self.folder / "keys"],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                       errors="replace")
        self.addCleanup(self.reader.communicate)
        self.frames, self.end = self.find_frames()
        self.commits = [end for _, end, is_commit in self.frames if is_commit]
        self.made_by = {end: self.read(self.file, self.log[:end]) for end in self.commits}
        self.assertEqual(len(set(self.made_by.values())), len(self.commits))

    def play_history(self):
        """Half of it goes into the file as the service starts again, half is left in the log."""
        disk = Disk(self.folder, self.store.path)
        disk.begin()
        service = self.service_on(clock_factor="1",
                                  environment=disk.environment(bench.Options.shim))
        keys = []
        for _ in range(2):
            shop = self.shop_of(service, prefix=f"k{len(keys)}-")
            shop.play(2)
            keys += [one.key for one in shop.told]
            shop.close()
            service.kill()
            if len(keys) < 10:
                service.start()
        return keys

    def find_frames(self):
        """Of the log: where each begins and ends, and whether it ends a commit. Behind them stands
        what was there before the log began anew."""
        page, = struct.unpack_from(">I", self.log, 8)
        salt = self.log[16:24]
        found = []
        begin = LOG_HEAD
        while self.log[begin + 8:begin + 16] == salt:
            end = begin + FRAME_HEAD + page
            found.append((begin, end, self.log[begin + 4:begin + 8] != bytes(4)))
            begin = end
        return found, begin

    def read(self, file, log):
        """What the service makes of these bytes: a number, or why it refuses them."""
        self.store.path.write_bytes(file)
        self.log_path.write_bytes(log)
        self.reader.stdin.write(f"{self.store.path}\n")
        self.reader.stdin.flush()
        return self.reader.stdout.readline().strip()


class Torn(Damaged):
    """A cut in the middle of the last commits: the store is what the last whole one made of it."""

    def test_every_byte_of_the_last_three_frames(self):
        step = 1 if bench.Options.is_long else 13
        tried = 0
        for place in range(self.frames[-3][0], self.end, step):
            whole = max(end for end in self.commits if end <= place)
            for tail in (b"", bytes(self.end - place), self.dice.randbytes(self.end - place)):
                tried += 1
                torn = self.log[:place] + tail
                kept = self.end if torn == self.log[:self.end] else whole
                self.assertEqual(self.read(self.file, torn), self.made_by[kept], place)
        self.tell(f"{tried} tails")


class Flipped(Damaged):
    """A bit that is not as it was written is noticed, or does not matter."""

    def test_every_byte_of_the_file(self):
        self.read(self.file, self.log)  # after which all is in the file
        whole = self.store.path.read_bytes()
        self.flip(whole, lambda damaged: (damaged, b""), len(whole), ())

    def test_every_byte_of_the_log(self):
        # The last commit cannot be told from one that a power cut tore, of which nobody was told.
        torn = self.made_by[self.commits[-2]]
        self.flip(self.log, lambda damaged: (self.file, damaged), self.end, (torn,))

    def flip(self, intact, stores, size, also_right):
        step = 1 if bench.Options.is_long else 37
        right = self.made_by[self.commits[-1]]
        met = collections.Counter()
        silent = []
        for place in range(self.dice.randrange(step), size, step):
            damaged = bytearray(intact)
            damaged[place] ^= 1 << self.dice.randrange(8)
            found = self.read(*stores(bytes(damaged)))
            if found == right:
                met["does not matter"] += 1
            elif found.startswith("refused: "):
                met["is refused"] += 1
            elif found in also_right and place >= self.commits[-2]:
                met["is as if torn"] += 1
            else:
                silent.append(place)
        self.tell(dict(met))
        self.assertEqual(silent, [], f"{len(silent)} flips were served")


if __name__ == "__main__":
    bench.main()
