"""The rules' state space, counted twice: by the model checker and by SPIN.

usage: spin_test.py SPIN_MODELS CASE

SPIN reads a model in which guards, effects and what may be forgotten are written a second time. It
must store as many states as the checker finds, in as many transitions, with every assertion held.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

# What SPIN would merge or leave out otherwise; `orders` is the model's one array.
FLAGS = ["-O1", "-DSAFETY", "-DNOREDUCE", "-DNOFAIR", "-DNOBOUNDCHECK"]
# Longest way without a repetition, and the size of the hash table as a power of two.
LIMITS = ["-m2000000", "-w23"]


def fail(text):
    sys.exit(f"spin_test: {text}")


def tool(*names):
    """The first of the programs that is here."""
    for name in names:
        if shutil.which(name):
            return name
    fail(f"needs {names[0]}, which is not installed; `scripts/setup test` installs it")


def run(command, folder, may_fail=False):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0 and not may_fail:
        fail(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def ours(models, case, folder):
    """The checker's own counts and the broken properties; writes the model."""
    words = [line.split() for line in run([models, case, "model.pml"], folder).splitlines()]
    counts = {key: int(value) for key, value in words if key != "broken"}
    return counts, {value for key, value in words if key == "broken"}


def spins(folder, *, all_errors=False):
    """SPIN's counts of the model, and the assertions that failed."""
    said = run([tool("spin"), "-a", "model.pml"], folder, may_fail=True)
    if not (folder / "pan.c").exists():
        fail(f"spin does not understand the model:\n{said[:2000]}")
    run([tool("gcc", "cc"), *FLAGS, "-o", "pan", "pan.c"], folder)
    text = run(["./pan", *LIMITS, *(["-c0"] if all_errors else [])], folder, may_fail=True)
    states = re.search(r"^ *(\d+) states, stored", text, re.M)
    transitions = re.search(r"^ *(\d+) transitions", text, re.M)
    if not states or not transitions or "max search depth too small" in text:
        fail(f"the search did not come to its end:\n{text[:2000]}")
    broken = set(re.findall(r"assertion violated (\w+)", text))
    if "errors: 0" not in text and not broken:
        fail(f"an error that is no assertion:\n{text[:2000]}")
    # SPIN counts the step to the first state.
    return {"states": int(states[1]), "transitions": int(transitions[1]) - 1}, broken


def differences(own, other):
    """Counts that are not the same; a count of 0 is not compared."""
    return [f"{name}: {count} here, {other[name]} by SPIN"
            for name, count in own.items() if count not in (0, other[name])]


def agree(models, case, folder):
    """Both count the same, and nothing is broken."""
    own, own_broken = ours(models, case, folder)
    other, broken = spins(folder)
    found = differences(own, other) + sorted(own_broken) + sorted(broken)
    if found:
        fail(f"{case}: " + "; ".join(found))
    print(f"{case}: {own['states']} states by both, {other['transitions']} transitions by SPIN")


# A planted defect, or guards left out, and the properties that both must name.
PLANTED = {
    "D12": {"inv_05_refunds_within_captured"},
    "D14": {"refund_is_as_decided"},
    "unguarded": {
        "instant_cancel_is_before_handling", "parcel_goes_as_parcels_do", "case_keeps_ship_limit",
        "request_is_in_time", "offer_is_there", "stopped_is_not_handled", "case_ends_in_its_state",
    },
}


def planted(models, case, folder):
    """Both name the properties that a defect breaks."""
    wanted = PLANTED[case]
    _, own_broken = ours(models, case, folder)
    _, broken = spins(folder, all_errors=True)
    if not wanted <= own_broken & broken:
        fail(f"{case}: of {sorted(wanted)} are broken "
             f"here {sorted(own_broken)}, by SPIN {sorted(broken)}")
    print(f"{case}: {sorted(wanted)} are broken by both")


def careless(models, folder):
    """A model that forgets one thing less than the checker is told from the right one."""
    own, _ = ours(models, "refunds", folder)
    model = folder / "model.pml"
    text = model.read_text()
    changed = re.sub(r"^ *trusted = trusted &&[^;]*;\n", "", text, flags=re.M)
    if changed == text:
        fail("the model has no line to leave out")
    model.write_text(changed)
    other, broken = spins(folder)
    if broken or "states" not in " ".join(differences(own, other)):
        fail(f"careless: {own} and {other} pass for the same; broken {sorted(broken)}")
    print(f"careless: {own['states']} and {other['states']} states are told apart")


def main():
    models, case = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if case in PLANTED:
            planted(models, case, folder)
        elif case == "careless":
            careless(models, folder)
        else:
            agree(models, case, folder)


main()
