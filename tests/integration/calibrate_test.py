#!/usr/bin/env python3
"""`ordersim calibrate` as its users meet it: from files of orders, good and bad, to a scenario.

usage: calibrate_test.py PROGRAM SOURCE_DIR [CASE ...]
"""

import datetime
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

from jsonschema import Draft202012Validator

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


class Scenarios(InFolder):
    def test_the_sample_becomes_a_scenario_that_runs(self):
        done = run("calibrate", SAMPLE, "--out", self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)
        scenario = self.folder / "sample_orders.toml"
        self.assertIn(f"next: ordersim run {scenario}", " ".join(done.stdout.split()))
        self.assertEqual(run("validate", scenario).returncode, 0)
        played = run("run", scenario, "--replications", "2", "--json")
        self.assertEqual(played.returncode, 0, played.stderr)
        settings = {s["key"]: s for s in json.loads(played.stdout)["result"]["settings"]}
        self.assertTrue(settings["sellers.handling"]["source"].startswith(
            "data: sample_orders.csv"), settings["sellers.handling"])

    def test_every_value_that_is_written_names_its_evidence(self):
        path = self.folder / "made.toml"
        done = run("calibrate", self.write(table(orders(2000))), "--scenario", path,
                   "--bootstrap", "0", "-q")
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        values = [line for line in path.read_text().splitlines()
                  if " = " in line and not line.startswith(("#", "question", "extends", "name"))]
        self.assertGreater(len(values), 25)
        for line in values:
            self.assertRegex(line, r"# (data|convention|estimate): ", line)

    def test_the_record_is_as_its_schema_says_and_the_same_again(self):
        path = self.write(table(orders(3000)))
        record = json.loads(run("calibrate", path, "--json").stdout)
        schema = json.loads(
            (SOURCE / "reports/schema/ordersim.calibration-1.schema.json").read_text())
        Draft202012Validator(schema).validate(record)
        again = json.loads(run("calibrate", path, "--json").stdout)
        self.assertEqual(record["result"], again["result"])
        delays = {delay["name"]: delay for delay in record["result"]["delays"]}
        self.assertEqual(list(delays), ["payment", "handling", "transit", "answer"])
        for delay in delays.values():
            for curve in ("data", "simulated", "on_clock", "fitted"):
                points = delay[curve]["points"]
                self.assertLessEqual(len(points), 200)
                heights = [point["y"] for point in points]
                self.assertEqual(heights, sorted(heights), (delay["name"], curve))

    def test_simulated_orders_give_the_quantiles_back(self):
        result = json.loads(run("calibrate", self.write(table(orders(6000))), "--json",
                                "--bootstrap", "0").stdout)["result"]
        self.assertGreater(result["simulated_orders"], 15000)
        for delay in result["delays"]:
            for quantile in delay["quantiles"]:
                if quantile["probability"] in (.25, .5, .75):
                    self.assertAlmostEqual(quantile["simulated"] / quantile["data"], 1, delta=.2,
                                           msg=(delay["name"], quantile))

    def test_an_export_of_a_run_is_read_and_gives_the_run_back(self):
        export = self.folder / "export.csv"
        done = run("run", "aliexpress_base", "--orders", export, "--replications", "1", "-q",
                   "--set", "run.follow=0")
        self.assertEqual(done.returncode, 0, done.stderr)
        result = json.loads(run("calibrate", export, "--json", "--bootstrap", "0").stdout)["result"]
        self.assertEqual(result["account"]["dropped"], [])
        self.assertEqual(result["account"]["used"], result["account"]["rows"])
        self.assertEqual(result["account"]["notes"], [])
        settings = {s["key"]: s["value"] for s in result["settings"]}
        self.assertAlmostEqual(float(settings.get("carrier.lost_share", 0)), 0, delta=.02)
        self.assertEqual(settings["policy.answer_limit"], '"48h"')
        # The export is not overwritten by what is none.
        other = self.write("mine\n", "mine.csv")
        done = run("run", "aliexpress_base", "--orders", other, "-q")
        self.assertEqual(done.returncode, 1)
        self.assertIn("is no table of orders", done.stderr)

    def test_a_preset_of_ones_own_is_extended(self):
        preset = self.write('extends = "aliexpress_base"\n[policy]\nanswer_limit = "12h"\n',
                            "own.toml")
        out = self.folder / "made.toml"
        done = run("calibrate", SAMPLE, "--preset", preset, "--scenario", out, "--bootstrap", "0",
                   "-q")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("answer_limit", run("explain", out).stdout)
        self.assertRegex(run("explain", out).stdout, r"policy.answer_limit +\"12h\"")


def instants(*hours):
    """Cells of time stamps so many hours after the start of 2024; None: empty."""
    start = datetime.datetime(2024, 1, 1)
    return ["" if hour is None else str(start + datetime.timedelta(hours=hour)) for hour in hours]


class TooLittle(InFolder):
    """What few rows tell is shown, and the preset's value stays."""

    def result(self, text, *arguments):
        done = self.calibrate(text, "--json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["result"]

    def assert_kept(self, text, name, key, *why):
        result = self.result(text)
        share = {share["name"]: share for share in result["shares"]}[name]
        self.assertNotIn(key, [setting["key"] for setting in result["settings"]])
        self.assertIn(key, result["left"])
        told = " ".join(self.calibrate(text).stdout.split())
        for words in why:
            self.assertIn(words, share["why"])
            self.assertIn(words, told)
        self.assertIn("the preset's value is kept", told)
        return share

    def test_a_handful_of_disputes_make_no_share(self):
        rows = [",".join([f"o{i}", *instants(10 * i, 10 * i + 1, 10 * i + 20,
                                             150 + i if i < 5 else None)]) for i in range(15)]
        columns = "order_id,created_at,paid_at,shipped_at,dispute_opened_at"
        share = self.assert_kept(table(rows, columns), "disputed", "buyers.complaints.share",
                                 "fewer than 30 cases")
        self.assertEqual(share["count"], 5)
        self.assertGreater(share["estimate"]["value"], .2)
        # Many parcels, and all disputes later than most were followed.
        rows = [",".join([f"o{i}", *instants(2000, 2001, 2020, None)]) for i in range(40)]
        rows += [",".join([f"p{i}", *instants(0, 1, 20, 1500 + i if i < 5 else None)])
                 for i in range(10)]
        share = self.assert_kept(table(rows, columns), "disputed", "buyers.complaints.share",
                                 "fewer than 20 were followed so long")
        self.assertGreater(share["estimate"]["value"], .2)

    def test_one_row_makes_no_share(self):
        row = ",".join(["o1", *instants(0, 1), "unavailable", "card"])
        text = table([row], "order_id,created_at,paid_at,order_status,payment_method")
        self.assert_kept(text, "out of stock", "sellers.stock_out_share", "fewer than 30 cases")
        self.assert_kept(text, "method: card", "payment.method_share", "fewer than 30 cases")

    def requests(self, count, asking, reason=lambda i: "mistake"):
        rows = []
        for i in range(count):
            asks = i % (count // asking) == 0 if asking else False
            cells = instants(2 * i, 2 * i + .2, None if asks else 2 * i + 50,
                             2 * i + 5 + i % 7 if asks else None,
                             2 * i + 20 + i % 11 if asks else None)
            rows.append(",".join([f"o{i}", *cells, "approved" if asks else "",
                                  reason(i) if asks else ""]))
        return table(rows, "order_id,created_at,paid_at,shipped_at,cancel_requested_at,"
                           "cancel_resolved_at,cancel_outcome,cancel_reason")

    def test_no_interval_of_a_share_is_a_point(self):
        for asking, expected in ((0, {"asked": 0}), (100, {"approved": 1})):
            result = self.result(self.requests(400, asking))
            shares = {share["name"]: share["estimate"] for share in result["shares"]}
            for name, value in expected.items():
                self.assertEqual(shares[name]["value"], value)
            ends = [end["share"] for end in result["request_ends"]]
            for bounded in list(shares.values()) + ends:
                if bounded["value"] is not None:
                    self.assertGreater(bounded["high"] - bounded["low"], .005, bounded)
                    self.assertLess(bounded["high"] - bounded["low"],
                                    .2 if asking else 1.01, bounded)

    def test_requests_without_a_reason_say_nothing_about_reasons(self):
        def settings(text):
            return {s["key"]: s for s in self.result(text)["settings"]}

        def half(i):
            return "mistake" if i % 8 == 0 else ""

        def thirds(i):
            return ("mistake", "changed_mind", "")[i // 4 % 3]

        told = settings(self.requests(400, 100, half))
        self.assertEqual(told["buyers.intent.cause_share"]["value"], "{ mistake = 1 }")
        self.assertEqual(told["buyers.intent.reason_share.mistake"]["value"], "{ mistake = 1 }")
        self.assertNotIn("buyers.intent.reason_share.remorse", told)
        told = settings(self.requests(400, 100, thirds))
        self.assertRegex(told["buyers.intent.cause_share"]["value"],
                         r"mistake = 0\.[45]\d*, remorse = 0\.[45]")
        self.assertEqual(told["buyers.intent.reason_share.remorse"]["value"],
                         "{ changed_mind = 1 }")

    def test_few_reasons_part_nothing_and_few_requests_make_no_law(self):
        few = self.requests(400, 100, lambda i: "mistake" if i < 40 else "")
        result = self.result(few)
        settings = {s["key"]: s["value"] for s in result["settings"]}
        self.assertEqual(settings["buyers.intent.cause_share"], "{ remorse = 1 }")
        self.assertIn("10 reasons of requests, fewer than 30, part nothing",
                      " ".join(result["account"]["notes"]))
        result = self.result(self.requests(400, 20))
        keys = [s["key"] for s in result["settings"]]
        self.assertIn("buyers.intent.share", keys)
        self.assertNotIn("buyers.intent.mistake_delay", keys)
        self.assertNotIn("buyers.intent.cause_share", keys)
        self.assertIn("20 requests, fewer than 30, make no law",
                      " ".join(result["account"]["notes"]))

    def test_who_asks_and_who_wants_out_are_the_same_orders(self):
        # Cancelled, and nobody says when: of no use to either.
        text = self.requests(400, 100).replace("cancel_reason\n", "cancel_reason,order_status\n")
        rows = [line if i == 0 else line + "," for i, line in enumerate(text.splitlines())]
        unseen = [",".join([f"x{i}", *instants(2 * i, 2 * i + .2, None, None, None), "", "",
                            "canceled"]) for i in range(100)]

        def shares(lines):
            result = self.result("\n".join(lines) + "\n")
            return {s["name"]: s["estimate"]["value"] for s in result["shares"]}

        for name in ("asked", "wishes"):
            self.assertAlmostEqual(shares(rows)[name], shares(rows + unseen)[name], 9)

    def test_a_bootstrap_that_cannot_reject_is_none(self):
        path = self.write(table(orders(100)))
        for samples in ("1", "19", "20", "98"):
            done = run("calibrate", path, "--bootstrap", samples, "-q")
            self.assertEqual(done.returncode, 2, samples)
            self.assertIn("99", done.stderr)
        self.assertEqual(run("calibrate", path, "--bootstrap", "99", "-q").returncode, 0)
        self.assertIn("at least 99", " ".join(run("calibrate", "--help").stdout.split()))


class WhatStandsThere(InFolder):
    """Only what an earlier calibration wrote is replaced."""

    def refused(self, path, *arguments):
        before = path.read_bytes()
        done = run("calibrate", *arguments, "--bootstrap", "0")
        self.assertEqual(path.read_bytes(), before)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        told = " ".join(done.stderr.split())
        self.assertIn(f"'{path}'", told)
        self.assertRegex(told, "give another|move it away")
        return told

    def test_the_orders_and_the_preset_are_never_written_over(self):
        mine = self.write(SAMPLE.read_text(), "mine.csv")
        self.assertIn("the orders themselves", self.refused(mine, mine, "--scenario", mine))
        link = self.folder / "link.toml"
        link.symlink_to(mine)
        self.refused(link, mine, "--scenario", link)
        earlier = self.folder / "earlier.toml"
        self.assertEqual(run("calibrate", mine, "--scenario", earlier, "--bootstrap", "0",
                             "-q").returncode, 0)
        self.assertIn("the preset itself", self.refused(earlier, mine, "--preset", earlier,
                                                        "--scenario", earlier))

    def test_a_file_of_another_kind_stays(self):
        for name in ("notes.txt", "run.toml"):
            other = self.write('extends = "aliexpress_base"\n', name)
            self.assertIn("is no scenario of an earlier calibration",
                          self.refused(other, SAMPLE, "--scenario", other))
        orders_of_mine = self.write(SAMPLE.read_text(), "mine.csv")
        for name in ("mine.toml", "mine.calibrate.json", "mine.calibrate.html"):
            other = self.write("mine\n", "out_" + name)
            (self.folder / "out").mkdir(exist_ok=True)
            other = other.rename(self.folder / "out" / name)
            self.refused(other, orders_of_mine, "--out", self.folder / "out")
            self.assertEqual([path.name for path in (self.folder / "out").iterdir()], [name])
            other.unlink()

    def test_kept_times_do_not_replace_a_table_of_ones_own(self):
        rows = [f"{i},2024-01-{1 + i % 28:02} 00:00,2024-01-{1 + i % 28:02} "
                + ("01:00" if i % 2 else "09:00") for i in range(400)]
        path = self.write(table(rows, "order_id,created_at,paid_at"))
        made = self.folder / "made.toml"
        arguments = (path, "--scenario", made, "-q")
        self.assertEqual(run("calibrate", *arguments).returncode, 0)
        kept = self.folder / "made_payment.csv"
        self.assertTrue(kept.exists())
        self.assertEqual(run("calibrate", *arguments).returncode, 0)
        kept.write_text("hours\n1\n2\n")
        done = run("calibrate", *arguments)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(f"'{kept}' exists and is no table of an earlier calibration", done.stderr)
        self.assertEqual(kept.read_text(), "hours\n1\n2\n")

    def test_an_earlier_calibration_is_replaced(self):
        for _ in range(2):
            done = run("calibrate", SAMPLE, "--out", self.folder, "--bootstrap", "0", "-q")
            self.assertEqual(done.returncode, 0, done.stderr)


class Spellings(InFolder):
    def digest(self, text, *arguments):
        done = self.calibrate(text, "--json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["result"]["account"]["digest"]

    def test_all_spellings_of_the_same_dates_are_the_same_file(self):
        def rows(spell):
            return table(orders(400, spell=spell))

        iso = self.digest(rows(lambda t: t.strftime("%Y-%m-%d %H:%M")))
        spellings = {
            "T": lambda t: t.strftime("%Y-%m-%dT%H:%M"),
            "Z": lambda t: t.strftime("%Y-%m-%dT%H:%M:00Z"),
            "US": lambda t: f"{t.month}/{t.day}/{t.year} {t.hour}:{t.minute:02}",
            "US, seconds": lambda t: f"{t.month}/{t.day}/{t.year} {t.hour}:{t.minute:02}:00",
            "US, clock face": lambda t: t.strftime("%m/%d/%Y %I:%M %p"),
            "day first": lambda t: f"{t.day}.{t.month}.{t.year} {t.hour:02}:{t.minute:02}",
            "quoted": lambda t: f'"{t:%Y-%m-%d %H:%M}"',
        }
        for name, spell in spellings.items():
            with self.subTest(name):
                self.assertEqual(self.digest(rows(spell)), iso)

    def test_blank_rows_line_ends_and_byte_order_marks_do_not_matter(self):
        rows = orders(300)
        plain = self.digest(table(rows))
        blank = "\ufeff" + COLUMNS + "\r\n\r\n" + "\r\n\r\n".join(rows) + "\r\n,,,,,,,,\r\n\r\n"
        self.assertEqual(self.digest(blank), plain)
        semicolons = table(rows).replace(",", ";")
        self.assertEqual(self.digest(semicolons), plain)

    def test_an_ambiguous_column_names_the_flag_that_settles_it(self):
        rows = [f"{i},{1 + i % 12}/{1 + i % 11}/2024" for i in range(50)]
        text = table(rows, "order_id,created_at")
        self.assert_refused(text, "nothing tells the day from the month", "--dates mdy",
                            "--dates dmy")
        self.assertNotEqual(self.digest(text, "--dates", "mdy"),
                            self.digest(text, "--dates", "dmy"))

    def test_mixed_zones_are_honoured_and_told(self):
        rows = [f"{i},2024-01-{1 + i % 28:02}T10:00:00+08:00,2024-01-{1 + i % 28:02}T03:00:00Z"
                for i in range(40)]
        rows.append("x,2024-01-05T10:00:00+08:00,2024-01-05 11:00:00")
        done = self.calibrate(table(rows, "order_id,created_at,paid_at"))
        self.assertEqual(done.returncode, 0, done.stderr)
        told = " ".join(done.stdout.split())
        self.assertIn("hours of the week are those of +08:00", told)
        self.assertIn("time stamps without an offset (1, like '2024-01-05 11:00:00' in line 42) "
                      "are taken as +08:00", told)
        result = json.loads(self.calibrate(table(rows, "order_id,created_at,paid_at"),
                                           "--json").stdout)["result"]
        quantiles = result["delays"][0]["quantiles"]
        self.assertEqual({quantile["data"] for quantile in quantiles}, {1})


class BadFiles(InFolder):
    def test_a_file_that_is_none(self):
        for path, words in ((self.folder / "none.csv", "does not exist"),
                            (self.folder, "is a directory")):
            done = run("calibrate", path)
            self.assertEqual(done.returncode, 2)
            self.assertIn(words, done.stderr)
        self.assert_refused("", "is empty")
        self.assert_refused(COLUMNS + "\n", "has a header and no rows")
        self.assert_refused("order_id,created_at\n1,2024-01-01\0\n", "NUL")
        self.assert_refused('order_id,created_at\n1,"2024-01-01\n', "line 2 opens a quote")

    def test_missing_columns_come_with_a_guess_and_all_at_once(self):
        self.assert_refused("orderid,create_at\n1,2024-01-01\n",
                            "has no column 'order_id'; did you mean 'orderid'?",
                            "--column 'order_id=orderid'",
                            "did you mean 'create_at'?")
        done = self.calibrate(table(orders(100)).replace("order_id", "orderid"),
                              "--column", "order_id=orderid")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_refused(table(orders(10)), "there is no column 'payed_at'",
                            "did you mean 'paid_at'?",
                            arguments=("--column", "payed_at=paid_at"))

    def test_swapped_columns_are_named(self):
        swapped = COLUMNS.replace("paid_at", "x").replace("shipped_at", "paid_at")
        self.assert_refused(table(orders(300), swapped.replace("x", "shipped_at")),
                            "columns 'paid_at' and 'shipped_at' look swapped",
                            "--column 'paid_at=shipped_at'")

    def test_one_row_in_ten_is_garbage_and_the_rest_is_used(self):
        rows = orders(900)
        draw = random.Random(4)
        for i in range(100):
            garbage = "".join(draw.choice("abc,;/é#%:-12") for _ in range(draw.randrange(1, 60)))
            rows.insert(draw.randrange(len(rows)), garbage.replace('"', "") or "?")
        done = self.calibrate(table(rows))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("900 of 999 rows used", done.stdout)
        self.assertRegex(done.stdout, r"\d+ rows?: fewer fields than the header")
        self.assertRegex(done.stdout, r"lines? \d+")
        result = json.loads(self.calibrate(table(rows), "--json").stdout)["result"]
        # Of the hundred one is blank but for commas, and no row at all.
        self.assertEqual(sum(item["count"] for item in result["account"]["dropped"]), 99)

    def test_rows_before_the_epoch_negative_amounts_and_bad_dates_are_told_by_line(self):
        rows = [f"{i},2024-01-{1 + i % 28:02},5" for i in range(60)]
        rows += ["a,1969-12-31,5", "b,2024-01-01,-1", "c,2024-02-30,5", "d,2024-01-01,5,6"]
        done = self.calibrate(table(rows, "order_id,created_at,amount"))
        self.assertEqual(done.returncode, 0, done.stderr)
        for words in ("1 row: 'created_at' lies before 1970, from when on dates are read "
                      "('1969-12-31 00:00:00'): line 62",
                      "1 row: 'amount' is negative ('-1'): line 63",
                      "1 row: 'created_at' is no date like 2017-10-02 11:07:15 ('2024-02-30'): "
                      "line 64",
                      "1 row: more fields than the header ('4 for 3'): line 65"):
            self.assertIn(words, " ".join(done.stdout.split()))

    def test_ends_before_starts_are_left_out_of_their_fit_alone(self):
        rows = orders(500)
        cells = rows[10].split(",")
        cells[3] = "2024-01-01 00:00:01"
        rows[10] = ",".join(cells)
        done = self.calibrate(table(rows))
        self.assertIn("left out: 1 row: 'shipped_at' before 'paid_at': line 12",
                      " ".join(done.stdout.split()))
        self.assertIn("500 of 500 rows used", done.stdout)

    def test_a_file_that_is_garbage_is_refused_with_its_reasons(self):
        rows = [f"{i},soon" for i in range(90)] + [f"x{i},2024-01-01" for i in range(10)]
        self.assert_refused(table(rows, "order_id,created_at"),
                            "100 rows, too few of which can be used",
                            "90 with 'created_at' is no date like 2017-10-02 11:07:15 ('soon') "
                            "(lines 2, 3, 4, 5, 6 and 85 more)")

    def test_a_wrong_form_is_told_with_the_form_wanted(self):
        def dated(spell):
            return table([f"{i},{spell(i)}" for i in range(50)], "order_id,created_at")

        self.assert_refused(dated(lambda i: 1500001000 + i), "'1500001000'", "line",
                            "is a count since 1970 and no date like 2017-10-02 11:07:15")
        self.assert_refused(dated(lambda i: f"1957-11-{i % 28 + 1:02}"), "'1957-11-01 00:00:00'",
                            "lies before 1970, from when on dates are read")
        for amount in ('"49,90"', "R$ 19.90", '"1,234.50"'):
            rows = [f"{i},2024-01-{1 + i % 28:02},{amount}" for i in range(50)]
            self.assert_refused(table(rows, "order_id,created_at,amount"), amount.strip('"'),
                                "lines 2, 3", "'amount' is no number like 1234.50")

    def test_amounts_that_no_scenario_holds_are_dropped_by_line(self):
        rows = [f"{i},2024-01-{1 + i % 28:02},{20 + i % 17}.{10 + i % 83}" for i in range(60)]
        for amount in ("1e308", "1e17", "400000001"):
            done = self.calibrate(table(rows + [f"x,2024-01-01,{amount}"],
                                        "order_id,created_at,amount"))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f"1 row: 'amount' is more than 400000000, the most that a scenario "
                          f"keeps exact ('{amount}'): line 62", " ".join(done.stdout.split()))

    def test_too_few_orders_fit_nothing_and_still_make_a_scenario(self):
        done = self.calibrate(table(orders(12)), "--out", self.folder / "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("fewer than 30 ends: the preset's law is kept",
                      " ".join(done.stdout.split()))
        self.assertEqual(run("validate", self.folder / "out/orders.toml").returncode, 0)

    def test_names_from_files_do_no_harm(self):
        name = "my \"orders\" \x1b[31m.csv"
        path = self.write(table(orders(100)), name)
        done = run("calibrate", path, "--bootstrap", "0", "--out", self.folder / "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("\x1b[31m", done.stdout)
        made = next((self.folder / "out").glob("*.toml"))
        self.assertEqual(run("validate", made).returncode, 0)

    def test_what_cannot_be_written_is_told(self):
        path = self.write(table(orders(100)))
        done = run("calibrate", path, "--bootstrap", "0", "--out", path / "x")
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot make the folder", done.stderr)
        done = run("calibrate", path, "--zone", "8")
        self.assertEqual(done.returncode, 2)
        self.assertIn("is no offset like +08:00", done.stderr)

    def test_a_scenario_that_cannot_be_run_is_not_left_on_the_disk(self):
        path = self.write(table(orders(100)))
        made = self.folder / "made.toml"
        for currency in ("XX", "usd", "EURO"):
            done = run("calibrate", path, "--bootstrap", "0", "--scenario", made, "--currency",
                       currency)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("three capital letters", done.stderr)
            self.assertFalse(made.exists())
        self.assertEqual(run("calibrate", path, "--bootstrap", "0", "--scenario", made,
                             "--currency", "EUR", "-q").returncode, 0)
        self.assertIn('currency = "EUR"', made.read_text())


@unittest.skipUnless("ORDERSIM_ORDERS" in os.environ,
                     "set ORDERSIM_ORDERS to a file of real orders")
class RealOrders(InFolder):
    def test_real_orders_make_a_scenario_that_gives_their_medians_back(self):
        done = run("calibrate", os.environ["ORDERSIM_ORDERS"], "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        for delay in json.loads(done.stdout)["result"]["delays"]:
            median = [q for q in delay["quantiles"] if q["probability"] == .5][0]
            self.assertAlmostEqual(median["simulated"] / median["data"], 1, delta=.25,
                                   msg=delay["name"])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
