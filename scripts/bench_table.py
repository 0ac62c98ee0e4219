#!/usr/bin/env python3
"""One table of what was measured: every benchmark, with its budget beside it if it has one.

usage: bench_table.py BUDGETS.json RESULT.json...

The results are Google Benchmark's: the figure is the median of the repetitions, the spread their
coefficient of variation; a benchmark that takes too long to repeat shows its only run. A budget's
`benchmark` is a regular expression for the whole name. A budget without a benchmark is listed as
not measured, so that none is lost from sight.
"""

import json
import pathlib
import re
import sys

NANOSECONDS = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}
UNITS = {"ns_per_item": "ns", "items_per_second": "M/s", "bytes_per_order": "B", "ratio": "x"}
SCALES = {"ns_per_item": 1.0, "items_per_second": 1e-6, "bytes_per_order": 1.0, "ratio": 1.0}


def medians_of(results):
    """The median entry of every benchmark by name, with its entry of coefficients of variation."""
    medians, spreads, only_runs = {}, {}, {}
    for result in results:
        for entry in result["benchmarks"]:
            name = re.sub(r"/repeats:\d+$", "", entry["run_name"])
            if entry.get("error_occurred"):
                raise SystemExit(f"{name}: {entry['error_message']}")
            if entry.get("aggregate_name") == "median":
                medians[name] = entry
            elif entry.get("aggregate_name") == "cv":
                spreads[name] = entry
            elif entry["repetitions"] == 1:
                only_runs[name] = entry
    return {name: entry | {"spread": spreads.get(name)}
            for name, entry in (only_runs | medians).items()}


def read_results(paths):
    """The files' contents; a program none of whose benchmarks was asked for leaves an empty one."""
    texts = [pathlib.Path(path).read_text(encoding="utf-8") for path in paths]
    return [json.loads(text) for text in texts if text.strip()]


def machine_of(result):
    """The processors that measured, and how busy they were."""
    context = result["context"]
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


def in_words(value, measure):
    if measure == "ns_per_item":
        for unit, size in (("ms", 1e6), ("us", 1e3)):
            if value >= 10 * size:
                return f"{value / size:.4g} {unit}"
    return f"{value * SCALES[measure]:.4g} {UNITS[measure]}"


def row_of(name, entry, measure, budget):
    value = value_of(entry, measure)
    measured = in_words(value, measure)
    spread = "one run"
    if entry["spread"] is not None:
        varies = measure if measure in ("bytes_per_order", "ratio") else "cpu_time"
        spread = f"{100 * entry['spread'][varies]:.1f} %"
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


def rivals_of(medians):
    """Of each hold model, what calendar and rivals took, and the ratio to the better rival."""
    models = {}
    for name, entry in medians.items():
        found = re.fullmatch(r"hold/([^/]+)/([^/]+)/pending:(\d+)(/iterations:\d+)?", name)
        if found:
            queue, law, pending = found.group(1), found.group(2), int(found.group(3))
            models.setdefault((law, pending), {})[queue] = value_of(entry, "ns_per_item")
    lines = []
    for (law, pending), taken in sorted(models.items()):
        rivals = {queue: value for queue, value in taken.items() if queue != "calendar"}
        if "calendar" in taken and rivals:
            others = ", ".join(f"{queue} {value:.0f}" for queue, value in sorted(rivals.items()))
            ratio = min(rivals.values()) / taken["calendar"]
            lines.append(f"hold, {law}, {pending:.0e} pending: calendar "
                         f"{taken['calendar']:.0f} ns, {others}; the better rival takes "
                         f"{ratio:.1f} times as long")
    return lines


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
    results = read_results(arguments[1:])
    if not results:
        raise SystemExit("no benchmark was measured: does the filter name any?")
    medians = medians_of(results)
    rows = rows_of(medians, budgets)
    print(machine_of(results[0]))
    print_table(rows)
    print("CPU time an item, or items a second of it; the median of the repetitions; spread: their "
          "standard\ndeviation over their mean.")
    print("\n".join(rivals_of(medians)))
    verdicts = [row[4] for row in rows]
    print(f"budgets: {verdicts.count('met')} met, {verdicts.count('MISSED')} missed, "
          f"{verdicts.count('not measured')} not measured")


if __name__ == "__main__":
    main(sys.argv[1:])
