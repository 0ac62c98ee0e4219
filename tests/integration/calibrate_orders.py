"""Tables of orders for the tests of `ordersim calibrate`, and how it is called."""

import datetime
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
SAMPLE = SOURCE / "scenarios/sample_orders.csv"
COLUMNS = ("order_id,created_at,paid_at,shipped_at,delivered_at,cancel_requested_at,"
           "cancel_resolved_at,cancel_outcome,cancel_reason")


def run(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True,
                          check=False)


class InFolder(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)

    def tearDown(self):
        self._folder.cleanup()

    def write(self, text, name="orders.csv"):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def calibrate(self, text, *arguments):
        return run("calibrate", self.write(text), "--bootstrap", "0", *arguments)

    def assert_refused(self, text, *expected, arguments=()):
        done = self.calibrate(text, *arguments)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertEqual(done.stdout, "")
        for words in expected:
            self.assertIn(words, done.stderr)


def orders(count, seed=1, spell=lambda time: time.strftime("%Y-%m-%d %H:%M:%S")):
    """Rows of invented orders, one of ten cancelled, those of the last days still open."""
    draw = random.Random(seed)
    start = datetime.datetime(2024, 1, 1)
    end = start + datetime.timedelta(days=60)
    rows = []

    def stamp(time):
        return spell(time) if time is not None and time <= end else ""

    for i in range(count):
        created = start + datetime.timedelta(days=60 * i / count)
        paid = created + datetime.timedelta(hours=draw.lognormvariate(-1, 1))
        shipped = paid + datetime.timedelta(hours=draw.gammavariate(2, 20))
        delivered = shipped + datetime.timedelta(hours=draw.lognormvariate(4.5, .6))
        asked = answered = None
        outcome = reason = ""
        if draw.random() < .1:
            asked = created + datetime.timedelta(hours=draw.expovariate(1 / 10))
            reason = draw.choice(["mistake", "changed_mind"])
            if asked < shipped:
                answered = asked + datetime.timedelta(hours=draw.expovariate(1 / 8))
                approves = draw.random() < .8
                if answered > shipped:
                    answered = None
                elif answered <= end:
                    outcome = "approved" if approves else "rejected"
                    shipped, delivered = (None, None) if approves else (shipped, delivered)
            else:
                asked, reason = None, ""
        if shipped is not None and shipped > end:
            delivered = None
        cells = [f"o{i}", stamp(created), stamp(paid), stamp(shipped), stamp(delivered),
                 stamp(asked), stamp(answered), outcome, reason if stamp(asked) else ""]
        rows.append(",".join(cells))
    return rows


def table(rows, columns=COLUMNS):
    return columns + "\n" + "\n".join(rows) + "\n"


def instants(*hours):
    """Cells of time stamps so many hours after the start of 2024; None: empty."""
    start = datetime.datetime(2024, 1, 1)
    return ["" if hour is None else str(start + datetime.timedelta(hours=hour)) for hour in hours]
