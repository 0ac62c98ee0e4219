#!/usr/bin/env python3
"""`ordersim calibrate` as its users meet it: from files of orders, good and bad, to a scenario.

usage: calibrate_test.py PROGRAM SOURCE_DIR [CASE ...]
"""

import html
import json
import os
import random
import re
import shlex
import sys
import unittest

from calibrate_orders import COLUMNS, SAMPLE, SOURCE, InFolder, orders, run, table
from jsonschema import Draft202012Validator


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

    def test_the_command_at_the_foot_makes_the_record_again(self):
        path = self.write(table(orders(3000)), "today's orders.csv")
        done = run("calibrate", path, "--out", self.folder / "out", "--level", ".9", "--seed", "3",
                   "--bootstrap", "99", "--currency", "EUR", "--until", "2024-02-20")
        self.assertEqual(done.returncode, 0, done.stderr)
        page = (self.folder / "out" / "today's orders.calibrate.html").read_text()
        command = html.unescape(re.search("<code>(ordersim calibrate .*)</code>", page)[1])
        again = run(*shlex.split(command)[1:], "--json")
        first = json.loads(
            (self.folder / "out" / "today's orders.calibrate.json").read_text())["result"]
        self.assertEqual(json.loads(again.stdout)["result"], first)
        self.assertEqual(first["level"], .9)

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
