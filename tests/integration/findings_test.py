#!/usr/bin/env python3
"""What each shipped scenario must show, one sentence each, held against a run of it.

usage: findings_test.py PROGRAM SOURCE_DIR [SCENARIO ...]

A sentence is true if the difference or comparison that it names is outside its interval, not by a
hair of an estimate. Runs are smaller than the shipped ones, where that is enough.
"""

import csv
import json
import subprocess
import sys
import tempfile

PROGRAM, SOURCE = sys.argv[1:3]


class Variant:
    def __init__(self, data):
        self.data = data
        self.metrics = {(m["id"], m["label"]): m["estimate"] for m in data["metrics"]}
        self.differences = {(m["id"], m["label"]): m["estimate"] for m in data["differences"]}
        self.curves = {c["name"]: c["points"] for c in data["curves"]}

    def value(self, metric, label=""):
        return self.metrics[(metric, label)]["value"]

    def low(self, metric, label=""):
        return self.metrics[(metric, label)]["low"]

    def high(self, metric, label=""):
        return self.metrics[(metric, label)]["high"]

    def rises(self, metric, label=""):
        """Above the first variant, interval included."""
        return self.differences[(metric, label)]["low"] > 0

    def falls(self, metric, label=""):
        return self.differences[(metric, label)]["high"] < 0

    def height(self, curve, day):
        points = self.curves[curve]
        return min(points, key=lambda point: abs(point["x"] - day))["y"]

    def flow(self, *transitions):
        return sum(f["per_thousand"] for f in self.data["flows"] if f["transition"] in transitions)


def run(scenario, replications, *overrides):
    command = [PROGRAM, "run", f"{SOURCE}/scenarios/{scenario}.toml", "--json", "--quiet",
               "--set", f"run.replications={replications}",
               "--set", "run.check_invariants=true"]
    for override in overrides:
        command += ["--set", override]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{scenario}: exit {done.returncode}\n{done.stderr}")
    return {v["name"]: Variant(v) for v in json.loads(done.stdout)["result"]["variants"]}


def singles_day():
    """The backlog is longest weeks after the busy day, far longer than with double staff, and
    drains by itself."""
    variants = run("singles_day", 3)
    usual, double = variants["usual staff"], variants["double staff"]
    line = usual.curves["case line"]
    peak = max(line, key=lambda point: point["y"])
    return (peak["x"] > 14 + 14 and peak["y"] > 5 * double.height("case line", peak["x"])
            and peak["y"] > 5 * usual.height("case line", 13)
            and usual.height("case line", 14 + 60) < 1
            and double.falls("M09", "cases: wait, mean"))


def cny_ghost():
    """The clocks decide more than the people: silence approves more requests than sellers do."""
    holiday = run("cny_ghost", 3)["holiday"]
    return (holiday.rises("M02", "automatic") and holiday.falls("M02", "approved")
            and holiday.flow("T15", "T21", "T21b", "T21c") > holiday.flow("T11")
            and holiday.rises("M03", "payment to decision, mean"))


def flaky_gateway():
    """Late payments come back, refunds are tried again, and no invariant breaks; the bank's days
    hide the hours that it takes."""
    variants = run("flaky_gateway", 3)
    sound, flaky = variants["sound"], variants["flaky"]
    return (flaky.flow("T08", "T08b") > 1 > sound.flow("T08", "T08b") == 0
            and flaky.rises("volume", "refund retries")
            and abs(flaky.value("M04", "p50") - sound.value("M04", "p50")) < 24)


def dispute_heavy():
    """A platform that steps in sooner rules in more disputes and needs more staff for it."""
    sooner = run("dispute_heavy", 3)["3 d"]
    return (sooner.rises("M07", "ruling filing rate")
            and sooner.rises("M09", "cases: utilisation")
            and sooner.flow("T42a", "T42t", "T42b") < 1)


def follow_the_guide():
    """Promptness is worth most; evidence helps; asking in the chat first costs, because the parcel
    does not wait for the reply."""
    advice = run("follow_the_guide", 10)
    loss = {name: -v.differences[("M01", "")]["value"] for name, v in advice.items()
            if name != "guide"}
    return (advice["late"].falls("M01") and advice["no evidence"].falls("M01")
            and advice["silent"].rises("M01") and advice["none of it"].falls("M01")
            and max(loss, key=loss.get) == "late")


def shopee_1h_2d():
    """Most get out within the hour of grace; silence approves at 23:59 and at no other time."""
    base = run("shopee_1h_2d", 2)["base"]
    with tempfile.TemporaryDirectory() as folder:
        trace = f"{folder}/trace.csv"
        subprocess.run([PROGRAM, "run", f"{SOURCE}/scenarios/shopee_1h_2d.toml", "--quiet",
                        "--set", "run.replications=1", "--trace", trace], check=True)
        with open(trace, encoding="utf-8", newline="") as file:
            times = [row["time:timestamp"] for row in csv.DictReader(file)
                     if row["cause"] == "T15"]
    return (base.low("M01", "path: self-serve") > 0.5 and len(times) > 10
            and all("T23:59:00" in time for time in times))


def taobao_24h():
    """Instant refunds for trusted buyers let more out, who then need nobody's consent."""
    asked = run("taobao_24h", 3)["always ask"]
    return asked.falls("M01") and asked.falls("M01", "path: self-serve")


def amazon_30min():
    """All get out in the first half hour, and many fewer after it: a cliff."""
    base = run("amazon_30min", 3)["base"]
    return base.low("M01", "stage: grace") > 0.98 and base.high("M01", "stage: processing") < 0.8


FINDINGS = (singles_day, cny_ghost, flaky_gateway, dispute_heavy, follow_the_guide, shopee_1h_2d,
            taobao_24h, amazon_30min)


def main():
    chosen = sys.argv[3:] or [finding.__name__ for finding in FINDINGS]
    false = []
    for finding in [f for f in FINDINGS if f.__name__ in chosen]:
        holds = finding()
        print(f"{'holds' if holds else 'FALSE'}  {finding.__name__}: "
              f"{' '.join(finding.__doc__.split())}", flush=True)
        if not holds:
            false.append(finding.__name__)
    return f"not so: {', '.join(false)}" if false else 0


if __name__ == "__main__":
    sys.exit(main())
