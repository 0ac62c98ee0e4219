#!/usr/bin/env python3
"""One table of what was measured: every benchmark, with its budget beside it if it has one.

usage: bench_table.py BUDGETS.json RESULT.json...

The results are Google Benchmark's: the figure is the median of the repetitions, the spread their
coefficient of variation; a benchmark that takes too long to repeat shows its only run. A budget's
`benchmark` is a regular expression for the whole name. A budget without a benchmark is listed as
not measured, so that none is lost from sight.
"""

import json
import re
import sys

NANOSECONDS = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}
UNITS = {"ns_per_item": "ns", "items_per_second": "M/s", "bytes_per_order": "B"}
SCALES = {"ns_per_item": 1.0, "items_per_second": 1e-6, "bytes_per_order": 1.0}


def medians_of(paths):
    """The median entry of every benchmark by name, its coefficient of variation added."""
    medians, spreads, only_runs = {}, {}, {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for entry in json.load(file)["benchmarks"]:
                name = re.sub(r"/repeats:\d+$", "", entry["run_name"])
                if entry.get("error_occurred"):
                    raise SystemExit(f"{name}: {entry['error_message']}")
                if entry.get("aggregate_name") == "median":
                    medians[name] = entry
                elif entry.get("aggregate_name") == "cv":
                    spreads[name] = entry["cpu_time"]
                elif entry["repetitions"] == 1:
                    only_runs[name] = entry
    return {name: entry | {"spread": spreads.get(name)}
            for name, entry in (only_runs | medians).items()}


def machine_of(path):
    """The processors that measured, and how busy they were."""
    with open(path, encoding="utf-8") as file:
        context = json.load(file)["context"]
    load = context["load_avg"][0] if context.get("load_avg") else 0.0
    return (f"{context['num_cpus']} processors of {context['mhz_per_cpu']} MHz, "
            f"load average {load:.1f} at the start")


def value_of(entry, measure):
    if measure == "ns_per_item":
        if "items_per_second" in entry:
            return 1e9 / entry["items_per_second"]
        return entry["cpu_time"] * NANOSECONDS[entry["time_unit"]]
    return entry.get(measure)


def budget_text(budget):
    sign, limit = ("<=", budget["at_most"]) if "at_most" in budget else (">=", budget["at_least"])
    return f"{sign} {limit * SCALES[budget['measure']]:g} {UNITS[budget['measure']]}"


def verdict_of(value, budget):
    met = value <= budget["at_most"] if "at_most" in budget else value >= budget["at_least"]
    return "met" if met else "MISSED"


def row_of(name, entry, measure, budget):
    value = value_of(entry, measure)
    measured = f"{value * SCALES[measure]:.4g} {UNITS[measure]}"
    spread = "" if entry["spread"] is None else f"{100 * entry['spread']:.1f} %"
    if "orders" in entry and measure != "bytes_per_order":
        measured += f", {entry['orders'] / 1e3:.0f} k orders/s"
    if budget is None:
        return (name, measured, spread, "", "")
    return (name, measured, spread, budget_text(budget), verdict_of(value, budget))


def natural(name):
    """For sorting: numbers within names by their value."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def rows_of(medians, budgets):
    """What has a budget comes first, in the order of the budgets; then the rest by name."""
    rows, rest = [], dict(medians)
    for budget in budgets:
        judged = [name for name, entry in medians.items()
                  if re.fullmatch(budget["benchmark"], name)
                  and value_of(entry, budget["measure"]) is not None]
        rows += [row_of(name, medians[name], budget["measure"], budget)
                 for name in sorted(judged, key=natural)]
        for name in judged:
            rest.pop(name, None)
        if not judged:
            rows.append((budget["what"], "-", "", budget_text(budget), "not measured"))
    rows += [row_of(name, rest[name], "ns_per_item", None) for name in sorted(rest, key=natural)]
    return rows


def print_table(rows):
    head = ("benchmark", "median", "spread", "budget", "")
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(5)]
    for row in [head, *rows]:
        cells = [row[0].ljust(widths[0]), *(row[i].rjust(widths[i]) for i in (1, 2, 3)), row[4]]
        print("  ".join(cells).rstrip())


def main(arguments):
    if len(arguments) < 2:
        raise SystemExit(__doc__)
    with open(arguments[0], encoding="utf-8") as file:
        budgets = json.load(file)["budgets"]
    rows = rows_of(medians_of(arguments[1:]), budgets)
    print(machine_of(arguments[1]))
    print_table(rows)
    verdicts = [row[4] for row in rows]
    print(f"budgets: {verdicts.count('met')} met, {verdicts.count('MISSED')} missed, "
          f"{verdicts.count('not measured')} not measured")


if __name__ == "__main__":
    main(sys.argv[1:])
