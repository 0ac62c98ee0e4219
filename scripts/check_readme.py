#!/usr/bin/env python3
"""Runs the commands that a page shows, so that it shows none that fails.

usage: check_readme.py PROGRAM [PAGE] [--update]

PAGE is README.md or one of the pages for its readers; default: README.md.

Of the blocks marked ```sh, commands of the program (`.build/run/ordersim ...`) are run, with
PROGRAM in its place, in a scratch folder that looks like the root. A service runs until all else
has run, on a free port, which the other commands find at its address. A script (`scripts/...`) must
exist; it is not run, for it builds or installs. All else (git, cd, cmake) is only listed.

What the page shows between a marker `<!-- output of COMMAND -->` and the next must be what the
command prints today, after all others have run, but for the lines that the machine decides.
--update writes it anew.
"""

import pathlib
import re
import shlex
import signal
import subprocess
import sys
import tempfile

PROGRAM_SHOWN = ".build/run/ordersim"
SECONDS_MAX = 300
ENDLESS = ("serve",)  # commands that run until they are interrupted
ALIASES = {"scripts/run": "ordersim run scenarios/aliexpress_base.toml --out out"}
SHOWN = re.compile(r"(<!-- output of (.*?) -->\n```text\n)(.*?)(```\n<!-- end of output -->)", re.S)
OF_THE_MACHINE = ("throughput", "run ")


def commands_of(markdown):
    """The commands of all sh blocks in order; a backslash joins a line to the next."""
    for block in re.findall(r"^```sh\n(.*?)^```", markdown, re.M | re.S):
        for line in block.replace("\\\n", " ").splitlines():
            command = line.removeprefix("$ ").strip()
            if command and not command.startswith("#"):
                yield command


def scratch_copy(root, scratch):
    """Links to all that the root holds but `out`, which commands may fill."""
    for entry in root.iterdir():
        if entry.name not in ("out", ".build", ".git"):
            (scratch / entry.name).symlink_to(entry)
    (scratch / "out").mkdir()


class Services:
    """The commands that run until they are interrupted."""

    def __init__(self, program, scratch):
        self.program, self.scratch = program, scratch
        self.addresses = {}  # as shown, as it is
        self.running = []

    def start(self, words):
        shown = words[words.index("--port") + 1] if "--port" in words else None
        real = ["0" if word == shown else word for word in words]
        process = subprocess.Popen([self.program, *real], cwd=self.scratch, text=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.running.append(process)
        line = process.stdout.readline().strip()  # once it is up
        self.addresses[f"http://127.0.0.1:{shown}"] = line
        return ("runs", False) if line else ("FAILED: it did not start", True)

    def stop(self):
        """How many did not end well."""
        for process in self.running:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=SECONDS_MAX)
        return sum(process.returncode != 0 for process in self.running)


def outcome_of(command, program, root, services):
    """(word for people, whether it is a failure)."""
    words = shlex.split(command, comments=True)
    first = words[0]
    if first == PROGRAM_SHOWN and words[1] in ENDLESS:
        return services.start(words[1:])
    if first == PROGRAM_SHOWN:
        real = command.replace(PROGRAM_SHOWN, shlex.quote(str(program)))
        for shown, address in services.addresses.items():
            real = real.replace(shown, address)
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", real], cwd=services.scratch,
                              text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS_MAX)
        if done.returncode != 0:
            return f"FAILED (exit {done.returncode}): {done.stderr.strip()}", True
        return "ran", False
    if first.startswith("scripts/"):
        exists = (root / first).is_file()
        return ("exists", False) if exists else ("FAILED: no such script", True)
    return "not run", False


def lasting(text):
    """The lines that do not depend on the machine."""
    return [line for line in text.splitlines() if not line.startswith(OF_THE_MACHINE)]


def check_outputs(readme, program, scratch, is_update):
    """How many of the outputs shown are not today's."""
    markdown = readme.read_text(encoding="utf-8")
    faults = 0

    def printed(found):
        nonlocal faults
        command = ALIASES.get(found[2], found[2])
        done = subprocess.run([program, *shlex.split(command)[1:]], cwd=scratch, text=True,
                              check=True, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=SECONDS_MAX)
        if not is_update and lasting(found[3]) != lasting(done.stdout):
            print(f"the output shown is not what `{found[2]}` prints; see --update")
            faults += 1
        return found[1] + done.stdout + found[4]

    if readme.name == "README.md" and SHOWN.search(markdown) is None:
        raise SystemExit("readme: the markers of the output are gone")
    anew = SHOWN.sub(printed, markdown)
    if is_update:
        readme.write_text(anew, encoding="utf-8")
    return faults


def main(arguments):
    if not arguments:
        raise SystemExit(__doc__)
    root = pathlib.Path(__file__).resolve().parent.parent
    program = pathlib.Path(arguments[0]).resolve()
    names = [name for name in arguments[1:] if not name.startswith("--")]
    readme = pathlib.Path(names[0]) if names else root / "README.md"
    failures = ran = 0
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        scratch_copy(root, scratch)
        services = Services(program, scratch)
        for command in commands_of(readme.read_text(encoding="utf-8")):
            word, failed = outcome_of(command, program, root, services)
            print(f"{command}: {word}")
            failures += failed
            ran += word == "ran"
        failures += services.stop()
        failures += check_outputs(readme, program, scratch, "--update" in arguments)
    if failures or not ran:
        raise SystemExit(f"readme: {ran} commands ran, {failures} failed")


if __name__ == "__main__":
    main(sys.argv[1:])
