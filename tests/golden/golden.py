"""Holds results to what they were: every metric, difference and flow, digit by digit.

usage: golden.py PROGRAM SOURCE_DIR [--update]

A result may change only on purpose. `--update` writes the new files and prints what changed by
name, old and new value: the text belongs into the commit's body.
"""

import json
import pathlib
import subprocess
import sys

RUNS = {
    "aliexpress_base, warm-up found": [
        "--replications", "3", "--set", "run.warm_up=mser-5", "--set", "arrivals.horizon=42d",
        "--set", "arrivals.orders_per_day=100"],
    "aliexpress_base": ["--replications", "3", "--set", "arrivals.orders_max=3000"],
    "silence_flip": ["--replications", "3", "--set", "arrivals.orders_max=2000"],
    "no_lock_race": ["--replications", "3", "--set", "arrivals.orders_max=2000"],
    "grace_sweep": ["--replications", "3", "--set", "arrivals.orders_max=1000"],
    "olist_handling": ["--replications", "3", "--set", "arrivals.orders_max=2000"],
    "dispute_heavy": ["--replications", "3", "--set", "run.warm_up=0", "--set",
                      "arrivals.orders_max=1000"],
    "flaky_gateway": ["--replications", "3", "--set", "arrivals.orders_max=1000"],
    "follow_the_guide": ["--replications", "3", "--set", "arrivals.orders_max=1000"],
    "singles_day": ["--replications", "2", "--set", "arrivals.orders_per_day=50"],
}


def numbers_of(result):
    """All numbers of a result under names that tell what they are."""
    numbers = {"warm_up": result["warm_up"]}
    for variant in result["variants"]:
        name = variant["name"]
        for field in ("orders", "orders_open", "events", "invariant_checks"):
            numbers[f"{name}: {field}"] = variant[field]
        for part in ("metrics", "differences"):
            for metric in variant[part]:
                estimate = metric["estimate"]
                for field in ("value", "low", "high"):
                    key = f"{name}: {part}: {metric['id']} {metric['label']}: {field}"
                    numbers[key] = estimate[field]
        for flow in variant["flows"]:
            numbers[f"{name}: flow {flow['transition']} from {flow['from']}"] = (
                flow["per_thousand"])
    return numbers


def run(program, source, name):
    scenario = name.split(",")[0]
    command = [program, "run", str(source / "scenarios" / f"{scenario}.toml"), *RUNS[name],
               "--json", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return numbers_of(json.loads(done.stdout)["result"])


def differences(old, new):
    lines = []
    for key in [*old, *(key for key in new if key not in old)]:
        if old.get(key) != new.get(key):
            lines.append(f"  {key}: {old.get(key)} -> {new.get(key)}")
    return lines


def main():
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    is_update = "--update" in sys.argv[3:]
    changed = False
    for name in RUNS:
        file = name.replace(", ", "_").replace(" ", "_").replace("-", "_")
        path = source / "tests" / "golden" / f"{file}.json"
        old = json.loads(path.read_text()) if path.exists() else {}
        new = run(program, source, name)
        lines = differences(old, new)
        if lines:
            changed = True
            print(f"{name}: {len(lines)} of {len(new)} numbers differ")
            print("\n".join(lines if len(lines) <= 40 else lines[:40] + ["  ..."]))
        if is_update:
            path.write_text(json.dumps(new, indent=1) + "\n")
    if changed and not is_update:
        sys.exit("golden results differ; if that is meant, run tests/golden/golden.py with "
                 "--update and put its output into the commit's body")


if __name__ == "__main__":
    main()
