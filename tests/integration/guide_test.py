#!/usr/bin/env python3
"""Holds the table of the buyer's guide to the program: what it names exists and happens.

usage: guide_test.py PROGRAM SOURCE_DIR

Rows must be taken in runs of shipped scenarios with what each lacks switched on; behaviours must
stand in the agents' headers; tests must stand in the test sources.
"""

import json
import pathlib
import re
import subprocess
import sys

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
GUIDE = SOURCE / "sim/agents/GUIDE.md"

RUNS = [
    ("dispute_heavy", ["run.warm_up=0", "arrivals.orders_max=20000"]),
    ("dispute_heavy", ["run.warm_up=0", "policy.case_holds_ship=true", "buyers.intent.share=0.6",
                       "sellers.approve_unpicked=0.2", "arrivals.orders_max=5000"]),
    ("grace_sweep", ["arrivals.orders_max=5000"]),
    ("silence_flip", ["policy.lock=none", "arrivals.orders_max=20000"]),
    ("etsy", ["arrivals.orders_max=20000"]),
    ("temu_platform", ["arrivals.orders_max=5000"]),
    ("flaky_gateway", ["gateway.refund_failure_share=0.3", "policy.refund_sla_business_days=3",
                       "arrivals.orders_max=20000"]),
]


def flows(scenario, overrides):
    command = [PROGRAM, "run", str(SOURCE / f"scenarios/{scenario}.toml"), "--json", "--quiet",
               "--set", "run.replications=2", "--set", "run.check_invariants=true"]
    for override in overrides:
        command += ["--set", override]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{scenario}: exit {done.returncode}\n{done.stderr}")
    return {flow["transition"] for variant in json.loads(done.stdout)["result"]["variants"]
            for flow in variant["flows"]}


def steps():
    for line in GUIDE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[0] not in ("step", "---"):
            yield cells


def main():
    taken = set().union(*(flows(*each) for each in RUNS))
    headers = {path.stem: path.read_text(encoding="utf-8")
               for path in (SOURCE / "sim/agents").glob("*.hpp")}
    tests = "".join(path.read_text(encoding="utf-8")
                    for path in (SOURCE / "tests").rglob("*_test.cpp"))
    wrong = []
    count = 0
    for step, rows, behaviours, test in steps():
        count += 1
        # A refusal shows in no flow: its row stands for what the machine says.
        wrong += [f"{step}: row {row} is never taken"
                  for row in re.findall(r"T[0-9]+[a-z]*", rows)
                  if row not in taken and row != "T25"]
        for module, function in re.findall(r"`([a-z]+)::([a-z_]+)`", behaviours):
            if not re.search(rf"\b{function}\(", headers.get(module, "")):
                wrong.append(f"{step}: there is no {module}::{function}")
        if f'TEST_CASE("{test}")' not in tests:
            wrong.append(f"{step}: there is no test '{test}'")
    print("\n".join(wrong) if wrong else f"{count} steps of the guide hold")
    return 1 if wrong or count < 14 else 0


if __name__ == "__main__":
    sys.exit(main())
