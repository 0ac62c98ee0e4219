"""A PostgreSQL server of one's own, on a socket in a folder that goes with it.

usage: postgres.py PID

Starts one, prints the URL of its database and returns; the server is there until that process ends.
"""

import glob
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time


def binary(name):
    found = shutil.which(name) or max(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), default=None)
    if found is None:
        raise FileNotFoundError(f"there is no {name}; scripts/setup test installs PostgreSQL")
    return found


def children_of(pid):
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = path.read_text().rsplit(")", 1)[1].split()[1]
        except OSError:
            continue  # it has just ended
        if int(parent) == pid:
            yield int(path.parent.name)


def signal_all(pid, number):
    """To the server and to its processes, which are groups of their own; to it first."""
    for one in [pid, *children_of(pid)]:
        try:
            os.kill(one, number)
        except ProcessLookupError:
            pass


def kill_all(pid):
    os.kill(pid, signal.SIGSTOP)  # it starts no more of them
    signal_all(pid, signal.SIGKILL)


class Server:
    """`settings`: of postgresql.conf, as 'fsync=off'."""

    def __init__(self, *settings):
        # The server refuses to run as root.
        self._who = {"user": "postgres", "group": "postgres",
                     "extra_groups": []} if os.geteuid() == 0 else {}
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ordersim-pg-"))
        if self._who:
            os.chown(self.folder, pwd.getpwnam("postgres").pw_uid, -1)
        self._settings = [word for one in ("listen_addresses=", f"unix_socket_directories="
                                           f"{self.folder}", *settings) for word in ("-c", one)]
        self._process = None
        subprocess.run([binary("initdb"), "-D", self.folder / "data", "-A", "trust", "-U",
                        "postgres", "--no-sync", "-E", "UTF8", "--no-locale"], check=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/", **self._who)
        self.start()

    def url(self, database="postgres"):
        return f"postgresql:///{database}?host={self.folder}&user=postgres"

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self._process = subprocess.Popen(
                [binary("postgres"), "-D", self.folder / "data", *self._settings],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd="/",
                **self._who)
        end = time.monotonic() + 60
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("PostgreSQL does not start: " +
                                   (self.folder / "log").read_text(errors="replace")[-2000:])
            time.sleep(0.02)

    @property
    def pid(self):
        return self._process.pid

    def is_ready(self):
        return subprocess.run([binary("pg_isready"), "-q", "-h", self.folder],
                              check=False).returncode == 0

    def run(self, sql, database="postgres"):
        """The rows as text, a line each."""
        return subprocess.run([binary("psql"), "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1",
                               "-c", sql, self.url(database)], check=True, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout.strip()

    def stop(self):
        """At once, but in order: the log is whole, and nothing is left to recover."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(timeout=60)

    def kill(self):
        """All of its processes, in the midst of whatever they do."""
        kill_all(self._process.pid)
        self._process.wait(timeout=60)
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def remove(self):
        if self._process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def serve_until_end_of(pid):
    server = Server("fsync=off", "max_connections=50", "autovacuum=off")
    print(server.url(), flush=True)
    if os.fork() != 0:
        os._exit(0)
    os.setsid()
    for stream in (0, 1, 2):
        os.dup2(os.open(os.devnull, os.O_RDWR), stream)
    while os.path.exists(f"/proc/{pid}"):
        time.sleep(0.1)
    # Somebody else's child by now, so that there is nothing to wait for.
    kill_all(server.pid)
    shutil.rmtree(server.folder, ignore_errors=True)


if __name__ == "__main__":
    serve_until_end_of(int(sys.argv[1]))
