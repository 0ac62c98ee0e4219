"""A load as engineers meet it: against our own service, and against servers that misbehave.

usage: load_test.py PROGRAM SOURCE_DIR [TestCase[.test]]
"""

import http.server
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from jsonschema import Draft202012Validator

PROGRAM = ""
SOURCE = pathlib.Path()
DAY_IN_A_SECOND = "86400"
TEN_DAYS_IN_A_SECOND = "864000"


class Bench(unittest.TestCase):
    """A folder with a key, and the program."""

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)
        self.key_file = self.folder / "key"
        self.service = None

    def tearDown(self):
        if self.service is not None and self.service.poll() is None:
            self.service.send_signal(signal.SIGINT)
            self.service.communicate(timeout=20)
        self._folder.cleanup()

    def serve(self, *arguments, clock_factor=DAY_IN_A_SECOND, scenario="aliexpress_base"):
        self.service = subprocess.Popen(
            [PROGRAM, "serve", scenario, "--key-file", self.key_file, "--clock-factor",
             clock_factor, *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.service_address = self.service.stdout.readline().strip()
        return self.service_address

    def load(self, target, *arguments, key_file=None):
        return subprocess.run(
            [PROGRAM, "load", "aliexpress_base", "--target", target, "--key-file",
             key_file or self.key_file, *arguments],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)

    def record(self, target, *arguments, status=0):
        done = self.load(target, "--json", *arguments)
        self.assertEqual(done.returncode, status, done.stderr + done.stdout[-2000:])
        record = json.loads(done.stdout)
        self.check_schema(record)
        return record["result"]

    def check_schema(self, record):
        schema = json.loads((SOURCE / "reports/schema/ordersim.load-1.schema.json").read_text())
        Draft202012Validator(schema).validate(record)


class Runs(Bench):
    def test_every_reply_is_judged_and_the_market_is_as_predicted(self):
        result = self.record(self.serve(), "--duration", "4s", "--rate", "150", "--predict", "40",
                             "--threshold", "errors < 0.1%", "--threshold", "p99(cancel) < 5s")
        judged = result["judgement"]
        self.assertGreater(judged["replies"], 300)
        self.assertEqual(judged["violations"], [])
        self.assertEqual(judged["first"], [])
        self.assertEqual(judged["unknown"], 0)
        self.assertEqual(result["adopted"], 0)
        self.assertEqual([one["is_kept"] for one in result["thresholds"]], [True, True])
        self.assertGreater(len(result["predictions"]), 5)
        self.assertIn("request_cancel", {call["name"] for call in result["calls"]})

    def test_flat_out_and_races_are_judged_too(self):
        target = self.serve()
        for how in (["--flat-out"], ["--races", "0.5", "--rate", "100"]):
            result = self.record(target, "--duration", "2s", "--connections", "16", *how)
            self.assertEqual(result["judgement"]["violations"], [], result["judgement"]["first"])
            self.assertLess(result["judgement"]["unknown"],
                            0.001 * result["judgement"]["replies"])

    def test_ramps_and_steps_are_as_planned_and_predicted(self):
        result = self.record(self.serve(), "--rate", "0..200 for 2s, 400 for 1s, 50 for 2s",
                             "--predict", "40")
        self.assertAlmostEqual(result["seconds"], 5, delta=.01)
        self.assertLess(abs(result["orders"] - 700), 4.5 * 700 ** .5)
        by_name = {one["name"]: one for one in result["predictions"]}
        self.assertTrue(by_name, result["predictions"])
        self.assertEqual(result["judgement"]["violations"], [])
        done = self.load(self.service_address, "--rate", "10 for 1s, 20 for 1s", "--duration", "3s")
        self.assertEqual(done.returncode, 2)
        self.assertIn("leave --duration out", done.stderr)

    def test_another_policy_than_the_services_is_found_out(self):
        result = self.record(self.serve(), "--duration", "1s", "--rate", "60", "--set",
                             'policy.pay_limit="1d"', status=3)
        self.assertFalse(result["is_passed"])
        self.assertGreater(sum(one["count"] for one in result["judgement"]["violations"]), 0)
        self.assertTrue(result["judgement"]["first"][0]["words"])

    def test_a_threshold_that_is_not_kept_fails_the_load(self):
        target = self.serve()
        result = self.record(target, "--duration", "1s", "--rate", "50", "--threshold",
                             "p50(all) < 1us", status=3)
        self.assertFalse(result["thresholds"][0]["is_kept"])
        done = self.load(target, "--duration", "1s", "--rate", "50", "--out", self.folder / "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        for ending in ("html", "json", "md"):
            text = (self.folder / "out" / f"aliexpress_base.load.{ending}").read_text()
            self.assertIn("place_order", text)
        again = subprocess.run([PROGRAM, "report",
                                self.folder / "out" / "aliexpress_base.load.json"],
                               capture_output=True, text=True)
        self.assertIn("judged by the rules", again.stdout)
        self.assertNotIn(self.key_file.read_text().strip(), done.stdout + done.stderr)


class Plants(Bench):
    """Defects planted in the service, found by a load that races and probes.

    At ten days a second every defect is met at least nine times on average, so that a load that
    meets none is one in eight thousand; a slower clock fires two deadlines in four seconds.
    """

    FLAGS = ("--duration", "4s", "--rate", "250", "--races", "0.3", "--probes", "0.3",
             "--accounts", "20", "--connections", "32")

    def test_the_right_service_is_not_accused(self):
        result = self.record(self.serve(clock_factor=TEN_DAYS_IN_A_SECOND), *self.FLAGS)
        self.assertEqual(result["judgement"]["violations"], [], result["judgement"]["first"])
        self.assertGreater(result["probes"], 500)
        self.assertGreater(result["races"], 500)

    def test_each_defect_is_accused(self):
        for plant in ("D04", "D06", "D11", "D26", "D27", "D29", "D33", "D38", "D44", "D46", "D52",
                      "D53", "D54", "D55", "D57", "D58"):
            with self.subTest(plant):
                target = self.serve("--plant", plant, clock_factor=TEN_DAYS_IN_A_SECOND)
                result = self.record(target, *self.FLAGS, status=3)
                self.assertTrue(result["judgement"]["violations"], plant)
                # What a stranger sees, nobody proves or a used key gets is one call, of no script.
                self.assert_shown(result["judgement"]["first"],
                                  has_script=plant not in ("D29", "D54", "D55"))
                self.service.send_signal(signal.SIGINT)
                self.service.communicate(timeout=20)

    def assert_shown(self, first, has_script):
        """By the calls that it takes, and by a script with their commands."""
        for one in first:
            self.assertTrue(one["calls"], one)
            self.assertIn(one["words"].split(" at ")[0].split(":")[0].split(",")[0],
                          [call["call"] for call in one["calls"]], one)
            self.assertEqual(min(call["from_us"] for call in one["calls"]), 0)
            if one["script"]:
                subprocess.run(["sh", "-n", "-c", one["script"]], check=True)
        self.assertEqual(any(one["script"] for one in first), has_script, first)
        # A deadline that is missed takes all that led to it.
        self.assertLess(min(len(one["calls"]) for one in first), 40, first)


class Books(Bench):
    """What only the target's own books show; days pass fast, so that money goes back."""

    def load_books(self, *arguments):
        target = self.serve(*arguments, clock_factor=TEN_DAYS_IN_A_SECOND)
        done = self.load(target, "--duration", "5s", "--rate", "80", "--json", "--predict", "0")
        return json.loads(done.stdout)["result"]["judgement"]

    def test_they_are_the_sum_of_the_orders(self):
        judged = self.load_books()
        self.assertEqual(judged["violations"], [], judged["first"])
        self.assertEqual(judged["books"], "right")
        again = self.load(self.service_address, "--duration", "1s", "--rate", "80")
        self.assertRegex(again.stdout, "the target's books +the sum of its orders")

    def test_money_paid_twice_or_lost_and_stock_lost_are_accused(self):
        for plant in ("D43", "D59", "D60"):
            with self.subTest(plant):
                judged = self.load_books("--plant", plant)
                self.assertEqual([one["rule"] for one in judged["violations"]], ["money_adds_up"])
                self.assertEqual(judged["books"], "wrong")
                self.service.send_signal(signal.SIGINT)
                self.service.communicate(timeout=20)


class Stub(http.server.BaseHTTPRequestHandler):
    """Logs everybody in and answers every other call with a failure."""

    protocol_version = "HTTP/1.1"
    wbufsize = 65536  # head and body leave together

    def answer(self):
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length).decode()
        known = {"/health": {"orders_clock": {"at_us": 0, "factor": 86400}},
                 "/login": {"token": "t"}}
        if self.path not in known:
            self.server.calls.append((self.path, body, self.headers.get("Idempotency-Key")))
        text = json.dumps(known.get(self.path, {})).encode()
        self.send_response(200 if self.path in known else 503)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_DELETE = answer

    def log_message(self, *_):
        pass


def stub(test):
    """A server of its own, until the test is over."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    server.calls = []
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    test.addCleanup(server.server_close)
    test.addCleanup(server.shutdown)
    return server


class Misfortunes(Bench):
    def setUp(self):
        super().setUp()
        self.key_file.write_text("a key for the tests\n")

    def test_the_same_seed_sends_the_same_plan(self):
        plans = []
        for seed in ("7", "7", "8"):
            server = stub(self)
            done = self.load(f"http://127.0.0.1:{server.server_port}", "--duration", "1s",
                             "--rate", "40", "--seed", seed, "--retries", "0", "--json",
                             "--accounts", "4", "--connections", "4", "--timeout", "20s")
            self.assertEqual(done.returncode, 3, done.stderr)
            plans.append(sorted(body for path, body, _ in server.calls if path == "/orders"))
        self.assertGreater(len(plans[0]), 10)
        self.assertEqual(plans[0], plans[1])
        self.assertNotEqual(plans[0], plans[2])

    def test_calls_without_an_answer_are_sent_again_with_their_key(self):
        server = stub(self)
        done = self.load(f"http://127.0.0.1:{server.server_port}", "--duration", "2s", "--rate",
                         "20", "--retries", "1", "--json", "--accounts", "4", "--connections",
                         "4", "--timeout", "20s")
        result = json.loads(done.stdout)["result"]
        self.assertEqual(result["judgement"]["judged"], 0)
        self.assertFalse(result["is_passed"])
        keys = [key for _, _, key in server.calls]
        self.assertGreater(result["retries"], 5)
        self.assertLess(len(set(keys)), len(keys))
        self.assertLessEqual(max(keys.count(key) for key in set(keys)), 2)

    def test_a_dead_service_ends_the_load_early(self):
        target = self.serve()
        begin = time.monotonic()
        loading = subprocess.Popen(
            [PROGRAM, "load", "aliexpress_base", "--target", target, "--key-file", self.key_file,
             "--duration", "60s", "--rate", "50", "--probes", "0.3", "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(2)
        self.service.kill()
        out, errors = loading.communicate(timeout=60)
        self.assertEqual(loading.returncode, 3, errors)
        self.assertEqual(json.loads(out)["result"]["ended"], "hopeless")
        self.assertLess(time.monotonic() - begin, 50)

    def test_what_is_wrong_is_told_with_the_remedy(self):
        target = self.serve()
        (self.folder / "other").write_text("another key, as long")
        cases = [
            (["http://127.0.0.1:1"], 1, "nobody listens at the target"),
            (["ftp://x"], 2, "one looks like http://127.0.0.1:8080"),
            (["http://192.0.2.1"], 2, "--i-own-this-target"),
            ([target, "--threshold", "p99(cancle) < 20ms"], 2, "'cancle' is no call"),
            ([target, "--threshold", "p98(all) < 20ms"], 2, "is none of p50(CALL)"),
            ([target, "--threshold", "p99(all) < 20"], 2, "one looks like 20ms"),
            ([target, "--threshold", "errors = 1"], 2, "compares nothing"),
            ([target, "--duration", "soon"], 2, "one looks like 30s"),
            ([target, "--rate", "fast"], 2, "one looks like 50, 10..200 or '20 for 10s"),
            ([target, "--rate", "1 for 1s, 9"], 2, "each of several rates needs its time"),
            ([target, "--rate", "1..9", "--flat-out"], 2, "no ramps and steps there"),
            ([target, "--warm-up", "30s"], 2, "nothing would be measured"),
            ([target, "--clock-factor", "2"], 1, "leave --clock-factor out"),
            ([target, "--variant", "none"], 2, "there are: base"),
        ]
        keys = [("none", 2, "cannot read the key file"), ("other", 1, "see --key-file")]
        for name, status, words in keys:
            done = self.load(target, key_file=self.folder / name)
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertIn(words, done.stderr)
        for arguments, status, words in cases:
            with self.subTest(arguments):
                done = self.load(*arguments)
                self.assertEqual(done.returncode, status, done.stderr)
                self.assertIn(words, done.stderr)


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    SOURCE = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
