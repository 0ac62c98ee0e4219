"""The race between shipment and answer, simulated and counted in the same file of orders.

usage: race_table.py PROGRAM SOURCE_DIR [ORDERS.csv]

For each t and w: P(handed to the carrier within w hours | not yet t hours after the purchase), once
counted in the orders and once from scenarios/verification/race_table.toml with handling drawn from
them. Without a file, the sample that ships with the scenarios. Fails where they differ by more than
4.5 standard errors.
"""

import csv
import datetime
import json
import pathlib
import subprocess
import sys

HOURS_ASKED = (1, 6, 12, 24, 48, 72)
HOURS_WAITED = (1, 4, 12, 24, 48, 72)
FROM, TO = "order_purchase_timestamp", "order_delivered_carrier_date"
Z_MAX = 4.5


def handling_hours(path):
    """Durations as the scenario reader takes them: rows without both ends or that run backwards
    are left out."""
    hours = []
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row[FROM] and row[TO]:
                start, end = map(datetime.datetime.fromisoformat, (row[FROM], row[TO]))
                if end >= start:
                    hours.append((end - start).total_seconds() / 3600)
    return hours


def counted(hours, t, w):
    waiting = [h for h in hours if h > t]
    return sum(h <= t + w for h in waiting) / len(waiting)


def simulated(program, scenario, path, t, w):
    law = f"{{ empirical = {{ file = '{path}', from = '{FROM}', to = '{TO}' }} }}"
    command = [program, "run", scenario, "--json", "--set", f"sellers.handling={law}",
               "--set", f"buyers.intent.mistake_delay={{ constant = '{t}h' }}",
               "--set", f"policy.answer_limit='{w}h'"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stderr)
    metrics = {(metric["id"], metric["label"]): metric["estimate"]["value"]
               for metric in json.loads(done.stdout)["result"]["variants"][0]["metrics"]}
    return metrics["M05", ""], metrics["volume", "requests"] / 1000


def main():
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    path = pathlib.Path(sys.argv[3] if len(sys.argv) > 3
                        else source / "scenarios" / "sample_orders.csv").resolve()
    scenario = str(source / "scenarios" / "verification" / "race_table.toml")
    hours = handling_hours(path)
    orders = 10 * 2000
    print(f"{path.name}: {len(hours)} durations; counted / simulated / z")
    print("t \\ w " + "".join(f"{w:>20} h" for w in HOURS_WAITED))
    worst = 0.0
    for t in HOURS_ASKED:
        cells = []
        for w in HOURS_WAITED:
            expected = counted(hours, t, w)
            value, requests = simulated(program, scenario, path, t, w)
            error = (expected * (1 - expected) / (requests * orders)) ** 0.5
            z = (value - expected) / error if error else 0.0
            worst = max(worst, abs(z))
            cells.append(f"{expected:>8.3f}{value:>7.3f}{z:>6.1f} ")
        print(f"{t:>3} h " + "".join(cells))
    print(f"largest |z|: {worst:.2f}")
    if worst >= Z_MAX:
        sys.exit("the simulated race does not agree with the orders it is drawn from")


if __name__ == "__main__":
    main()
