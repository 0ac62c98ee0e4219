"""A load on somebody else's order service: foreign_shop.py, by the mapping data/foreign_shop.toml.

usage: foreign_test.py PROGRAM SOURCE_DIR [TestCase[.test]]
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM = ""
SOURCE = pathlib.Path()
SHOP = pathlib.Path(__file__).resolve().parent / "foreign_shop.py"
MAPPING = SHOP.parent / "data" / "foreign_shop.toml"
# A market in which many want out, under rules that are the shop's.
MARKET = ("--set", 'policy.lock="hard"', "--set", 'arrivals.clock="always"',
          "--set", "buyers.intent.share=0.6", "--clock-factor", "86400")


def without(mapping, *patterns):
    """The mapping but for the lines that match."""
    lines = mapping.splitlines(keepends=True)
    return "".join(line for line in lines if not any(re.match(one, line) for one in patterns))


def without_table(mapping, name):
    return re.sub(rf"\[{re.escape(name)}\]\n(?:(?!\[).*\n)*", "", mapping)


class Bench(unittest.TestCase):
    """A shop, a mapping of it, and the program."""

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.folder = pathlib.Path(self._folder.name)
        self.mapping = MAPPING.read_text()

    def open_shop(self, *arguments):
        shop = subprocess.Popen([sys.executable, SHOP, *arguments], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, text=True)
        self.addCleanup(shop.stdout.close)
        self.addCleanup(shop.wait)
        self.addCleanup(shop.kill)
        return shop.stdout.readline().strip()

    def load(self, target, *arguments):
        path = self.folder / "shop.toml"
        path.write_text(self.mapping)
        return subprocess.run(
            [PROGRAM, "load", "aliexpress_base", "--target", target, "--mapping", path, *MARKET,
             "--accounts", "20", "--connections", "8", *arguments],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)

    def record(self, target, *arguments, status=0):
        done = self.load(target, "--duration", "4s", "--json", *arguments)
        self.assertEqual(done.returncode, status, done.stderr + done.stdout[-2000:])
        return json.loads(done.stdout)["result"]

    def assert_silent(self, result, replies_least=300):
        judged = result["judgement"]
        self.assertGreater(judged["replies"], replies_least)
        self.assertEqual(judged["violations"], [], judged["first"])
        self.assertLessEqual(judged["unknown"], 0.001 * judged["replies"])
        self.assertEqual(judged["books"], "untold")


class Runs(Bench):
    RACED = ("--rate", "60", "--races", "0.4", "--probes", "0.3")

    def test_the_right_shop_is_judged_whole_and_not_accused(self):
        result = self.record(self.open_shop(), "--rate", "60")
        self.assert_silent(result)
        self.assertLess(result["adopted"], 0.02 * result["orders"])
        self.assertGreater(result["not_offered"], 0)
        self.assertEqual(result["predictions"], [])
        called = {call["name"] for call in result["calls"]}
        self.assertLessEqual({"place_order", "pay", "payment_verified", "request_cancel", "ship",
                              "approve_cancel", "look"}, called)
        self.assertNotIn("open_dispute", called)

    def test_nor_is_it_under_races_and_probes_with_and_without_versions(self):
        target = self.open_shop()
        result = self.record(target, *self.RACED)
        self.assert_silent(result)
        self.assertGreater(result["races"], 50)
        self.assertGreater(result["probes"], 50)
        self.mapping = without(self.mapping, "version =")
        self.assert_silent(self.record(target, *self.RACED))
        self.assert_silent(self.record(self.open_shop("--no-revision"), *self.RACED))

    def test_a_clock_that_the_shop_tells_is_held_to_the_calls(self):
        self.mapping = self.mapping.replace("[reply]\n", '[reply]\nclock = "/at"\n')
        self.assert_silent(self.record(self.open_shop("--speed", "86400"), *self.RACED))
        result = self.record(self.open_shop("--speed", "80000"), *self.RACED, status=3)
        self.assertEqual([one["rule"] for one in result["judgement"]["violations"]],
                         ["instant_outside_call"])

    def test_what_is_not_mapped_is_done_without(self):
        target = self.open_shop()
        whole = self.mapping
        parts = {"states": without_table(without(whole, "state ="), "states"),
                 "keys": without(whole, "X-Request-Key"),
                 "looks": without_table(whole, "look"),
                 "reasons": without(whole, "reason =").replace("[refusals]", '[refusals]\n'
                                    '"409" = "any"\n"410" = "any"\n"422" = "any"\n"423" = "any"\n'
                                    '"429" = "any"')}
        for name, self.mapping in parts.items():
            with self.subTest(name):
                result = self.record(target, *self.RACED)
                self.assert_silent(result)
                self.assertEqual(name == "looks",
                                 "look" not in {call["name"] for call in result["calls"]})


class Defects(Bench):
    """The rarest was met 9 to 15 times in each of four loads: to meet none is a rare accident."""

    FLAGS = ("--rate", "100", "--races", "0.6", "--probes", "0.3")

    def check_found(self, defect, *words):
        whole = self.mapping
        for versions, self.mapping in ((True, whole), (False, without(whole, "version ="))):
            with self.subTest(defect, versions=versions):
                silence = () if versions else ("--no-revision",)
                result = self.record(self.open_shop("--defect", defect, *silence), *self.FLAGS,
                                     status=3)
                self.assertFalse(result["is_passed"])
                told = [one["words"] for one in result["judgement"]["first"]]
                for word in words:
                    self.assertTrue(any(word in one for one in told), (word, told[:3]))

    def test_a_cancelled_order_is_shipped(self):
        self.check_found("ships-void", "ship by seller at version", "expected, got accepted")

    def test_a_cancellation_is_approved_twice(self):
        self.check_found("approves-twice", "approve_cancel by seller at version",
                         "refused: wrong_state expected, got accepted")

    def test_an_order_that_was_sent_is_cancelled(self):
        self.check_found("cancels-sent", "refused: already_shipped expected, got accepted")

    def test_a_payment_is_forgotten(self):
        self.check_found("forgets-payment", "expected pay_verifying, shown awaiting_payment")

    def test_an_old_state_is_shown(self):
        self.check_found("shows-stale", "read by buyer at version")

    def test_a_cancelled_order_is_called_sent(self):
        self.check_found("voids-wrong-word", "expected cancelled, shown shipped")


class Deadlines(Bench):
    """A day passes in a second, and so does the time to pay; the shop tells no instants."""

    FLAGS = ("--rate", "60", "--races", "0.2", "--set", 'policy.pay_limit="1d"', "--set",
             "payment.never_share=0.5")

    def setUp(self):
        super().setUp()
        self.mapping = self.mapping.replace("deadlines = []", 'deadlines = ["pay_timer"]')

    def test_one_that_the_shop_has_fires_in_time(self):
        self.assert_silent(self.record(self.open_shop("--pay-limit", "1"), *self.FLAGS))
        self.mapping = without(self.mapping, "version =")
        self.assert_silent(self.record(self.open_shop("--pay-limit", "1", "--no-revision"),
                                       *self.FLAGS))

    def test_one_that_never_fires_or_too_early_is_accused(self):
        cases = {("--pay-limit", "1", "--defect", "never-expires"):
                 "pay_timer at .* had passed, and the reply came as if it had not",
                 ("--pay-limit", "0.5"):
                 "T04 buyer pays expected, got refused: order_closed or wrong_state"}
        for how, words in cases.items():
            with self.subTest(how):
                result = self.record(self.open_shop(*how), *self.FLAGS, status=3)
                told = "\n".join(one["words"] for one in result["judgement"]["first"])
                self.assertRegex(told, words)


class Gaps(Bench):
    """What a mapping does not know is unknown: never passed, never held against the service."""

    def check_gap(self, words):
        result = self.record(self.open_shop(), "--rate", "60", "--races", "0.4", status=3)
        judged = result["judgement"]
        self.assertEqual(judged["violations"], [], judged["first"])
        self.assertGreater(judged["unknown"], 0)
        self.assertFalse(result["is_passed"])
        self.assertTrue(any(words in one for one in result["unreadable"]), result["unreadable"])

    def test_a_state_without_a_name_of_ours(self):
        self.mapping = without(self.mapping, "PACKED =")
        self.check_gap("not in the mapping: state 'PACKED', in 200")

    def test_a_reason_without_a_name_of_ours(self):
        self.mapping = without(self.mapping, "NOT_NOW =")
        self.check_gap("not in the mapping: reason 'NOT_NOW', in 409")

    def test_a_status_without_a_meaning(self):
        self.mapping = without(self.mapping, "410 =")
        self.check_gap("not in the mapping: status 410, in 410")

    def test_a_place_where_no_id_stands(self):
        self.mapping = self.mapping.replace("/purchase/id", "/purchase/number")
        self.check_gap("place_order: not in the mapping: no id of the order, in 201")


    def test_places_in_which_nothing_ever_stands(self):
        whole = self.mapping
        for place, typo in (("/purchase/state", "/purchase/stat"),
                            ("header ETag", "header EETag")):
            self.assertIn(place, whole)
            self.mapping = whole.replace(place, typo)
            done = self.load(self.open_shop(), "--rate", "60")
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn("so that nothing was judged by it", done.stderr)


class Pages(Bench):
    def test_the_page_shows_the_mapping_as_it_is(self):
        page = (SOURCE / "sim" / "load" / "MAPPING.md").read_text()
        blocks = re.findall(r"^```toml\n(.*?)^```", page, re.M | re.S)
        self.assertGreater(len(blocks), 5)
        for block in blocks:
            self.assertIn(block, self.mapping)


class BadMappings(Bench):
    def told(self, *replacements, status=2):
        for old, new in replacements:
            self.assertIn(old, self.mapping)
            self.mapping = self.mapping.replace(old, new, 1)
        done = self.load("http://127.0.0.1:1")
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stderr

    def test_all_that_is_wrong_is_told_at_once_with_its_place_and_what_could_stand_there(self):
        told = self.told(("[commands.pay]", "[commands.pays]"),
                         ("/purchases/{order}/receipt", "/purchases/{oder}/receipt"),
                         ('ASKED = "cancel_pending"', 'ASKED = "cancel_pendin"'),
                         ('NOT_PACKED = "not_picking"', 'NOT_PACKED = "not_packing"'),
                         ('410 = "refused"', '410 = "refuse"'),
                         ("deadlines = []", 'deadlines = ["pay_time"]'),
                         ('version = "header ETag"', 'version = "ETag"'))
        for words in ("shop.toml:5:14: error", "unknown command 'pays'; did you mean 'pay'?",
                      "there is no {oder} in confirm_receipt; did you mean 'order'?",
                      "unknown order state 'cancel_pendin'; did you mean 'cancel_pending'?",
                      "unknown refusal 'not_packing'; did you mean 'not_picking'?",
                      "unknown meaning of a status 'refuse'; did you mean 'refused'?",
                      "unknown deadline 'pay_time'; did you mean 'pay_timer'?",
                      "'ETag' is no place in a reply", "^"):
            self.assertIn(words, told)

    def test_a_target_that_does_not_log_in_is_told(self):
        self.mapping = self.mapping.replace("/session/token", "/token")
        done = self.load(self.open_shop())
        self.assertEqual(done.returncode, 1)
        self.assertIn("without a token where one is looked for", done.stderr)
        self.mapping = self.mapping.replace("/api/v2/sessions", "/api/v3/sessions")
        self.assertIn("log-in answered 404", self.load(self.open_shop()).stderr)

    def test_a_file_that_is_not_there(self):
        done = subprocess.run([PROGRAM, "load", "aliexpress_base", "--target", "http://127.0.0.1:1",
                               "--mapping", self.folder / "none.toml"],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn("none.toml: error: cannot be read", done.stderr)


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    SOURCE = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
