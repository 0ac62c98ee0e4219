"""The disk under a service that runs with `disk_shim`: how it fails, and what a power cut takes.

The shim writes down every write and sync. From that a disk is played: what was synced stays; of
what was not, the dice keep each sector of 512 bytes as it was at any instant since, so that writes
are lost, torn and out of order. After a sync that failed the written pages count as clean, as in
Linux: a later sync keeps only what was written again.
"""

import mmap
import struct

PAGE = 4096
SECTOR = 512
FOREVER = 2 ** 62
ENTRY = struct.Struct("<c15sQQ")

# The places of `Control` in disk_shim.cpp.
PLACES = ("writes", "syncs", "write_error", "write_from", "write_until", "sync_error", "sync_from",
          "sync_until", "is_short", "is_lying", "clock_jump_ns", "clock_stop_ns",
          "connects", "ports")


class Control:
    """The page that the shim looks at."""

    def __init__(self, path):
        path.write_bytes(bytes(PAGE))
        with open(path, "r+b") as file:
            self._page = mmap.mmap(file.fileno(), PAGE)

    def __getitem__(self, name):
        return struct.unpack_from("<q", self._page, 8 * PLACES.index(name))[0]

    def __setitem__(self, name, value):
        struct.pack_into("<q", self._page, 8 * PLACES.index(name), value)

    def fail(self, what, error, first=1, count=FOREVER):
        """Writes or syncs ("write", "sync") fail from the first-th from now on."""
        begin = self[what + "s"] + first
        self[what + "_from"] = begin
        self[what + "_until"] = begin + count
        self[what + "_error"] = error

    def heal(self):
        self["write_error"] = self["sync_error"] = self["is_short"] = 0


class File:
    def __init__(self, bytes_=b""):
        self.durable = bytearray(bytes_)
        self.cached = bytearray(bytes_)
        self.versions = {}  # page: [as it is durable, ..., as it is cached]
        self.sizes = [len(bytes_)]
        self.is_clean = set()  # pages that a failed sync left behind

    @staticmethod
    def _page(content, page):
        return bytes(content[page * PAGE:(page + 1) * PAGE]).ljust(PAGE, b"\0")

    def write(self, offset, bytes_):
        end = offset + len(bytes_)
        first, last = offset // PAGE, (end - 1) // PAGE
        for page in range(first, last + 1):
            self.versions.setdefault(page, [self._page(self.durable, page)])
        if end > len(self.cached):
            self.cached.extend(bytes(end - len(self.cached)))
            self.sizes.append(end)
        self.cached[offset:end] = bytes_
        for page in range(first, last + 1):
            self.versions[page].append(self._page(self.cached, page))
            self.is_clean.discard(page)

    def truncate(self, size):
        pages = range(size // PAGE, -(-len(self.cached) // PAGE))
        for page in pages:
            self.versions.setdefault(page, [self._page(self.durable, page)])
        del self.cached[size:]
        self.cached.extend(bytes(size - len(self.cached)))
        self.sizes.append(size)
        for page in pages:
            self.versions[page].append(self._page(self.cached, page))
            self.is_clean.discard(page)

    def sync(self):
        self._fit(len(self.cached))
        for page in [page for page in self.versions if page not in self.is_clean]:
            self.durable[page * PAGE:(page + 1) * PAGE] = self.versions.pop(page)[-1]
        self._fit(len(self.cached))
        self.sizes = [len(self.cached)]

    def fail_to_sync(self):
        self.is_clean = set(self.versions)

    def _fit(self, size):
        del self.durable[size:]
        self.durable.extend(bytes(size - len(self.durable)))

    def after_a_cut(self, dice):
        """What stands there when the power is back."""
        found = bytearray(self.durable)
        size = dice.choice(self.sizes)
        kind = dice.choice(("nothing", "all", "some", "some"))
        for page, versions in sorted(self.versions.items()):
            found.extend(bytes(max(0, (page + 1) * PAGE - len(found))))
            for place in range(0, PAGE, SECTOR):
                kept = {"nothing": versions[0], "all": versions[-1]}.get(kind) or \
                    dice.choice(versions)
                begin = page * PAGE + place
                found[begin:begin + SECTOR] = kept[place:place + SECTOR]
        if kind == "all":
            size = len(self.cached)
        del found[size:]
        return bytes(found.ljust(size, b"\0"))


class Disk:
    """Files whose names begin with that of the store, since `begin`."""

    def __init__(self, folder, store_path):
        self.control = Control(folder / "control")
        self._trace_path = folder / "trace"
        self._store_path = store_path
        self._files = {}

    def environment(self, shim):
        return {"LD_PRELOAD": shim, "ORDERSIM_FAULTS_CONTROL": str(self.control_path),
                "ORDERSIM_FAULTS_TRACE": str(self._trace_path),
                "ORDERSIM_FAULTS_PATH": str(self._store_path)}

    @property
    def control_path(self):
        return self._trace_path.with_name("control")

    def _paths(self):
        return self._store_path.parent.glob(self._store_path.name + "*")

    def begin(self):
        """From what is there now; no service may run."""
        self._files = {path.name[len(self._store_path.name):]: File(path.read_bytes())
                       for path in self._paths()}
        self._trace_path.write_bytes(b"")

    def traced_bytes(self):
        return self._trace_path.stat().st_size

    def read_trace(self):
        """Its entries: (where it ends in the trace, kind, ending of the file's name, offset,
        bytes)."""
        text = self._trace_path.read_bytes()
        place = 0
        while place + ENTRY.size <= len(text):
            kind, ending, offset, count = ENTRY.unpack_from(text, place)
            place += ENTRY.size
            written = count if kind == b"w" else 0
            if place + written > len(text):
                break  # killed while it wrote that down
            yield (place + written, kind, ending.rstrip(b"\0").decode(), offset,
                   text[place:place + written])
            place += written

    def play(self, entry):
        _, kind, ending, offset, written = entry
        if kind == b"d":
            self._files.pop(ending, None)  # SQLite syncs the folder, too
            return
        file = self._files.setdefault(ending, File())
        if kind == b"w":
            file.write(offset, written)
        elif kind == b"t":
            file.truncate(offset)
        elif kind == b"s":
            file.sync()
        else:
            file.fail_to_sync()

    def cut_power(self, dice):
        """After a kill: leaves of the store's files what the dice let survive."""
        for entry in self.read_trace():
            self.play(entry)
        self.leave(dice, self._store_path)

    def leave(self, dice, store_path):
        """Writes what survives a cut at this instant as files of that name."""
        for left in store_path.parent.glob(store_path.name + "*"):
            left.unlink()
        for ending, file in self._files.items():
            store_path.with_name(store_path.name + ending).write_bytes(file.after_a_cut(dice))
