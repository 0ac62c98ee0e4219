"""Several processes that are one load: merged as one history, and refused when they are not.

usage: load_shards_test.py PROGRAM SOURCE_DIR [TestCase[.test]]
"""

import json
import math
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import unittest

import load_test

SHARDS = 4
RATE = ("--duration", "3s", "--rate", "200", "--accounts", "20", "--connections", "8")
MANY_KINDS = (*RATE, "--races", "0.3", "--probes", "0.3")
CUT = 6  # bits to which latencies are kept


def numbers(data):
    """Whole numbers, seven bits a byte; those with a sign have it in the lowest bit."""
    while data:
        value, shift = 0, 0
        while True:
            byte, data = data[0], data[1:]
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        yield value


def signed(number):
    return number >> 1 if number % 2 == 0 else -(number >> 1) - 1


def replies_in(path):
    """What was seen of each reply: its four instants in ns, whether it counts, its kind."""
    data = path.read_bytes()
    at = data.index(b"\n") + 1
    while not data.startswith(b"digest ", at):
        length, shift = 0, 0
        while True:
            byte = data[at]
            length |= (byte & 127) << shift
            at, shift = at + 1, shift + 7
            if byte < 128:
                break
        record, at = data[at:at + length], at + length
        if record[0] == 2:
            fields = numbers(record)
            next(fields)
            times = [signed(next(fields)) for _ in range(4)]
            is_recorded, is_refused, is_failed, _, is_read, kind = (
                next(fields) for _ in range(6))
            for _ in range(16):  # of the command
                next(fields)
            yield {"times": times, "counts": is_recorded, "refused": is_refused,
                   "failed": is_failed, "kind": None if is_read else kind, "order": next(fields)}


def quantiles(values):
    """Those of a histogram to 1.6 %, made from the values themselves."""
    def cut(value):
        shift = max(value.bit_length() - CUT - 1, 0)
        return min(((value >> shift) + 1 << shift) - 1, max(values))

    values = sorted(values)
    found = {f"p{name}": cut(values[max(math.ceil(share * len(values)), 1) - 1]) / 1000
             for name, share in (("50", .5), ("90", .9), ("99", .99), ("999", .999))}
    return {**found, "max": values[-1] / 1000}


class Sharded(load_test.Bench):
    def setUp(self):
        super().setUp()
        self.shop = self.folder / "shop.toml"
        self.shop.write_text('extends = "aliexpress_base"\n')
        self.parts = self.folder / "parts-of-it"

    def serve(self, *arguments):
        return super().serve(*arguments, clock_factor=load_test.TEN_DAYS_IN_A_SECOND,
                             scenario=self.shop)

    def run_program(self, *arguments):
        return subprocess.run([load_test.PROGRAM, *map(str, arguments)], capture_output=True,
                              stdin=subprocess.DEVNULL, text=True, timeout=120, check=False)

    def start(self, target, shard, *flags, begin_at=None, out=None):
        begin = [] if begin_at is None else ["--begin-at", begin_at]
        command = [load_test.PROGRAM, "load", self.shop, "--target", target, "--key-file",
                   self.key_file, "--shard", shard, "--out", out or self.parts, "--json", *begin,
                   *flags]
        return subprocess.Popen([*map(str, command)], stdin=subprocess.DEVNULL, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def load_by_all(self, target, *flags, status=0):
        """What each of the shards said."""
        begin_at = int(time.time()) + 5
        processes = [self.start(target, f"{i}/{SHARDS}", *flags, begin_at=begin_at)
                     for i in range(1, SHARDS + 1)]
        results = []
        for process in processes:
            out, errors = process.communicate(timeout=120)
            self.assertEqual(process.returncode, status, errors)
            results.append(json.loads(out)["result"])
        return results

    def merged(self, *folders, status=0, out=None):
        done = self.run_program("merge", *(folders or [self.parts]), "--json",
                                *(["--out", out] if out else []))
        self.assertEqual(done.returncode, status, done.stderr)
        record = json.loads(done.stdout)
        self.check_schema(record)
        return record["result"]


class Shards(Sharded):
    def test_four_are_one_load_and_its_figures_are_those_of_the_raw_samples(self):
        shards = self.load_by_all(self.serve(), *MANY_KINDS)
        merged = self.merged(out=self.folder / "out")
        self.assertEqual(merged["shards"], SHARDS)
        self.assertGreater(merged["shards_apart_ms"], 0)
        replies = [reply for path in sorted(self.parts.glob("*.shard"))
                   for reply in replies_in(path)]
        counted = [reply for reply in replies if reply["counts"]]
        self.assertGreater(len(counted), 2000)
        latencies, services = ([(done - since) // 1000 for since, done in
                                ((reply["times"][first], reply["times"][3]) for reply in counted)]
                               for first in (0, 2))
        self.assertEqual(merged["all"]["latency"], quantiles(latencies))
        self.assertEqual(merged["all"]["service"], quantiles(services))
        self.assertEqual(merged["all"]["refused"], sum(reply["refused"] for reply in counted))
        looks = [(reply["times"][3] - reply["times"][0]) // 1000
                 for reply in counted if reply["kind"] is None]
        by_name = {call["name"]: call for call in merged["calls"]}
        self.assertEqual(by_name["look"]["latency"], quantiles(looks))
        for what in ("orders", "races", "probes", "retries", "given_up", "connections"):
            self.assertEqual(merged[what], sum(shard[what] for shard in shards), what)
        for what in ("accepted", "refused", "failed"):
            self.assertEqual(merged["all"][what], sum(shard["all"][what] for shard in shards))
        # Each order is one shard's, and none is left out, but for those of the last instants.
        by_shard = [{reply["order"] for reply in replies_in(path)}
                    for path in sorted(self.parts.glob("*.shard"))]
        for index, own in enumerate(by_shard):
            self.assertEqual({order % SHARDS for order in own}, {index})
        orders = set.union(*by_shard)
        self.assertLessEqual(set(range(max(orders) - 20)), orders)
        self.assertEqual(merged["orders"], len(orders))
        self.assertLess(abs(len(orders) - 600), 4.5 * 600 ** .5)
        self.assertIn("4 processes", (self.folder / "out/shop.load.md").read_text())

    def test_the_verdicts_are_those_of_the_shards_and_the_books_are_held_once(self):
        shards = self.load_by_all(self.serve(), *MANY_KINDS)
        judged = self.merged()["judgement"]
        self.assertEqual(judged["violations"], [], judged["first"])
        self.assertEqual(judged["books"], "right")
        for what in ("replies", "judged", "unknown", "unheard"):
            self.assertEqual(judged[what], sum(shard["judgement"][what] for shard in shards))

    def test_a_service_that_breaks_the_rules_is_accused_as_often_as_by_all_shards(self):
        shards = self.load_by_all(self.serve("--plant", "D27"), *MANY_KINDS, status=3)
        merged = self.merged(status=3)
        wanted = {}
        for shard in shards:
            for one in shard["judgement"]["violations"]:
                wanted[one["rule"]] = wanted.get(one["rule"], 0) + one["count"]
        self.assertGreater(sum(wanted.values()), 20)
        self.assertEqual({one["rule"]: one["count"] for one in merged["judgement"]["violations"]},
                         wanted)

    def test_money_paid_twice_shows_only_in_the_books_of_all(self):
        self.load_by_all(self.serve("--plant", "D43"), *RATE)
        judged = self.merged(status=3)["judgement"]
        self.assertEqual([one["rule"] for one in judged["violations"]], ["money_adds_up"])

    def test_one_shard_of_one_is_judged_as_it_was_while_it_ran(self):
        for plant, status in ((), 0), (("--plant", "D04"), 3):
            shutil.rmtree(self.parts, ignore_errors=True)
            live = self.start(self.serve(*plant), "1/1", *MANY_KINDS)
            out, errors = live.communicate(timeout=120)
            self.assertEqual(live.returncode, status, errors)
            alone = json.loads(out)["result"]
            merged = self.merged(status=status)
            self.assertGreater(alone["judgement"]["replies"], 1000)
            for record in (alone, merged):
                for violation in record["judgement"]["first"]:
                    # By one clock and by the other: they part by a nanosecond.
                    violation["script"] = re.sub(r"^at \d+$", "", violation["script"], flags=re.M)
                    for call in violation["calls"]:
                        del call["from_us"], call["to_us"]
            for place in ("judgement", "all", "calls", "by_second", "lateness", "waiting",
                          "orders", "retries", "seconds", "ended", "is_passed", "adopted"):
                self.assertEqual(merged[place], alone[place], place)
            self.assertAlmostEqual(merged["arrivals_cv"], alone["arrivals_cv"], delta=1e-6)
            self.service.send_signal(signal.SIGINT)
            self.service.communicate(timeout=20)

    def test_together_they_send_the_plan_of_one_process(self):
        self.key_file.write_text("a key for the tests\n")
        plans = []
        for count in (1, 3):
            server = load_test.stub(self)
            for index in range(1, count + 1):
                shard = self.start(f"http://127.0.0.1:{server.server_port}", f"{index}/{count}",
                                   "--duration", "1s", "--rate", "40", "--retries", "0",
                                   "--accounts", "4", "--connections", "4", "--timeout", "20s",
                                   begin_at=int(time.time()) + 2)
                _, errors = shard.communicate(timeout=60)
                self.assertEqual(shard.returncode, 3, errors)
            plans.append(sorted(body for path, body, _ in server.calls if path == "/orders"))
        self.assertGreater(len(plans[0]), 10)
        self.assertEqual(*plans)

    def test_thresholds_are_for_all_together(self):
        shards = self.load_by_all(self.serve(), *RATE, "--threshold", "rate > 1", "--threshold",
                                  "p50(all) < 1us")
        self.assertEqual([shard["thresholds"] for shard in shards], [[]] * SHARDS)
        kept = [one["is_kept"] for one in self.merged(status=3)["thresholds"]]
        self.assertEqual(kept, [True, False])


class ShardRefusals(Sharded):
    def refused(self, *arguments, words, status=1):
        done = self.run_program(*arguments)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_parts_that_are_no_whole_are_named(self):
        target = self.serve()
        flags = ("--duration", "1s", "--rate", "50", "--accounts", "4", "--connections", "4")
        self.load_by_all(target, *flags)
        self.merged()
        first, second = (self.parts / f"load-{i}-of-{SHARDS}.shard" for i in (1, 2))
        away, other = self.folder / "away", self.folder / "other"
        away.mkdir()
        # One is there twice, then not at all.
        shutil.copy(second, away)
        self.refused("merge", self.parts, away,
                     words=[str(second), str(away / second.name), "are both shard 2/4"])
        again = self.start(target, "2/4", *flags, begin_at=int(time.time()) + 2)
        self.assertIn("is there already", again.communicate(timeout=60)[1])
        second.unlink()
        self.refused("merge", self.parts, words=["missing are 2/4;", "run all shards again"])
        self.assertEqual(self.merged(self.parts, away)["shards"], SHARDS)
        # One of another load: by its command, its number of shards, its beginning.
        for shard, more, words in (("2/4", ("--seed", "9"), "--seed 9"),
                                   ("2/2", (), "4 shards and 2"),
                                   ("2/4", (), "are of --begin-at")):
            process = self.start(target, shard, *flags, *more, begin_at=int(time.time()) + 2,
                                 out=other)
            _, errors = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0, errors)
            self.refused("merge", self.parts, other, words=["two loads", words])
            shutil.rmtree(other)
        # One that is damaged: cut off, changed, of another format.
        whole = first.read_bytes()
        for broken in (whole[:-9], whole[:len(whole) // 2], whole[:40], b"",
                       whole[:3000] + bytes([whole[3000] ^ 1]) + whole[3001:],
                       whole.replace(b"shard/2", b"shard/1", 1), whole + b"x"):
            first.write_bytes(broken)
            self.refused("merge", self.parts, away,
                         words=[str(first), "is damaged, or of another version"])
        first.write_bytes(whole)
        # The scenario is not what it was.
        self.shop.write_text('extends = "aliexpress_base"\n[policy]\nanswer_limit = "3d"\n')
        self.refused("merge", self.parts, away, words=["of a scenario with other values"])

    def test_a_shard_that_is_killed_leaves_nothing_and_one_that_is_stopped_its_part(self):
        target = self.serve()
        begin_at = int(time.time()) + 2
        flags = ("--duration", "20s", "--rate", "50", "--accounts", "4", "--connections", "4")
        killed, stopped = (self.start(target, f"{i}/2", *flags, begin_at=begin_at) for i in (1, 2))
        while time.time() < begin_at + 1:
            time.sleep(.1)
        killed.kill()
        stopped.send_signal(signal.SIGINT)
        for process, status in (killed, -signal.SIGKILL), (stopped, 130):
            process.communicate(timeout=60)
            self.assertEqual(process.returncode, status)
        self.assertEqual([path.name for path in self.parts.glob("*.shard")],
                         ["load-2-of-2.shard"])
        self.refused("merge", self.parts, words=["missing are 1/2"])

    def test_a_full_disk_is_told_and_no_half_a_file_is_left(self):
        # Writing more than two blocks of 512 bytes fails as on a full disk.
        limit = "trap '' XFSZ; ulimit -f 2; exec \"$0\" \"$@\""
        ended = subprocess.run(
            ["/bin/sh", "-c", limit, load_test.PROGRAM, "load", str(self.shop), "--target",
             self.serve(), "--key-file", str(self.key_file), "--duration", "1s", "--rate", "50",
             "--shard", "1/1", "--out", str(self.parts)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(ended.returncode, 1, ended.stderr)
        self.assertIn("make room, and run all shards again", ended.stderr)
        self.assertEqual(list(self.parts.iterdir()), [])

    def test_what_is_no_shard_of_a_load_is_told(self):
        target = self.serve()
        load = ("load", self.shop, "--target", target, "--key-file", self.key_file)
        out = ("--out", self.parts)
        in_a_minute = int(time.time()) + 60
        (self.folder / "file").write_text("")
        for arguments, status, words in (
                (("--shard", "5/4", *out, "--begin-at", in_a_minute), 2, "a shard is 3/8"),
                (("--shard", "1/4"), 2, "--shard requires --out"),
                (("--shard", "1/4", *out), 2, "--begin-at $(($(date +%s) + 30))"),
                (("--shard", "1/4", *out, "--begin-at", "1000"), 2, "to come"),
                (("--begin-at", in_a_minute), 2, "--begin-at requires --shard"),
                (("--shard", "1/1", *out, "--mapping", "shop.toml"), 2, "by one process"),
                (("--shard", "1/1", "--out", self.folder / "file" / "x"), 1, "another --out")):
            with self.subTest(arguments):
                self.refused(*load, *arguments, words=[words], status=status)
        self.refused("merge", self.folder, words=["that was the --out of --shard"])


if __name__ == "__main__":
    load_test.PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    load_test.SOURCE = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
