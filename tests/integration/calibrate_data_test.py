#!/usr/bin/env python3
"""What `ordersim calibrate` concludes from little, from prices, and what it writes over.

usage: calibrate_data_test.py PROGRAM SOURCE_DIR [CASE ...]
"""

import json
import math
import statistics
import sys
import unittest

from calibrate_orders import SAMPLE, InFolder, instants, orders, run, table


class Amounts(InFolder):
    def amounts(self, amount, *arguments):
        rows = [f"{i},2024-01-{1 + i % 28:02},{amount(i)}" for i in range(400)]
        path = self.write(table(rows, "order_id,created_at,amount"))
        made = self.folder / "made.toml"
        done = run("calibrate", path, "--json", "--scenario", made, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(run("validate", made).returncode, 0)
        result = json.loads(done.stdout)["result"]
        told = " ".join(run("calibrate", path, *arguments).stdout.split())
        return result["amounts"], {s["key"]: s for s in result["settings"]}, told

    def test_one_price_is_a_constant(self):
        amounts, settings, told = self.amounts(lambda i: "49.90")
        self.assertEqual(amounts["choice"], "constant")
        self.assertEqual(settings["payment.amount"]["value"], "{ constant = 4990 }")
        self.assertIn("amount 400 constant middle 49.90 BRL, simulated 49.90", told)

    def test_price_points_are_kept_as_they_are(self):
        amounts, settings, told = self.amounts(lambda i: ("5.00", "19.90", "120")[i % 3])
        self.assertEqual(amounts["choice"], "empirical")
        self.assertIn('column = "calibrated_amount"', settings["payment.amount"]["value"])
        kept = (self.folder / "made_amount.csv").read_text().split()
        self.assertEqual(set(kept), {"calibrated_amount", "500", "1990", "12000"})
        self.assertIn("empirical: no law fits, the sample is kept", told)
        self.assertEqual([quantile["simulated"] for quantile in amounts["quantiles"]],
                         [quantile["data"] for quantile in amounts["quantiles"]])

    def test_a_law_of_amounts_is_tested_and_shown(self):
        law = statistics.NormalDist(4.6, .8)
        amounts, settings, told = self.amounts(
            lambda i: f"{math.exp(law.inv_cdf((i + .5) / 400)):.2f}")
        self.assertEqual(amounts["choice"], "lognormal")
        self.assertIn("Anderson-Darling p = ", settings["payment.amount"]["source"])
        self.assertRegex(told, r"amount 400 lognormal, p [01]\.\d+ median \d+ BRL \[\d+, \d+\]")
        laws = {law["family"]: law for law in amounts["laws"]}
        self.assertTrue(laws["exponential"]["is_rejected"])
        record = self.folder / "out"
        run("calibrate", self.folder / "orders.csv", "--out", record, "-q")
        page = (record / "orders.calibrate.html").read_text()
        self.assertIn("400 amounts; kept lognormal", page)
        markdown = run("report", record / "orders.calibrate.json", "--format", "markdown").stdout
        self.assertIn("400 amounts; kept lognormal", markdown)

    def test_a_law_that_no_scenario_holds_is_not_taken(self):
        # From a cent to 250 million: a law of them reaches further.
        amounts, _, _ = self.amounts(lambda i: f"{10 ** (-2 + 10.4 * i / 399):.2f}",
                                     "--bootstrap", "0")
        self.assertNotEqual(amounts["choice"], "nothing")
        self.assertIn("beyond 4e10 minor units",
                      " ".join(law["problem"] for law in amounts["laws"]))


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


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
